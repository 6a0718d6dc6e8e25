import { Disposable, FileSystemError, type Uri, workspace } from 'vscode';
import { EXCERPT_SCHEME, excerptAddress } from './excerptAddress.ts';
import type { Excerpts } from './excerpts.ts';
import type { FormattedViews } from './formattedViews.ts';
import { registerMadeFiles } from './madeFiles.ts';
import { VIEW_SCHEME, viewAddress } from './viewAddress.ts';

/** Serves formatted views, and excerpts of files that they lead to, as read-only files. */
export function registerViewFiles(views: FormattedViews, excerpts: Excerpts): Disposable {
  const pages = registerMadeFiles({
    scheme: VIEW_SCHEME,
    sourceOf: (uri) => viewAddress(uri)?.source,
    textOf: async (uri) => (await views.page(known(viewAddress(uri), uri))).formatted,
    // A text of JSON, as the view is one: nothing in it is wrong then.
    goneText: (source) => `${JSON.stringify(gone(source))}\n`,
  });
  const surroundings = registerMadeFiles({
    scheme: EXCERPT_SCHEME,
    sourceOf: (uri) => excerptAddress(uri)?.source,
    textOf: async (uri) => await excerpts.of(known(excerptAddress(uri), uri)),
    goneText: (source) => `${gone(source)}\n`,
  });
  return Disposable.from(
    pages,
    surroundings,
    views.onDidChange((source) => {
      pages.tell(source);
      surroundings.tell(source);
    }),
  );
}

function known<T>(address: T | undefined, uri: Uri): T {
  if (address === undefined) {
    throw FileSystemError.FileNotFound(uri);
  }
  return address;
}

function gone(source: Uri): string {
  return `${workspace.asRelativePath(source)} is not there any more. What it holds is shown again once it is.`;
}
