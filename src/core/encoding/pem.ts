import { bytesOfBase64, toBase64Text } from './base64.ts';

/** What a PEM block holds, as its first line says (RFC 7468; of RSA alone: RFC 8017, appendix A.1.1). */
export type PemLabel = 'CERTIFICATE' | 'PUBLIC KEY' | 'RSA PUBLIC KEY';

/** DER as a PEM block, ended by a line feed: 64 characters a line, as RFC 7468, section 2 has it. */
export function pemOf(label: PemLabel, der: Uint8Array): string {
  const lines = toBase64Text(der).match(/.{1,64}/g) ?? [];
  return `${[`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n')}\n`;
}

/** The DER of each block with this label in a text, in its order; undefined for a block whose base64 is broken. */
export function readPemBlocks(label: PemLabel, text: string): readonly (Uint8Array | undefined)[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  return text
    .split(begin)
    .slice(1)
    .map((block) => {
      const [body = '', ...rest] = block.split(end);
      const bytes = rest.length === 0 ? undefined : bytesOfBase64(body.replace(/[ \t\r\n]/g, ''));
      return bytes === undefined || bytes.length === 0 ? undefined : bytes;
    });
}
