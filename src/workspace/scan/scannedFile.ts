import type { BytesProblemCode } from '../../core/index.ts';
import type { ScannedCall } from './scannedCall.ts';

/** What a file that was read to its end, or as far as it goes, holds. */
export interface ScannedFile {
  readonly uri: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Milliseconds since the epoch, of the last change. */
  readonly mtime: number;
  readonly isGzip: boolean;
  /** Bytes once it is decompressed. */
  readonly bytes: number;
  readonly calls: readonly ScannedCall[];
  /** What was not read of it, and why: a clause without a full stop. */
  readonly problem: ScanProblem | undefined;
}

export interface ScanProblem {
  readonly code: ScanProblemCode;
  readonly message: string;
}

export type ScanProblemCode =
  | BytesProblemCode
  /** Places in it are no JSON, or no UTF-8. */
  | 'unreadable-places'
  /** It was read, and cannot tell of an attestation. */
  | 'tells-nothing'
  | 'too-many-calls'
  /** Neither read nor asked: the search for files left it out. */
  | 'left-out';

/** Problems that are the file's own: as long as it does not change, reading it again finds the same. */
export const LASTING_CODES = [
  'cut-off',
  'damaged',
  'wrong-checksum',
  'wrong-length',
  'trailing-bytes',
  'empty',
  'gzip-in-gzip',
  'unreadable-places',
  'tells-nothing',
] as const satisfies readonly ScanProblemCode[];

/** Others: they may have passed when somebody looks again. */
const PASSING_CODES = [
  'too-large',
  'too-high-ratio',
  'too-large-to-read-whole',
  'changed',
  'directory',
  'not-a-file',
  'no-permission',
  'unreadable',
  'cancelled',
  'too-many-calls',
  'left-out',
] as const satisfies readonly Exclude<ScanProblemCode, (typeof LASTING_CODES)[number]>[];

export const PROBLEM_CODES: readonly ScanProblemCode[] = [...LASTING_CODES, ...PASSING_CODES];

export function isLasting({ code }: ScanProblem): boolean {
  return LASTING_CODES.some((lasting) => lasting === code);
}
