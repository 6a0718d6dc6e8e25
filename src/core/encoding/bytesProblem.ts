import { byteCount } from './count.ts';
import type { GzipEnd } from './gunzip.ts';

/** Why the bytes of a file were not all read. What was read until then counts. */
export interface BytesProblem {
  readonly code: BytesProblemCode;
  /** One clause without a full stop, of words of ours alone but for what reading the file failed with. */
  readonly message: string;
  readonly at: BytesPlace;
}

export type BytesProblemCode =
  | Exclude<GzipEnd['code'], 'end'>
  | 'empty'
  | 'gzip-in-gzip'
  /** More than the settings allow. */
  | 'too-large'
  | 'too-high-ratio'
  /** It can only be read whole here, and is too large for that. */
  | 'too-large-to-read-whole'
  | 'changed'
  | 'directory'
  | 'not-a-file'
  | 'no-permission'
  | 'unreadable'
  | 'cancelled';

/** Where reading stopped. */
export interface BytesPlace {
  /** Bytes of the file. */
  readonly file: number;
  /** Bytes that came out; of a file that is not compressed, as many as were read. */
  readonly decompressed: number;
}

const GZIP_MESSAGES: Readonly<Record<Exclude<GzipEnd['code'], 'end'>, string>> = {
  'cut-off': 'its gzip data are cut off',
  damaged: 'its gzip data are damaged',
  'wrong-checksum': 'what it holds is not what its gzip checksum was made of: it is damaged or was changed',
  'wrong-length': 'it holds another number of bytes than its gzip data say: it is damaged or was changed',
  'trailing-bytes': 'behind its gzip data stands something else, which was not read',
};

/** Undefined where the file came to its proper end. */
export function gzipProblem(end: GzipEnd, decompressed: number): BytesProblem | undefined {
  return end.code === 'end'
    ? undefined
    : { code: end.code, message: GZIP_MESSAGES[end.code], at: { file: end.at, decompressed } };
}

/** The message with the place at which reading stopped, where anything was read: a clause without a full stop. */
export function bytesProblemClause({ message, at }: BytesProblem): string {
  if (at.file === 0 && at.decompressed === 0) {
    return message;
  }
  const place = `reading stopped after ${byteCount(at.file)}`;
  return at.decompressed === at.file
    ? `${message} (${place})`
    : `${message} (${place} of the file, ${byteCount(at.decompressed)} decompressed)`;
}
