import {
  Disposable,
  type Event,
  EventEmitter,
  FileType,
  languages,
  RelativePattern,
  type TextDocument,
  type Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import { looksLikeToolOutput, type MeasurementsFile, type ReferenceSource, readReferences } from '../core/index.ts';
import { measurementFilesGlob, onSettingsChanged } from './settings.ts';
import { debounced } from './turns.ts';

/** Files of one workspace that are read; a workspace with more is not one that people wrote. */
const MOST_FILES = 500;
const MOST_BYTES = 16 * 1024 * 1024;
/** Milliseconds after a change until files are read again. */
const SETTLED = 150;

export interface ReferenceFile extends MeasurementsFile {
  readonly uri: Uri;
  /** The workspace folder that holds it. */
  readonly folder: string | undefined;
  /** What was read; the problems' places are in it. */
  readonly text: string;
  /** Whether it is for people to add to; what a tool printed is not. */
  readonly takesEntries: boolean;
}

/** The files of reference measurements of the workspace, found when somebody first asks and watched from then on. */
export interface ReferenceFiles extends Disposable {
  /** Resolves once the files have been found and read for the first time. */
  readonly ready: () => Promise<void>;
  readonly files: () => readonly ReferenceFile[];
  readonly onDidChange: Event<void>;
}

/** `failed` hears of files that could not be found or read, in one sentence. */
export function referenceFiles(failed: (message: string) => void): ReferenceFiles {
  const changed = new EventEmitter<void>();
  const files = new Map<string, ReferenceFile>();
  let watching: Disposable | undefined;
  let first: Promise<void> | undefined;
  let round = 0;

  const load = async (): Promise<void> => {
    round++;
    const mine = round;
    const found = await findFiles(failed);
    const read = await Promise.all(found.map((uri) => readFile(uri, failed)));
    if (mine === round) {
      files.clear();
      for (const file of read.filter((file) => file !== undefined)) {
        files.set(file.uri.toString(), file);
      }
      changed.fire();
    }
  };
  const again = debounced(() => void load(), SETTLED);
  const watch = (): void => {
    watching?.dispose();
    const watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(measurementFilesIn(folder));
      watcher.onDidChange(again.ask);
      watcher.onDidCreate(again.ask);
      watcher.onDidDelete(again.ask);
      // Of a folder that goes, VS Code tells no more than that it is gone.
      const deletions = workspace.createFileSystemWatcher(new RelativePattern(folder, '**'), true, true);
      deletions.onDidDelete((gone) => {
        if ([...files.keys()].some((file) => file.startsWith(`${gone.toString()}/`))) {
          again.ask();
        }
      });
      return [watcher, deletions];
    });
    watching = Disposable.from(...watchers);
  };
  const start = async (): Promise<void> => {
    watch();
    await load();
  };
  const refresh = (): void => {
    if (first !== undefined) {
      watch();
      again.ask();
    }
  };
  const follow = (document: TextDocument): void => {
    if (files.has(document.uri.toString())) {
      again.ask();
    }
  };
  const subscriptions = [
    changed,
    again,
    onSettingsChanged(refresh),
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
  return folder !== undefined && languages.match({ pattern: measurementFilesIn(folder) }, document) > 0;
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
      failed(`Only ${MOST_FILES} files of reference measurements were read: there are more in this workspace.`);
    }
    return found;
  } catch (error) {
    failed(`Reference measurement files could not be searched for: ${String(error)}`);
    return [];
  }
}

/** As an open editor has it, unsaved changes included, else as it is on disk. */
async function readFile(uri: Uri, failed: (message: string) => void): Promise<ReferenceFile | undefined> {
  const source: ReferenceSource = {
    kind: 'measurements-file',
    uri: uri.toString(),
    label: workspace.asRelativePath(uri),
    trusted: workspace.isTrusted,
  };
  const folder = workspace.getWorkspaceFolder(uri)?.uri.toString();
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) {
    const text = open.getText();
    return { uri, folder, text, takesEntries: !looksLikeToolOutput(text), ...readReferences(text, source) };
  }
  try {
    const { size, type } = await workspace.fs.stat(uri);
    if ((type & FileType.Directory) !== 0) {
      return undefined;
    }
    if (size > MOST_BYTES) {
      failed(`${source.label} is larger than 16 MiB and was not read for reference measurements.`);
      return undefined;
    }
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    return { uri, folder, text, takesEntries: !looksLikeToolOutput(text), ...readReferences(text, source) };
  } catch (error) {
    failed(`${source.label} could not be read for reference measurements: ${String(error)}`);
    return undefined;
  }
}
