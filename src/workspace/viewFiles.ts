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
import type { FormattedViews, ViewPage } from './formattedViews.ts';
import { trailFile, VIEW_SCHEME, viewAddress } from './viewAddress.ts';

/** What VS Code reads of a page, and since when it is so. */
interface ViewFile {
  readonly content: Uint8Array;
  readonly mtime: number;
}

/** Serves formatted views as read-only files: VS Code opens them again after a reload, and reads them again when they change. */
export function registerViewFiles(views: FormattedViews): Disposable {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const served = new Map<string, Uri>();
  const files = new WeakMap<ViewPage, ViewFile>();
  /** What stands in the place of views whose file is gone, by their URIs. */
  const gone = new Map<string, ViewFile>();

  const fileOf = async (uri: Uri): Promise<ViewFile> => {
    const address = viewAddress(uri);
    if (address === undefined) {
      throw FileSystemError.FileNotFound(uri);
    }
    const key = uri.toString();
    served.set(key, uri);
    try {
      const page = await views.page(address);
      const file = files.get(page) ?? fileWith(page.formatted.text);
      files.set(page, file);
      gone.delete(key);
      return file;
    } catch (error) {
      if (!isShown(uri) || (await isThere(address.source))) {
        throw error;
      }
      const file = gone.get(key) ?? fileWith(goneText(address.source));
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
      } else if (trailFile(uri).toString() === source.toString()) {
        changed.fire([{ type: FileChangeType.Changed, uri }]);
      }
    }
  };
  return Disposable.from(
    changed,
    workspace.registerFileSystemProvider(VIEW_SCHEME, provider, { isReadonly: true, isCaseSensitive: true }),
    views.onDidChange(tell),
  );
}

function isShown(uri: Uri): boolean {
  return workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
}

async function isThere(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

function fileWith(text: string): ViewFile {
  return { content: new TextEncoder().encode(text), mtime: Date.now() };
}

/** A text of JSON, as the view is one: nothing in it is wrong then. */
function goneText(source: Uri): string {
  const name = workspace.asRelativePath(source);
  return `${JSON.stringify(`${name} is not there any more. Its events are shown again once it is.`)}\n`;
}
