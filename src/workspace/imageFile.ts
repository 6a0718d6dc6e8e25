import { type FileStat, type Uri, workspace } from 'vscode';
import { type EifImage, type EifProblem, type Result, readEif } from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import { turns } from './turns.ts';

/** An enclave image file's measurements, or why it has none. */
export type MeasuredImage = Result<EifImage, EifProblem>;

/** Bytes of a file that is read whole, where the host cannot read it in pieces. */
const MOST_BYTES_WHOLE = 256 * 1024 * 1024;

/** Whether a file is taken for an enclave image: as images are large, by its name, and what it holds is checked then. */
export function isImageFile(uri: Uri): boolean {
  return /\.eif$/i.test(uri.path);
}

/** Measures a file as it is on disk, in the state `before`; one that has changed meanwhile has no measurements. */
export async function measureImageFile(
  uri: Uri,
  before: FileStat,
  { newSha384, fileChunks }: HostPlatform,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<MeasuredImage> {
  try {
    const turn = turns();
    const pieces = fileChunks(uri);
    if (pieces === undefined && before.size > MOST_BYTES_WHOLE) {
      const message =
        'it is larger than 256 MiB and can only be read whole here: measure it on the machine that has it';
      return problem('too-large', message);
    }
    const measured = await readEif(pieces ?? wholeFile(uri), {
      size: before.size,
      signal,
      onProgress,
      yieldNow: async () => {
        if (turn.isDue()) {
          await turn.take();
        }
      },
      ...(newSha384 === undefined ? {} : { newHash: newSha384 }),
    });
    return isSameFile(before, await workspace.fs.stat(uri)) || isCancelled(measured)
      ? measured
      : problem('changed', 'it was changed while it was read');
  } catch (error) {
    return unreadable(error);
  }
}

export function unreadable(error: unknown): MeasuredImage {
  const reason = error instanceof Error ? error.message.slice(0, 200) : 'an unknown error';
  return problem('unreadable', `reading it failed: ${reason}`);
}

export function isCancelled(measured: MeasuredImage): boolean {
  return !measured.ok && measured.error.code === 'cancelled';
}

/** Whether a file is taken for the one that it was: its size and the time of its last change are the same. */
export function isSameFile(one: Pick<FileStat, 'size' | 'mtime'>, other: Pick<FileStat, 'size' | 'mtime'>): boolean {
  return one.size === other.size && one.mtime === other.mtime;
}

async function* wholeFile(uri: Uri): AsyncGenerator<Uint8Array, void> {
  yield await workspace.fs.readFile(uri);
}

function problem(code: EifProblem['code'], message: string): MeasuredImage {
  return { ok: false, error: { code, message, byteOffset: 0 } };
}
