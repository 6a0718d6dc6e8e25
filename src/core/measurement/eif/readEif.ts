import { crc32 } from '../../encoding/crc32.ts';
import { failed, ok, type Result } from '../../result.ts';
import type { Digest } from '../digest.ts';
import { type ByteStream, byteStream, joined } from './byteStream.ts';
import { CRC_AT, type EifHeader, HEADER_BYTES, readEifHeader, SECTION_HEADER_BYTES } from './eifHeader.ts';
import { type EifProblem, eifProblem } from './eifProblem.ts';
import { type IncrementalHash, imageHashes, nobleHash } from './imageHashes.ts';
import { imageName } from './imageName.ts';
import { cutOffSection, MOST_KEPT, readSectionHeader } from './sectionHeader.ts';
import { KIND_NAMES, Kind } from './sectionKind.ts';
import { signingCertificate } from './signingCertificate.ts';

/** An enclave image, measured. */
export interface EifImage {
  readonly version: number;
  readonly architecture: EifHeader['architecture'];
  /** PCR0, PCR1 and PCR2; PCR8 where the image carries a signing certificate. */
  readonly pcrs: ReadonlyMap<number, Digest>;
  /** PCR8 follows from the certificate alone: whether the signature is by it is not looked into. */
  readonly signature: 'none' | 'not-verified';
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
    const isLast = index === header.value.sections.length - 1;
    const read = readSectionHeader(sectionHeader, { index, section, before: seen, isLast, fileSize: options.size });
    if (!read.ok) {
      return read;
    }
    const { kind, size } = read.value;
    seen.push(kind);
    crc = crc32(sectionHeader, crc);
    const kept: Uint8Array[] = [];
    const isWhole = await stream.pass(size, (piece) => {
      crc = crc32(piece, crc);
      if (MOST_KEPT.has(kind)) {
        kept.push(piece.slice());
      } else {
        hashes.update(kind, seen, piece);
      }
    });
    if (!isWhole) {
      return failed(cutOffSection(stream.position(), index, section.start, size));
    }
    const body = joined(kept);
    if (kind === Kind.metadata) {
      naming = imageName(body);
    } else if (kind === Kind.signature) {
      const signing = signingCertificate(body);
      if (!signing.ok) {
        return failed(eifProblem('broken-signature', section.start + SECTION_HEADER_BYTES, signing.error));
      }
      certificate = signing.value;
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
    signature: certificate === undefined ? 'none' : 'not-verified',
    ...(name === undefined ? {} : { name }),
    ...(imageVersion === undefined ? {} : { imageVersion }),
  });
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
