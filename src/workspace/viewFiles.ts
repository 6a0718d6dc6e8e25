import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Disposable as Subscription,
  type Uri,
  workspace,
} from 'vscode';
import type { FormattedViews, ViewPage } from './formattedViews.ts';
import { trailFile, VIEW_SCHEME, viewAddress } from './viewAddress.ts';

/** Serves formatted views as read-only files: VS Code opens them again after a reload, and reads them again when they change. */
export function registerViewFiles(views: FormattedViews): Disposable {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const served = new Map<string, Uri>();
  const bytes = new WeakMap<ViewPage, Uint8Array>();
  const times = new WeakMap<ViewPage, number>();

  const pageOf = async (uri: Uri): Promise<{ readonly page: ViewPage; readonly content: Uint8Array }> => {
    const address = viewAddress(uri);
    if (address === undefined) {
      throw FileSystemError.FileNotFound(uri);
    }
    served.set(uri.toString(), uri);
    const page = await views.page(address);
    const content = bytes.get(page) ?? new TextEncoder().encode(page.formatted.text);
    bytes.set(page, content);
    return { page, content };
  };
  const timeOf = (page: ViewPage): number => {
    const time = times.get(page) ?? Date.now();
    times.set(page, time);
    return time;
  };
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const provider: FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new Subscription(() => undefined),
    stat: async (uri) => {
      if (uri.path === '/') {
        return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      }
      const { page, content } = await pageOf(uri);
      return { type: FileType.File, ctime: 0, mtime: timeOf(page), size: content.length };
    },
    readFile: async (uri) => (await pageOf(uri)).content,
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
  return Subscription.from(
    changed,
    workspace.registerFileSystemProvider(VIEW_SCHEME, provider, { isReadonly: true, isCaseSensitive: true }),
    views.onDidChange(tell),
  );
}
