import { crc32 } from '../../encoding/crc32.ts';
import { failed, ok, type Result } from '../../result.ts';
import type { Digest } from '../digest.ts';
import { type ByteStream, byteStream, joined } from './byteStream.ts';
import {
  CRC_AT,
  type EifHeader,
  type EifSection,
  HEADER_BYTES,
  readEifHeader,
  SECTION_HEADER_BYTES,
} from './eifHeader.ts';
import { type EifProblem, eifProblem } from './eifProblem.ts';
import { type IncrementalHash, imageHashes, nobleHash } from './imageHashes.ts';
import { imageName } from './imageName.ts';
import { KIND_NAMES, Kind } from './sectionKind.ts';
import { signingCertificate } from './signingCertificate.ts';

/** An enclave image, measured. */
export interface EifImage {
  readonly version: number;
  readonly architecture: EifHeader['architecture'];
  /** PCR0, PCR1 and PCR2; PCR8 where the image carries a signing certificate, whose signature is not checked. */
  readonly pcrs: ReadonlyMap<number, Digest>;
  /** What the image calls itself. */
  readonly name?: string;
  readonly imageVersion?: string;
}

export interface EifOptions {
  /** Bytes of the file, where they are known: a table of sections that disagrees is refused before anything is read. */
  readonly size?: number;
  /** The host's own SHA-384 is many times faster than the one in JavaScript that stands in for it. */
  readonly newHash?: () => IncrementalHash;
  readonly signal?: AbortSignal;
  /** Hears of the bytes that were read so far, once a piece. */
  readonly onProgress?: (bytes: number) => void;
  /** Runs between two pieces of at most 256 KiB, so that the host gets its turns. */
  readonly yieldNow?: () => Promise<void>;
}

/** Bytes of a signature or metadata section; they are the only ones that are kept. */
const MOST_KEPT = 1024 * 1024;

/**
 * Measures an enclave image file in one pass, in constant memory: PCRn = SHA-384(48 zero bytes ‖ SHA-384(data)), the data
 * being section bodies in the order of the file: PCR0 kernel, command line and every ramdisk, PCR1 the same with the first
 * ramdisk alone, PCR2 the other ramdisks, PCR8 the DER of the signing certificate (Nitro Enclaves user guide, "Where to
 * get an enclave's measurements"; the crate aws-nitro-enclaves-image-format). A file that breaks any rule, its CRC-32
 * included, has no measurements.
 */
export async function readEif(
  chunks: AsyncIterable<Uint8Array>,
  options: EifOptions = {},
): Promise<Result<EifImage, EifProblem>> {
  const stream: ByteStream = byteStream(chunks, async () => {
    options.onProgress?.(stream.position());
    await options.yieldNow?.();
    if (options.signal?.aborted === true) {
      throw new Cancelled();
    }
  });
  try {
    return await measure(stream, options);
  } catch (error) {
    if (error instanceof Cancelled) {
      return failed(eifProblem('cancelled', stream.position(), 'measuring it was cancelled'));
    }
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'an unknown error';
    return failed(eifProblem('unreadable', stream.position(), `reading it failed: ${reason}`));
  } finally {
    await stream.close().catch(() => undefined);
  }
}

class Cancelled extends Error {}

async function measure(stream: ByteStream, options: EifOptions): Promise<Result<EifImage, EifProblem>> {
  const headerBytes = await stream.take(HEADER_BYTES);
  const header = readEifHeader(headerBytes, options.size);
  if (!header.ok) {
    return header;
  }
  let crc = crc32(headerBytes.subarray(0, CRC_AT));
  const hashes = imageHashes(options.newHash ?? nobleHash);
  const seen: number[] = [];
  let certificate: Uint8Array | undefined;
  let naming: { readonly name?: string; readonly version?: string } = {};
  for (const [index, section] of header.value.sections.entries()) {
    const sectionHeader = await stream.take(SECTION_HEADER_BYTES);
    const kind = sectionKind(sectionHeader, index, section, seen);
    if (!kind.ok) {
      return kind;
    }
    seen.push(kind.value);
    crc = crc32(sectionHeader, crc);
    const keeps = kind.value === Kind.signature || kind.value === Kind.metadata;
    const kept: Uint8Array[] = [];
    const isWhole = await stream.pass(section.size, (piece) => {
      crc = crc32(piece, crc);
      if (keeps) {
        kept.push(piece.slice());
      } else {
        hashes.update(kind.value, seen, piece);
      }
    });
    if (!isWhole) {
      return failed(cutOff(stream.position(), index, section));
    }
    const body = joined(kept);
    if (kind.value === Kind.metadata) {
      naming = imageName(body);
    } else if (kind.value === Kind.signature) {
      const read = signingCertificate(body);
      if (!read.ok) {
        return failed(eifProblem('broken-signature', section.start + SECTION_HEADER_BYTES, read.error));
      }
      certificate = read.value;
    }
  }
  if (!(await stream.isAtEnd())) {
    return failed(eifProblem('broken-section', stream.position(), 'more bytes follow behind the last section'));
  }
  const missing = [Kind.kernel, Kind.commandLine, Kind.ramdisk].find((kind) => !seen.includes(kind));
  if (missing !== undefined) {
    return failed(eifProblem('broken-header', 26, `it has no ${KIND_NAMES[missing]} section`));
  }
  if (crc !== header.value.crc) {
    const message = `its CRC-32 is ${hex32(crc)}, and the header says ${hex32(header.value.crc)}: the file is damaged or was changed`;
    return failed(eifProblem('wrong-crc', CRC_AT, message));
  }
  const { version, architecture } = header.value;
  const { name, version: imageVersion } = naming;
  return ok({
    version,
    architecture,
    pcrs: hashes.pcrs(certificate),
    ...(name === undefined ? {} : { name }),
    ...(imageVersion === undefined ? {} : { imageVersion }),
  });
}

/** The kind of a section whose header is as the file's table and the order of sections have it. */
function sectionKind(
  bytes: Uint8Array,
  index: number,
  section: EifSection,
  before: readonly number[],
): Result<number, EifProblem> {
  if (bytes.length < SECTION_HEADER_BYTES) {
    return failed(cutOff(section.start + bytes.length, index, section));
  }
  const broken = (message: string): Result<number, EifProblem> =>
    failed(eifProblem('broken-section', section.start, `section ${index + 1} ${message}`));
  const view = new DataView(bytes.buffer, bytes.byteOffset, SECTION_HEADER_BYTES);
  const kind = view.getUint16(0);
  const size = view.getBigUint64(4);
  if (size !== BigInt(section.size)) {
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
  if ((kind === Kind.signature || kind === Kind.metadata) && section.size > MOST_KEPT) {
    return broken(`is a ${KIND_NAMES[kind]} of ${section.size} bytes, of which ${MOST_KEPT} are read at most`);
  }
  return ok(kind);
}

function cutOff(byteOffset: number, index: number, section: EifSection): EifProblem {
  const end = section.start + SECTION_HEADER_BYTES + section.size;
  return eifProblem('cut-off', byteOffset, `the file ends inside section ${index + 1}, which goes on to byte ${end}`);
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
