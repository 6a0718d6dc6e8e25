import type { ExtensionContext } from 'vscode';
import { activate as activateOn } from './activate.ts';

/** The entry of the web-worker host. */
export function activate(context: ExtensionContext): void {
  const { subtle } = crypto;
  activateOn(context, {
    crypto: subtle === undefined ? undefined : { subtle },
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    newSha384: undefined,
    fileChunks: () => undefined,
    realPath: undefined,
    // Browsers' own stops at the second member of a file, which is legal, and does not say where it stopped.
    gunzip: undefined,
  });
}
