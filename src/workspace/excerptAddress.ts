import { Uri } from 'vscode';
import { grouped, type Span } from '../core/index.ts';
import type { Shown } from './viewAddress.ts';

/**
 * The scheme of excerpts: read-only files with the text around an event of a file that VS Code does not show. They are no
 * trails: their calls are shown, and count, in the views that lead to them.
 */
export const EXCERPT_SCHEME = 'enclave-trail-source';

/** All that an excerpt is made of stands in its URI, so that it is there again after a reload. */
export interface ExcerptAddress {
  readonly source: Uri;
  /** What the view shows that leads to it. */
  readonly shown: Shown;
  /** Bytes of the event, from the beginning of the file, decompressed. */
  readonly place: Span;
}

export function excerptUri({ source, shown, place: { start, end } }: ExcerptAddress): Uri {
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  return Uri.from({
    scheme: EXCERPT_SCHEME,
    path: `/${name} (bytes ${grouped(start)} to ${grouped(end)})`,
    query: JSON.stringify([source.toString(), shown, start, end]),
  });
}

/** Undefined for a URI that is no excerpt, whoever made it up. */
export function excerptAddress(uri: Uri): ExcerptAddress | undefined {
  if (uri.scheme !== EXCERPT_SCHEME) {
    return undefined;
  }
  try {
    const parts: unknown = JSON.parse(uri.query);
    const [source, shown, start, end]: readonly unknown[] = Array.isArray(parts) ? parts : [];
    const isShown = shown === 'attested calls' || shown === 'every event';
    if (typeof source !== 'string' || !isShown || !isOffset(start) || !isOffset(end) || start > end) {
      return undefined;
    }
    const address = Uri.parse(source, true);
    return address.scheme.startsWith('enclave-trail-') ? undefined : { source: address, shown, place: { start, end } };
  } catch {
    return undefined;
  }
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
