import { failed, ok, type Result } from '../../result.ts';
import { type EifSection, SECTION_HEADER_BYTES } from './eifHeader.ts';
import { type EifProblem, eifProblem } from './eifProblem.ts';
import { KIND_NAMES, Kind } from './sectionKind.ts';

/** Bytes of the sections that are kept; the format allows that many for a signature. */
export const MOST_KEPT: ReadonlyMap<number, number> = new Map([
  [Kind.signature, 32 * 1024],
  [Kind.metadata, 1024 * 1024],
]);

/** Where a section stands in its file. */
export interface SectionPlace {
  readonly index: number;
  readonly section: EifSection;
  /** The kinds of the sections before it. */
  readonly before: readonly number[];
  readonly isLast: boolean;
  /** In bytes, where it is known. */
  readonly fileSize: number | undefined;
}

/**
 * What a section's header says, where it is as the file's table and the order of sections have it. A signature at the end
 * may have another size than the table says: signing an image again leaves the old size in the table.
 */
export function readSectionHeader(
  bytes: Uint8Array,
  { index, section, before, isLast, fileSize }: SectionPlace,
): Result<{ readonly kind: number; readonly size: number }, EifProblem> {
  if (bytes.length < SECTION_HEADER_BYTES) {
    return failed(cutOffSection(section.start + bytes.length, index, section.start, section.size));
  }
  const broken = (message: string): Result<never, EifProblem> =>
    failed(eifProblem('broken-section', section.start, `section ${index + 1} ${message}`));
  const view = new DataView(bytes.buffer, bytes.byteOffset, SECTION_HEADER_BYTES);
  const kind = view.getUint16(0);
  const size = view.getBigUint64(4);
  if (size !== BigInt(section.size) && !(isLast && kind === Kind.signature)) {
    return broken(`says that it has ${size} bytes, and the file's header says ${section.size}`);
  }
  if (kind === 0 || kind >= KIND_NAMES.length) {
    return broken(`is of the unknown type ${kind}`);
  }
  if (kind !== Kind.ramdisk && before.includes(kind)) {
    return broken(`is a second ${KIND_NAMES[kind]}`);
  }
  // The order decides what is measured; the tools know this one alone.
  const needed = kind === Kind.commandLine ? Kind.kernel : kind === Kind.ramdisk ? Kind.commandLine : undefined;
  if (needed !== undefined && !before.includes(needed)) {
    return broken(`is a ${KIND_NAMES[kind]} before the ${KIND_NAMES[needed]}`);
  }
  const most = MOST_KEPT.get(kind);
  if (most !== undefined && size > BigInt(most)) {
    return broken(`is a ${KIND_NAMES[kind]} of ${size} bytes, of which ${most} are read at most`);
  }
  if (fileSize !== undefined && BigInt(section.start + SECTION_HEADER_BYTES) + size > BigInt(fileSize)) {
    return broken(`has ${size} bytes, which is past the end of the file`);
  }
  return ok({ kind, size: Number(size) });
}

/** A file that ends at `byteOffset`, inside a section. */
export function cutOffSection(byteOffset: number, index: number, start: number, size: number): EifProblem {
  const end = start + SECTION_HEADER_BYTES + size;
  return eifProblem('cut-off', byteOffset, `the file ends inside section ${index + 1}, which goes on to byte ${end}`);
}
