import { Uri } from 'vscode';

/** The scheme of formatted views: read-only files that are made of a trail when somebody opens them. */
export const VIEW_SCHEME = 'enclave-trail-view';

/** What a formatted view shows of a trail. */
export type Shown = 'attested calls' | 'every event';

/** All that a view is made of stands in its URI, so that it is there again after a reload. */
export interface ViewAddress {
  readonly source: Uri;
  readonly shown: Shown;
  /** From 0. */
  readonly page: number;
}

export function viewUri({ source, shown, page }: ViewAddress): Uri {
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  const where = page === 0 ? '' : `, page ${page + 1}`;
  return Uri.from({
    scheme: VIEW_SCHEME,
    path: `/${name} (${shown}${where}).json`,
    query: JSON.stringify([source.toString(), shown, page]),
  });
}

/** Undefined for a URI that is no view, whoever made it up. */
export function viewAddress(uri: Uri): ViewAddress | undefined {
  if (uri.scheme !== VIEW_SCHEME) {
    return undefined;
  }
  try {
    const parts: unknown = JSON.parse(uri.query);
    const [source, shown, page]: readonly unknown[] = Array.isArray(parts) ? parts : [];
    const isShown = shown === 'attested calls' || shown === 'every event';
    if (typeof source !== 'string' || !isShown || typeof page !== 'number' || !Number.isSafeInteger(page) || page < 0) {
      return undefined;
    }
    const address = Uri.parse(source, true);
    return address.scheme === VIEW_SCHEME ? undefined : { source: address, shown, page };
  } catch {
    return undefined;
  }
}

/** The file that a document's trail comes from: of a view its source, else the document itself. */
export function trailFile(document: Uri): Uri {
  return viewAddress(document)?.source ?? document;
}
