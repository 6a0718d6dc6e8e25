import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  workspace,
} from 'vscode';
import { encodedInTurns } from './encodedText.ts';
import { isThere } from './fileState.ts';

/** Texts that are made of files when somebody opens them. */
export interface MadeTexts {
  readonly scheme: string;
  /** The file that a text is made of; undefined for a URI of none. */
  readonly sourceOf: (uri: Uri) => Uri | undefined;
  /** The text: another object where it was made anew. Fails where it cannot be made. */
  readonly textOf: (uri: Uri) => Promise<{ readonly text: string }>;
  /** What stands in the place of an open text whose file is gone. */
  readonly goneText: (source: Uri) => string;
}

/** What VS Code reads of a text, and since when it is so. */
interface MadeFile {
  readonly content: Uint8Array;
  readonly mtime: number;
}

/** Serves made texts as read-only files: VS Code opens them again after a reload, and `tell` has it read them again. */
export function registerMadeFiles(made: MadeTexts): Disposable & { readonly tell: (source: Uri) => void } {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const served = new Map<string, Uri>();
  const files = new WeakMap<object, Promise<MadeFile>>();
  /** By the URIs of texts whose file is gone. */
  const gone = new Map<string, MadeFile>();

  const fileOf = async (uri: Uri): Promise<MadeFile> => {
    const source = made.sourceOf(uri);
    if (source === undefined) {
      throw FileSystemError.FileNotFound(uri);
    }
    const key = uri.toString();
    served.set(key, uri);
    try {
      const text = await made.textOf(uri);
      const file = files.get(text) ?? fileWith(text.text);
      files.set(text, file);
      gone.delete(key);
      return await file;
    } catch (error) {
      if (!isShown(uri) || (await isThere(source))) {
        throw error;
      }
      const file = gone.get(key) ?? (await fileWith(made.goneText(source)));
      gone.set(key, file);
      return file;
    }
  };
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const provider: FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => undefined),
    stat: async (uri) => {
      if (uri.path === '/') {
        return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      }
      const { content, mtime } = await fileOf(uri);
      return { type: FileType.File, ctime: 0, mtime, size: content.length };
    },
    readFile: async (uri) => (await fileOf(uri)).content,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const tell = (source: Uri): void => {
    for (const [key, uri] of served) {
      if (!isShown(uri)) {
        served.delete(key);
        gone.delete(key);
      } else if (made.sourceOf(uri)?.toString() === source.toString()) {
        changed.fire([{ type: FileChangeType.Changed, uri }]);
      }
    }
  };
  const disposable = Disposable.from(
    changed,
    workspace.registerFileSystemProvider(made.scheme, provider, { isReadonly: true, isCaseSensitive: true }),
  );
  return { tell, dispose: () => disposable.dispose() };
}

function isShown(uri: Uri): boolean {
  return workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
}

async function fileWith(text: string): Promise<MadeFile> {
  return { content: await encodedInTurns(text), mtime: Date.now() };
}
