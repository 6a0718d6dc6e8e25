import { createHash, webcrypto } from 'node:crypto';
import type { ExtensionContext } from 'vscode';
import { activate as activateOn } from './activate.ts';
import { nodeFileChunks, nodeGunzip, nodeRealPath } from './nodeBytes.ts';

/** The entry of the Node host, which in old versions has no `crypto` but in its module. */
export function activate(context: ExtensionContext): void {
  activateOn(context, {
    crypto: webcrypto,
    randomBytes: (count) => webcrypto.getRandomValues(new Uint8Array(count)),
    newSha384: () => createHash('sha384'),
    fileChunks: nodeFileChunks,
    realPath: nodeRealPath,
    gunzip: nodeGunzip,
  });
}
