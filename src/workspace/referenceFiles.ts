import {
  Disposable,
  type Event,
  EventEmitter,
  languages,
  RelativePattern,
  type TextDocument,
  type Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import type { MeasuredImages } from './measuredImages.ts';
import { holdsReferences, type ReferenceFile, readReferenceFile } from './referenceFile.ts';
import { measurementFilesGlob, onSettingsChanged } from './settings.ts';
import { debounced } from './turns.ts';

export type { ReferenceFile } from './referenceFile.ts';

/** Files that are looked into; in a workspace with more, the setting has to say where references are. */
const MOST_FILES = 5000;
/** Files that are read at a time. */
const AT_A_TIME = 16;
/** Milliseconds after a change until files are read again. */
const SETTLED = 150;

/** The files of reference measurements of the workspace, found when somebody first asks and watched from then on. */
export interface ReferenceFiles extends Disposable {
  /** Resolves once the files have been found and read for the first time. */
  readonly ready: () => Promise<void>;
  readonly files: () => readonly ReferenceFile[];
  readonly onDidChange: Event<void>;
}

/** `failed` hears of files that could not be found or read, in one sentence. */
export function referenceFiles(images: MeasuredImages, failed: (message: string) => void): ReferenceFiles {
  const changed = new EventEmitter<void>();
  const files = new Map<string, ReferenceFile>();
  /** The last look at each file: what an earlier one finds out meanwhile is old. */
  const looks = new Map<string, symbol>();
  const dirty = new Map<string, Uri>();
  let search: symbol | undefined;
  let watching: Disposable | undefined;
  let first: Promise<void> | undefined;

  const look = async (uri: Uri): Promise<void> => {
    const key = uri.toString();
    const mine = Symbol(key);
    looks.set(key, mine);
    const file = await readReferenceFile(uri, images, failed).catch((error: unknown) => {
      // Whatever a file holds, it must not cost the others.
      failed(`${workspace.asRelativePath(uri)} could not be read for reference measurements: ${String(error)}`);
      return undefined;
    });
    if (looks.get(key) !== mine) {
      return;
    }
    looks.delete(key);
    if (file === undefined) {
      files.delete(key);
    } else {
      files.set(key, file);
    }
  };
  const lookAtAll = async (): Promise<void> => {
    const mine = Symbol('search');
    search = mine;
    dirty.clear();
    const found = await findFiles(failed);
    if (search !== mine) {
      return;
    }
    const keys = new Set(found.map(String));
    for (const key of [...files.keys(), ...looks.keys()].filter((key) => !keys.has(key))) {
      files.delete(key);
      looks.delete(key);
    }
    await someAtATime(found, look, () => search === mine);
    if (search === mine) {
      changed.fire();
    }
  };
  const lookAtDirty = async (): Promise<void> => {
    const uris = [...dirty.values()];
    dirty.clear();
    const before = [...files.values()];
    await someAtATime(uris, look, () => true);
    const after = [...files.values()];
    // Most files that change in a workspace never had anything to do with references.
    if (before.length !== after.length || before.some((file, index) => file !== after[index])) {
      changed.fire();
    }
  };
  const searchAgain = debounced(() => void lookAtAll(), SETTLED);
  const lookAgain = debounced(() => void lookAtDirty(), SETTLED);
  const touched = (uri: Uri): void => {
    if (!/\/node_modules\//.test(uri.path)) {
      dirty.set(uri.toString(), uri);
      lookAgain.ask();
    }
  };
  const watch = (): void => {
    watching?.dispose();
    const watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(measurementFilesIn(folder));
      watcher.onDidChange(touched);
      watcher.onDidCreate(touched);
      watcher.onDidDelete(touched);
      // Of a folder that comes or goes, VS Code need not tell more than that.
      const folders = workspace.createFileSystemWatcher(new RelativePattern(folder, '**'), true, true);
      folders.onDidDelete((gone) => {
        if ([...files.keys()].some((file) => file.startsWith(`${gone.toString()}/`))) {
          searchAgain.ask();
        }
      });
      return [watcher, folders];
    });
    watching = Disposable.from(...watchers);
  };
  const start = async (): Promise<void> => {
    watch();
    await lookAtAll();
  };
  const refresh = (): void => {
    if (first !== undefined) {
      watch();
      searchAgain.ask();
    }
  };
  const follow = (document: TextDocument): void => {
    if (files.has(document.uri.toString())) {
      touched(document.uri);
    }
  };
  const subscriptions = [
    changed,
    searchAgain,
    lookAgain,
    onSettingsChanged(refresh),
    images.onDidMeasure(touched),
    workspace.onDidChangeWorkspaceFolders(refresh),
    workspace.onDidGrantWorkspaceTrust(refresh),
    // Of what is in a folder that gets another name, watchers need not tell.
    workspace.onDidRenameFiles(refresh),
    workspace.onDidChangeTextDocument((event) => follow(event.document)),
    workspace.onDidCloseTextDocument(follow),
    { dispose: () => watching?.dispose() },
  ];
  return {
    ready: () => {
      first ??= start();
      return first;
    },
    files: () => [...files.values()],
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

/** Whether an open document is one of the workspace's files of reference measurements. */
export function isMeasurementsFile(document: TextDocument): boolean {
  const folder = workspace.getWorkspaceFolder(document.uri);
  const isLookedInto = folder !== undefined && languages.match({ pattern: measurementFilesIn(folder) }, document) > 0;
  return isLookedInto && holdsReferences(document);
}

/** The search takes a glob as relative to each folder; watchers and selectors would match it with whole paths. */
function measurementFilesIn(folder: WorkspaceFolder): RelativePattern {
  return new RelativePattern(folder, measurementFilesGlob());
}

async function findFiles(failed: (message: string) => void): Promise<readonly Uri[]> {
  if (workspace.workspaceFolders === undefined) {
    return [];
  }
  try {
    const found = await workspace.findFiles(measurementFilesGlob(), '**/node_modules/**', MOST_FILES);
    if (found.length === MOST_FILES) {
      failed(
        `Only ${MOST_FILES} files were looked into for reference measurements, and there are more: say where they are with the setting enclaveTrail.referenceMeasurements.files.`,
      );
    }
    return found;
  } catch (error) {
    failed(`Reference measurement files could not be searched for: ${String(error)}`);
    return [];
  }
}

async function someAtATime<T>(
  items: readonly T[],
  run: (item: T) => Promise<void>,
  isWanted: () => boolean,
): Promise<void> {
  for (let start = 0; start < items.length && isWanted(); start += AT_A_TIME) {
    await Promise.all(items.slice(start, start + AT_A_TIME).map(run));
  }
}
