import { type FileHandle, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FileAddress } from './hostPlatform.ts';

/** Bytes of a piece: with pieces of the usual size, files are read at half the speed. */
const PIECE = 1024 * 1024;

/** Two pieces are decompressed ahead of whoever reads them: meanwhile those before are looked at. */
const GUNZIP = { chunkSize: PIECE, highWaterMark: 2 * PIECE } as const;

/** A file on the disk of the Node host, in pieces. */
export function nodeFileChunks(
  { scheme, fsPath }: FileAddress,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> | undefined {
  return scheme === 'file' ? chunksOf(fsPath, signal) : undefined;
}

/**
 * Opens the file when somebody reads, not before: what is given up while it waits has nothing to close. While one piece is
 * looked at, the next is read; two pieces of memory serve all. Node's streams take new memory for each, and twice the time.
 */
async function* chunksOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
  const file = await open(path);
  let [here, there] = [new Uint8Array(PIECE), new Uint8Array(PIECE)];
  let reading = readInto(file, here);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (signal?.aborted === true) {
        throw new Error('reading was given up');
      }
      if (bytesRead === 0) {
        return;
      }
      reading = readInto(file, there);
      yield here.subarray(0, bytesRead);
      [here, there] = [there, here];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

function readInto(file: FileHandle, piece: Uint8Array): Promise<{ readonly bytesRead: number }> {
  const reading = file.read(piece, 0, piece.length, null);
  // Whoever asks for the piece is told of an error; until then it waits.
  reading.catch(() => undefined);
  return reading;
}

/** With slashes on every system, so that a name can be put behind it. */
export async function nodeRealPath({ scheme, fsPath }: FileAddress): Promise<string | undefined> {
  return scheme === 'file' ? (await realpath(fsPath)).replaceAll(sep, '/') : undefined;
}

/** Node's own, off the host's main thread. It takes any number of members, and what is left unread is an error. */
export async function* nodeGunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let handed = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      handed += chunk.length;
      // It may keep a piece while it asks for the next.
      yield chunk.slice();
    }
  }
  const decompressing = createGunzip(GUNZIP);
  try {
    // An error of the chunks comes out below, where the pieces are read.
    pipeline(counted(), decompressing, () => undefined);
    yield* decompressing;
    if (decompressing.bytesWritten !== handed) {
      throw new Error('more bytes follow behind the end of the gzip data');
    }
  } finally {
    decompressing.destroy();
  }
}
