import {
  type Disposable,
  EventEmitter,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  workspace,
} from 'vscode';

export const SAMPLE_SCHEME = 'enclave-trail';
export const SAMPLE_TRAIL = Uri.from({ scheme: SAMPLE_SCHEME, path: '/sample/trail.json' });
export const SAMPLE_MEASUREMENTS = Uri.from({ scheme: SAMPLE_SCHEME, path: '/sample/enclave-measurements.json' });

const FILES: ReadonlySet<string> = new Set([SAMPLE_TRAIL.path, SAMPLE_MEASUREMENTS.path]);

/** Serves the bundled sample read-only, under a scheme of its own: it belongs to no workspace and cannot be changed. */
export function registerSampleFiles(extensionUri: Uri): Disposable {
  return workspace.registerFileSystemProvider(SAMPLE_SCHEME, sampleFiles(Uri.joinPath(extensionUri, 'media')), {
    isReadonly: true,
    isCaseSensitive: true,
  });
}

function sampleFiles(media: Uri): FileSystemProvider {
  const bundled = (uri: Uri): Uri => {
    if (!FILES.has(uri.path)) {
      throw FileSystemError.FileNotFound(uri);
    }
    return Uri.joinPath(media, uri.path);
  };
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile: new EventEmitter<never>().event,
    watch: () => ({ dispose: () => undefined }),
    stat: async (uri) =>
      uri.path === '/' || uri.path === '/sample'
        ? { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 }
        : await workspace.fs.stat(bundled(uri)),
    readFile: async (uri) => await workspace.fs.readFile(bundled(uri)),
    readDirectory: (uri) => {
      if (uri.path === '/') {
        return [['sample', FileType.Directory]];
      }
      return [...FILES].map((path) => [path.slice('/sample/'.length), FileType.File]);
    },
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
