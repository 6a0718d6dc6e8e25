import { type CborValue, decodeCbor } from '../../encoding/decodeCbor.ts';
import { readPemBlocks } from '../../encoding/pem.ts';
import { cborProblem } from '../../encoding/wellFormed.ts';
import { failed, ok, type Result } from '../../result.ts';

/**
 * The DER of the certificate that an image is signed with, from the body of its signature section: a CBOR array of maps
 * with the certificate as PEM, of which the first counts, as for `nitro-cli`. The signature itself is not checked here.
 * The error is a clause.
 */
export function signingCertificate(section: Uint8Array): Result<Uint8Array, string> {
  const broken = cborProblem(section);
  if (broken !== undefined) {
    return failed(`the signature section is no CBOR: ${broken.message}`);
  }
  const signatures = decodeCbor(section);
  const first = Array.isArray(signatures) ? (signatures as readonly CborValue[])[0] : undefined;
  const pem = first instanceof Map ? bytesOf(first.get('signing_certificate')) : undefined;
  if (pem === undefined) {
    return failed('the signature section holds no signing certificate');
  }
  const [certificate] = readPemBlocks('CERTIFICATE', new TextDecoder().decode(pem));
  return certificate === undefined ? failed('the signing certificate is no PEM') : ok(certificate);
}

/** The tools write bytes as an array of integers; byte strings and text are taken as well. */
function bytesOf(value: CborValue): Uint8Array | undefined {
  if (value instanceof Uint8Array) {
    return value;
  }
  if (typeof value === 'string') {
    return new TextEncoder().encode(value);
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const integers: readonly unknown[] = value;
  return integers.every((one): one is number => typeof one === 'number' && one >= 0 && one <= 255)
    ? Uint8Array.from(integers)
    : undefined;
}
