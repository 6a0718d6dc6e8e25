import { toHex } from '../encoding/hex.ts';
import { DER_TAG, type DerNode } from './derNode.ts';

/** A distinguished name (RFC 5280, section 4.1.2.4). */
export interface CertificateName {
  /** Its attributes in the order of the certificate, written after RFC 4514. Whoever made the certificate wrote it. */
  readonly text: string;
  /** Each common name; undefined stands for one in a string type other than UTF8String and PrintableString. */
  readonly commonNames: readonly (string | undefined)[];
}

const COMMON_NAME = '550403';

/** RFC 4514, section 3: attributes with a short name, by the contents of their object identifiers in hexadecimal. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '550406': 'C',
  '550407': 'L',
  '550408': 'ST',
  '550409': 'STREET',
  '55040a': 'O',
  '55040b': 'OU',
  '0992268993f22c640119': 'DC',
  '0992268993f22c640101': 'UID',
};

export function readCertificateName(node: DerNode): CertificateName | undefined {
  if (node.tag !== DER_TAG.sequence) {
    return undefined;
  }
  const parts: string[] = [];
  const commonNames: (string | undefined)[] = [];
  for (const set of node.children) {
    if (set.tag !== DER_TAG.set || set.children.length === 0) {
      return undefined;
    }
    const attributes: string[] = [];
    for (const { tag, children } of set.children) {
      const [type, value, ...more] = children;
      const isAttribute = tag === DER_TAG.sequence && type?.tag === DER_TAG.objectIdentifier && more.length === 0;
      if (!isAttribute || type === undefined || value === undefined) {
        return undefined;
      }
      const oid = toHex(type.contents);
      const text = stringOf(value);
      if (oid === COMMON_NAME) {
        commonNames.push(text);
      }
      const shown = text === undefined ? `#${toHex(value.bytes)}` : escaped(text);
      attributes.push(`${SHORT_NAMES[oid] ?? `OID.${dotted(type.contents)}`}=${shown}`);
    }
    parts.push(attributes.join('+'));
  }
  return { text: parts.join(', '), commonNames };
}

function stringOf({ tag, contents }: DerNode): string | undefined {
  if (tag === DER_TAG.printableString) {
    const text = decoded(contents);
    return text !== undefined && /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text) ? text : undefined;
  }
  return tag === DER_TAG.utf8String ? decoded(contents) : undefined;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** RFC 4514, section 2.4. */
function escaped(text: string): string {
  return text.replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&');
}

/** `2.5.4.3`; arcs beyond what a number holds exactly are left in hexadecimal. */
function dotted(contents: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  if (arcs.some((number) => !Number.isSafeInteger(number)) || arc !== 0) {
    return toHex(contents);
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - 40 * root, ...rest].join('.');
}
