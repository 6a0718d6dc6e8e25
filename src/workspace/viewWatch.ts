import { Disposable, RelativePattern, Uri, window, workspace } from 'vscode';
import { excerptAddress } from './excerptAddress.ts';
import type { FormattedViews } from './formattedViews.ts';
import { type Debounced, oneAtATime } from './turns.ts';
import { viewAddress } from './viewAddress.ts';

/** Milliseconds after which a file that has changed is looked at: what replaces one is done by then. */
const SETTLED = 500;

/** The file of some open views. */
interface Watched extends Disposable {
  readonly look: Debounced;
}

/**
 * Views, and excerpts, follow their files: each is watched while one of it is open, and looked at when one becomes active, as not every
 * file system tells what happens in it.
 */
export function watchViews(views: FormattedViews, failed: (error: unknown) => void): Disposable {
  const watched = new Map<string, Watched>();
  const update = (): void => {
    const sources = openSources();
    for (const [key, { dispose }] of watched) {
      if (!sources.has(key)) {
        dispose();
        watched.delete(key);
      }
    }
    for (const [key, source] of sources) {
      if (!watched.has(key)) {
        watched.set(key, watch(source, views, failed));
      }
    }
  };
  const lookAtActive = (): void => {
    const uri = window.activeTextEditor?.document.uri;
    const source = uri && sourceOf(uri);
    if (source !== undefined) {
      watched.get(source.toString())?.look.ask();
    }
  };
  update();
  return Disposable.from(
    workspace.onDidOpenTextDocument(update),
    workspace.onDidCloseTextDocument(update),
    window.onDidChangeActiveTextEditor(lookAtActive),
    {
      dispose: () => {
        for (const { dispose } of watched.values()) {
          dispose();
        }
      },
    },
  );
}

/** By their URIs. */
function openSources(): ReadonlyMap<string, Uri> {
  const sources = workspace.textDocuments.flatMap(({ uri }) => sourceOf(uri) ?? []);
  return new Map(sources.filter(({ scheme }) => scheme !== 'untitled').map((source) => [source.toString(), source]));
}

function sourceOf(uri: Uri): Uri | undefined {
  return (viewAddress(uri) ?? excerptAddress(uri))?.source;
}

function watch(source: Uri, views: FormattedViews, failed: (error: unknown) => void): Watched {
  const look = oneAtATime(() => views.look(source).catch(failed), SETTLED);
  // Of the folder, as a name may hold what means something in a pattern.
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(source, '..'), '*'));
  const hear = (uri: Uri): void => {
    if (uri.toString() === source.toString()) {
      look.ask();
    }
  };
  const disposable = Disposable.from(
    watcher,
    look,
    watcher.onDidChange(hear),
    watcher.onDidCreate(hear),
    watcher.onDidDelete(hear),
  );
  return { look, dispose: () => disposable.dispose() };
}
