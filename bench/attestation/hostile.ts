import type { Sample } from './sample.ts';

/** What nobody should have to wait for: 1 MiB each, made to look like documents at many places. */
export function hostileInputs([first]: readonly Sample[]): Readonly<Record<string, string | Uint8Array>> {
  const base64 = first?.base64 ?? '';
  const hex = Buffer.from(first?.bytes ?? []).toString('hex');
  const size = 2 ** 20;
  const filled = (part: string): string => part.repeat(Math.ceil(size / part.length)).slice(0, size);
  return {
    'base64 of nothing': filled('A'),
    'beginnings in base64': filled('hEShATgioFk'),
    'beginnings in base64, apart': filled('hEShATgioFk "'),
    'cut documents in base64': filled(`${base64.slice(0, -200)}\n"`),
    'document, 1 MiB of base64': base64.slice(0, 40) + filled('Wlpa'),
    'hexadecimal of nothing': filled('00'),
    'beginnings in hexadecimal': filled('8444a1013822a059'),
    'cut documents in hexadecimal': filled(`${hex.slice(0, -200)} zz `),
    'hexadecimal with gaps': filled('84 44:a1 '),
    'lists of integers': filled('[132,68,161,1,56,34,160,89,'),
    'one list of integers': `[${filled('132, ')}`,
    'Python literals': filled(String.raw`b'\x84D\xa1\x018"\xa0Y`),
    'one literal of escapes': `b'${filled(String.raw`\x84`)}`,
    'PEM beginnings': filled('-----BEGIN ATTESTATION-----\n'),
    brackets: filled('['),
    'quotes and backslashes': filled('\\"'),
    blanks: filled(' \n'),
    words: filled('an attestation document is a COSE message '),
    'letters outside of ASCII': filled('署名'),
    'nested arrays, bytes': new Uint8Array(size).fill(0x81),
    'zeros, bytes': new Uint8Array(size),
    'beginnings in base64, bytes': Buffer.from(filled('hEShATgioFk "')),
    'fifty documents': filled(`${' '.repeat(16_000)}${base64}`),
  };
}
