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
import type { FormattedViews, ViewPage } from './formattedViews.ts';
import { trailFile, VIEW_SCHEME, viewAddress } from './viewAddress.ts';

/** What VS Code reads of a page, and since when it is so. */
interface ViewFile {
  readonly content: Uint8Array;
  readonly mtime: number;
}

async function madeFile({ formatted }: ViewPage): Promise<ViewFile> {
  return { content: await encodedInTurns(formatted.text), mtime: Date.now() };
}

/** Serves formatted views as read-only files: VS Code opens them again after a reload, and reads them again when they change. */
export function registerViewFiles(views: FormattedViews): Disposable {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const served = new Map<string, Uri>();
  const files = new WeakMap<ViewPage, Promise<ViewFile>>();

  const fileOf = async (uri: Uri): Promise<ViewFile> => {
    const address = viewAddress(uri);
    if (address === undefined) {
      throw FileSystemError.FileNotFound(uri);
    }
    served.set(uri.toString(), uri);
    const page = await views.page(address);
    const file = files.get(page) ?? madeFile(page);
    files.set(page, file);
    return await file;
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
  const isShown = (uri: Uri): boolean => workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
  const tell = (source: Uri): void => {
    for (const [key, uri] of served) {
      if (!isShown(uri)) {
        served.delete(key);
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
