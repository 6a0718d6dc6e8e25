import { type CancellationToken, FileType, type Position, type Uri, window, workspace } from 'vscode';
import { indexTrail, type Trail } from '../core/index.ts';
import type { AppraisedTrails } from './appraisedTrails.ts';
import { decodedInTurns } from './encodedText.ts';
import { openTrailDocuments } from './openTrails.ts';
import { textPositionsInTurns } from './textPositions.ts';
import { yieldNow } from './turns.ts';
import { trailFile } from './viewAddress.ts';

/** Files that are no trail by their names are not looked into; those that are say so by what they hold. */
const TRAIL_FILES = '**/*.{json,jsonc,jsonl,ndjson,log,txt,csv}';
/** Files that are looked into. */
const MOST_FILES = 5000;
/** Bytes of one file; above that VS Code switches off most of an editor as well. */
const MOST_BYTES = 20 * 1024 * 1024;
/** Bytes of all files of one search. */
const MOST_BYTES_TOGETHER = 512 * 1024 * 1024;
/** Files that are read at a time: what they hold is in memory together. */
const AT_A_TIME = 4;

/** A trail with attested calls, of an open document as it stands there or of a file that nobody has open. */
export interface FoundTrail {
  readonly uri: Uri;
  readonly trail: Trail;
  /** Looked at once somebody wants to know them. */
  readonly positions: () => Promise<(offset: number) => Position>;
  /** False once an edit has made its offsets old. */
  readonly isCurrent: () => boolean;
}

/**
 * The trails of open documents, then those in files of the workspace that are not open, until there is no more or nobody
 * wants more. `leftOut` hears of files that were not looked into, in one sentence.
 */
export async function* workspaceTrails(
  trails: AppraisedTrails,
  token: CancellationToken,
  leftOut: (message: string) => void,
): AsyncGenerator<FoundTrail, void> {
  const documents = openTrailDocuments(window.activeTextEditor?.document.uri.toString());
  for (const document of documents) {
    const trail = (await trails.of(document))?.trail;
    if (token.isCancellationRequested) {
      return;
    }
    if (trail !== undefined && trail.calls.length > 0) {
      const { uri, version } = document;
      const isCurrent = (): boolean => document.version === version;
      yield { uri, trail, positions: async () => (offset) => document.positionAt(offset), isCurrent };
    }
  }
  const open = new Set(documents.map(({ uri }) => trailFile(uri).toString()));
  const files = (await findTrailFiles(token, leftOut)).filter((uri) => !open.has(uri.toString()));
  yield* trailsInFiles(files, token, leftOut);
}

async function* trailsInFiles(
  files: readonly Uri[],
  token: CancellationToken,
  leftOut: (message: string) => void,
): AsyncGenerator<FoundTrail, void> {
  let bytes = 0;
  let tooLarge = 0;
  let unreadable = 0;
  for (let start = 0; start < files.length; start += AT_A_TIME) {
    if (bytes > MOST_BYTES_TOGETHER) {
      leftOut(`${files.length - start} files were not searched for attested calls: the others had 512 MiB together.`);
      break;
    }
    for (const file of await Promise.all(files.slice(start, start + AT_A_TIME).map(readFile))) {
      if (token.isCancellationRequested) {
        return;
      }
      if (file.kind === 'text') {
        bytes += file.bytes;
        const found = await trailIn(file, token);
        if (found !== undefined) {
          yield found;
        }
      }
      tooLarge += Number(file.kind === 'too-large');
      unreadable += Number(file.kind === 'unreadable');
    }
  }
  if (tooLarge > 0) {
    leftOut(`${tooLarge} files were not searched for attested calls: they are larger than 20 MiB.`);
  }
  if (unreadable > 0) {
    leftOut(`${unreadable} files were not searched for attested calls: they could not be read.`);
  }
}

async function findTrailFiles(token: CancellationToken, leftOut: (message: string) => void): Promise<readonly Uri[]> {
  if (workspace.workspaceFolders === undefined || token.isCancellationRequested) {
    return [];
  }
  try {
    const found = await workspace.findFiles(TRAIL_FILES, '**/node_modules/**', MOST_FILES, token);
    if (found.length === MOST_FILES) {
      leftOut(`Only ${MOST_FILES} files were searched for attested calls, and there are more.`);
    }
    return found;
  } catch (error) {
    leftOut(`Files that are not open were not searched for attested calls: ${String(error)}`);
    return [];
  }
}

type File =
  | { readonly kind: 'text'; readonly uri: Uri; readonly text: string; readonly bytes: number }
  | { readonly kind: 'too-large' | 'unreadable' };

async function readFile(uri: Uri): Promise<File> {
  try {
    const { size, type } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0) {
      return { kind: 'unreadable' };
    }
    if (size > MOST_BYTES) {
      return { kind: 'too-large' };
    }
    const bytes = await workspace.fs.readFile(uri);
    return { kind: 'text', uri, text: await decodedInTurns(bytes), bytes: bytes.length };
  } catch {
    return { kind: 'unreadable' };
  }
}

async function trailIn(
  { uri, text }: { readonly uri: Uri; readonly text: string },
  token: CancellationToken,
): Promise<FoundTrail | undefined> {
  const signal = {
    get aborted() {
      return token.isCancellationRequested;
    },
  };
  const trail = await indexTrail(text, { signal, yieldNow });
  return trail === undefined || trail.calls.length === 0
    ? undefined
    : { uri, trail, positions: () => textPositionsInTurns(text), isCurrent: () => true };
}
