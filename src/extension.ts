import { createHash, webcrypto } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ExtensionContext } from 'vscode';
import { activate as activateOn } from './activate.ts';

/** Bytes of a piece of a file. */
const PIECE = 1024 * 1024;

/** The entry of the Node host, which in old versions has no `crypto` but in its module. */
export function activate(context: ExtensionContext): void {
  activateOn(context, {
    crypto: webcrypto,
    randomBytes: (count) => webcrypto.getRandomValues(new Uint8Array(count)),
    newSha384: () => createHash('sha384'),
    fileChunks: ({ scheme, fsPath }) => (scheme === 'file' ? chunksOf(fsPath) : undefined),
  });
}

/** Opens the file when somebody reads, not before: what is given up while it waits has nothing to close. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void> {
  yield* createReadStream(path, { highWaterMark: PIECE });
}
