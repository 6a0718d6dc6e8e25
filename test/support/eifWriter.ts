// Enclave image files as tests need them: as the tools write them, and every way of lying about them. Their CRC is
// computed a second way, bit by bit. Without Node's own, so that tests in both hosts can make them.
import { pemOf } from '../../src/core/encoding/pem.ts';
import * as cbor from './cborWriter.ts';

export const SECTION_TYPES = { kernel: 1, commandLine: 2, ramdisk: 3, signature: 4, metadata: 5 } as const;

export interface EifSectionForm {
  readonly type: number;
  readonly body: Uint8Array;
  /** What its header says; its type and size are as they are unless given. */
  readonly saysType?: number;
  readonly saysSize?: bigint;
  /** What the file's header says of it. */
  readonly tableOffset?: bigint;
  readonly tableSize?: bigint;
}

export interface EifForm {
  readonly sections: readonly EifSectionForm[];
  readonly magic?: string;
  readonly version?: number;
  readonly flags?: number;
  /** The number of sections that the header says. */
  readonly count?: number;
  readonly crc?: number;
  /** Behind the last section; part of the CRC. */
  readonly trailing?: Uint8Array;
}

export function eifOf(form: EifForm): Uint8Array {
  const header = new Uint8Array(548);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode(form.magic ?? '.eif'));
  view.setUint16(4, form.version ?? 4);
  view.setUint16(6, form.flags ?? 0);
  view.setBigUint64(8, 512n * 1024n * 1024n);
  view.setBigUint64(16, 2n);
  view.setUint16(26, form.count ?? form.sections.length);
  const parts: Uint8Array[] = [];
  let offset = 548;
  for (const [index, section] of form.sections.entries()) {
    if (index < 32) {
      view.setBigUint64(28 + 8 * index, section.tableOffset ?? BigInt(offset));
      view.setBigUint64(284 + 8 * index, section.tableSize ?? BigInt(section.body.length));
    }
    const head = new DataView(new ArrayBuffer(12));
    head.setUint16(0, section.saysType ?? section.type);
    head.setBigUint64(4, section.saysSize ?? BigInt(section.body.length));
    parts.push(new Uint8Array(head.buffer), section.body);
    offset += 12 + section.body.length;
  }
  const rest = joined(...parts, form.trailing ?? new Uint8Array());
  view.setUint32(544, form.crc ?? slowCrc32(joined(header.subarray(0, 544), rest)));
  return joined(header, rest);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** CRC-32 as the standard defines it, bit by bit. */
export function slowCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const differs = ((crc ^ (byte >> bit)) & 1) === 1;
      crc = differs ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const section = {
  kernel: (body: Uint8Array): EifSectionForm => ({ type: SECTION_TYPES.kernel, body }),
  commandLine: (text: string): EifSectionForm => ({ type: SECTION_TYPES.commandLine, body: utf8(text) }),
  ramdisk: (body: Uint8Array): EifSectionForm => ({ type: SECTION_TYPES.ramdisk, body }),
  metadata: (value: unknown): EifSectionForm => ({
    type: SECTION_TYPES.metadata,
    body: utf8(typeof value === 'string' ? value : JSON.stringify(value)),
  }),
  signature: (certificate: Uint8Array): EifSectionForm => ({
    type: SECTION_TYPES.signature,
    body: signatureBody(utf8(pemOf('CERTIFICATE', certificate))),
  }),
};

/** Bytes are arrays of integers there, as the tools write them. */
export function signatureBody(pem: Uint8Array): Uint8Array {
  const integers = (bytes: Uint8Array): cbor.Cbor => cbor.array([...bytes].map((byte) => cbor.uint(byte)));
  const entry = cbor.map([
    [cbor.text('signing_certificate'), integers(pem)],
    [cbor.text('signature'), integers(Uint8Array.of(1, 2, 3))],
  ]);
  return cbor.array([entry]);
}
