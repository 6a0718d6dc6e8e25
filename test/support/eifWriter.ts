// Enclave image files as tests need them: as the tools write them, and every way of lying about them. The measurements
// are computed a second way, from whole buffers, and the CRC bit by bit.
import { createHash } from 'node:crypto';
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
  const header = Buffer.alloc(548);
  header.write(form.magic ?? '.eif', 0, 'latin1');
  header.writeUInt16BE(form.version ?? 4, 4);
  header.writeUInt16BE(form.flags ?? 0, 6);
  header.writeBigUInt64BE(512n * 1024n * 1024n, 8);
  header.writeBigUInt64BE(2n, 16);
  header.writeUInt16BE(form.count ?? form.sections.length, 26);
  const parts: Uint8Array[] = [];
  let offset = 548;
  for (const [index, section] of form.sections.entries()) {
    if (index < 32) {
      header.writeBigUInt64BE(section.tableOffset ?? BigInt(offset), 28 + 8 * index);
      header.writeBigUInt64BE(section.tableSize ?? BigInt(section.body.length), 284 + 8 * index);
    }
    const head = Buffer.alloc(12);
    head.writeUInt16BE(section.saysType ?? section.type, 0);
    head.writeBigUInt64BE(section.saysSize ?? BigInt(section.body.length), 4);
    parts.push(head, section.body);
    offset += 12 + section.body.length;
  }
  const rest = Buffer.concat([...parts, form.trailing ?? new Uint8Array()]);
  header.writeUInt32BE(form.crc ?? slowCrc32(Buffer.concat([header.subarray(0, 544), rest])), 544);
  return new Uint8Array(Buffer.concat([header, rest]));
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

/** What a PCR holds that only this was measured into. */
export function measured(...parts: readonly Uint8Array[]): string {
  const digest = createHash('sha384').update(Buffer.concat(parts)).digest();
  return createHash('sha384')
    .update(Buffer.concat([Buffer.alloc(48), digest]))
    .digest('hex');
}

export const section = {
  kernel: (body: Uint8Array): EifSectionForm => ({ type: SECTION_TYPES.kernel, body }),
  commandLine: (text: string): EifSectionForm => ({ type: SECTION_TYPES.commandLine, body: Buffer.from(text) }),
  ramdisk: (body: Uint8Array): EifSectionForm => ({ type: SECTION_TYPES.ramdisk, body }),
  metadata: (value: unknown): EifSectionForm => ({
    type: SECTION_TYPES.metadata,
    body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  }),
  signature: (certificate: Uint8Array): EifSectionForm => ({
    type: SECTION_TYPES.signature,
    body: signatureBody(Buffer.from(pemOf('CERTIFICATE', certificate))),
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

/** A file's bytes as they come, `size` at a time. */
export async function* inChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array, void> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}
