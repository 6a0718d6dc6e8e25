import { FileType, type Uri, workspace } from 'vscode';
import type { HostPlatform } from '../hostPlatform.ts';
import { type ByteSource, type BytesLimits, openBytes, type TrailBytes } from './decompressedBytes.ts';

export type { BytesLimits, TrailBytes } from './decompressedBytes.ts';

/** Bytes of a file that is read whole, where the host cannot read it in pieces. */
export const MOST_BYTES_WHOLE = 256 * 1024 * 1024;

/**
 * The bytes of a file that may be a trail, decompressed where it is gzip, which its first bytes say and not its name. A
 * file on the host's own disk comes in pieces, others as a whole, up to a size.
 */
export async function trailBytes(
  uri: Uri,
  platform: HostPlatform,
  limits: BytesLimits,
  signal: AbortSignal,
): Promise<TrailBytes> {
  return await openBytes(sourceOf(uri, platform, signal), { limits, signal, gunzip: platform.gunzip });
}

function sourceOf(uri: Uri, { fileChunks }: HostPlatform, signal: AbortSignal): ByteSource {
  return {
    name: uri.path,
    state: async () => {
      const { type, size, mtime } = await workspace.fs.stat(uri);
      const kind = (type & FileType.Directory) !== 0 ? 'directory' : (type & FileType.File) !== 0 ? 'file' : 'other';
      return { kind, size, mtime };
    },
    open: () => fileChunks(uri, signal) ?? wholeFile(uri),
    // Asking opens nothing: that is left to whoever reads.
    isWhole: fileChunks(uri) === undefined,
  };
}

async function* wholeFile(uri: Uri): AsyncGenerator<Uint8Array, void> {
  yield await workspace.fs.readFile(uri);
}
