import { type BaseBlock, fromBER } from 'asn1js';
import { failed, ok, type Result } from '../result.ts';
import { type CertificateExtensions, NO_EXTENSIONS, readExtensions } from './certificateExtensions.ts';
import { type CertificateFrame, readCertificateFrame } from './certificateFrame.ts';
import { type CertificateName, readCertificateName } from './certificateName.ts';
import type { DerNode } from './derNode.ts';

/** An X.509 certificate as it was read: nothing here is proved. */
export interface Certificate {
  readonly frame: CertificateFrame;
  readonly subject: CertificateName;
  readonly extensions: CertificateExtensions;
}

/** Names and extensions of real ones nest 4 deep and have 30 values; what has far more costs time and is neither. */
const LIMITS = { maxDepth: 12, maxNodes: 500, parseEmbedded: false, copyInput: false } as const;

/** Reads DER, with nothing behind it. The error is the end of a sentence about the certificate, ours alone. */
export function readCertificate(der: Uint8Array): Result<Certificate, string> {
  const frame = readCertificateFrame(der);
  return frame.ok ? completeCertificate(frame.value) : frame;
}

/**
 * Reads what has structure in a frame, name and extensions, from the library's tree. Each of its values costs
 * microseconds, so it is given these two alone; `@peculiar/asn1-x509`, which builds on it, takes twice as long, keeps no
 * bytes of names to compare, and knows classes by names that minifying changes.
 */
export function completeCertificate(frame: CertificateFrame): Result<Certificate, string> {
  const nameNode = readDer(frame.subject);
  const subject = nameNode && readCertificateName(nameNode);
  if (subject === undefined) {
    return failed('its names are not as X.509 has them');
  }
  if (frame.extensions === undefined) {
    return ok({ frame, subject, extensions: NO_EXTENSIONS });
  }
  const field = readDer(frame.extensions);
  const extensions = field === undefined ? failed('its extensions are not as X.509 has them') : readExtensions(field);
  return extensions.ok ? ok({ frame, subject, extensions: extensions.value }) : extensions;
}

/** Undefined for what is no DER: other lengths than the shortest, lengths without an end, bytes behind the value. */
function readDer(bytes: Uint8Array): DerNode | undefined {
  try {
    const { offset, result } = fromBER(bytes, LIMITS);
    return offset === bytes.length ? nodeOf(result) : undefined;
  } catch {
    return undefined;
  }
}

/** As deep as the library has gone, which `LIMITS` bounds. */
function nodeOf(block: BaseBlock): DerNode | undefined {
  const { idBlock, lenBlock, valueBlock, valueBeforeDecodeView: bytes } = block;
  const header = idBlock.blockLength + lenBlock.blockLength;
  const isDer =
    idBlock.blockLength === 1 &&
    !lenBlock.isIndefiniteForm &&
    lenBlock.blockLength === shortestLength(lenBlock.length) &&
    header + lenBlock.length === bytes.length;
  const [tag] = bytes;
  if (!isDer || tag === undefined || block.error !== '') {
    return undefined;
  }
  const children: DerNode[] = [];
  if (idBlock.isConstructed && 'value' in valueBlock && Array.isArray(valueBlock.value)) {
    for (const child of valueBlock.value) {
      const node = nodeOf(child);
      if (node === undefined) {
        return undefined;
      }
      children.push(node);
    }
  }
  return { tag, bytes, contents: bytes.subarray(header), children };
}

/** Bytes of a length in DER (X.690, section 10.1). */
function shortestLength(length: number): number {
  return length < 0x80 ? 1 : length < 0x100 ? 2 : 3;
}
