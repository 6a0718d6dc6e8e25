import { failed, ok, type Result } from '../../result.ts';
import { type EifProblem, eifProblem } from './eifProblem.ts';

/** Bytes of the header that every file begins with, and of the one before each section; both big-endian. */
export const HEADER_BYTES = 548;
export const SECTION_HEADER_BYTES = 12;

const MAGIC = [0x2e, 0x65, 0x69, 0x66] as const;
const MOST_SECTIONS = 32;
const OFFSETS_AT = 28;
const SIZES_AT = OFFSETS_AT + 8 * MOST_SECTIONS;
export const CRC_AT = HEADER_BYTES - 4;
/** Version 2 brought the CRC, 3 the signature, 4 the metadata; what a later one may bring is not known. */
const OLDEST = 2;
const NEWEST = 4;

export interface EifHeader {
  readonly version: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** In the order of the file, without a gap. */
  readonly sections: readonly EifSection[];
  readonly crc: number;
}

export interface EifSection {
  /** The byte at which the section's header begins. */
  readonly start: number;
  /** Bytes of the body, as the file's header has them. */
  readonly size: number;
}

/** Whether bytes are the beginning of an enclave image file. */
export function looksLikeEif(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads the header of an EIF file and holds its table of sections against itself: the tools write sections one behind the
 * other, and read them so, whatever the table says. A file in which both disagree could be measured in two ways. Where
 * the last section ends is left to its own header: a signature that was replaced can be longer than the table says.
 * Source: the crate aws-nitro-enclaves-image-format. `fileSize` in bytes, where it is known.
 */
export function readEifHeader(bytes: Uint8Array, fileSize: number | undefined): Result<EifHeader, EifProblem> {
  if (!looksLikeEif(bytes)) {
    return failed(eifProblem('not-an-eif', 0, 'the file does not begin with ".eif"'));
  }
  if (bytes.length < HEADER_BYTES) {
    const message = `the file ends inside its header, which has ${HEADER_BYTES} bytes`;
    return failed(eifProblem('cut-off', bytes.length, message));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = view.getUint16(4);
  if (version < OLDEST || version > NEWEST) {
    const message = `it is an EIF of version ${version}, and only ${OLDEST} to ${NEWEST} can be checked`;
    return failed(eifProblem('unsupported', 4, message));
  }
  const count = view.getUint16(26);
  if (count === 0 || count > MOST_SECTIONS) {
    const message = `the header says ${count} sections; there are 1 to ${MOST_SECTIONS}`;
    return failed(eifProblem('broken-header', 26, message));
  }
  const sections: EifSection[] = [];
  let expected = HEADER_BYTES;
  for (let index = 0; index < count; index++) {
    const start = view.getBigUint64(OFFSETS_AT + 8 * index);
    const size = view.getBigUint64(SIZES_AT + 8 * index);
    const wrong = whatIsWrong(index, start, size, expected, index < count - 1 ? fileSize : undefined);
    if (wrong !== undefined) {
      return failed(
        eifProblem('broken-header', wrong.isSize ? SIZES_AT + 8 * index : OFFSETS_AT + 8 * index, wrong.message),
      );
    }
    sections.push({ start: Number(start), size: Number(size) });
    expected = Number(start + size) + SECTION_HEADER_BYTES;
  }
  const architecture = (view.getUint16(6) & 1) === 0 ? 'x86_64' : 'arm64';
  return ok({ version, architecture, sections, crc: view.getUint32(CRC_AT) });
}

function whatIsWrong(
  index: number,
  start: bigint,
  size: bigint,
  expected: number,
  /** Bytes up to which it has to end. */
  limit: number | undefined,
): { readonly message: string; readonly isSize: boolean } | undefined {
  const section = `section ${index + 1}`;
  if (start < BigInt(expected)) {
    const what = index === 0 ? 'the header' : `section ${index}`;
    return { message: `${section} begins at byte ${start}, inside ${what}`, isSize: false };
  }
  if (start > BigInt(expected)) {
    return { message: `${section} begins at byte ${start}, with a gap before it`, isSize: false };
  }
  const end = start + BigInt(SECTION_HEADER_BYTES) + size;
  if (end > BigInt(limit ?? Number.MAX_SAFE_INTEGER)) {
    return { message: `${section} has ${size} bytes, which is past the end of the file`, isSize: true };
  }
  return undefined;
}
