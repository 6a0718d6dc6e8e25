import {
  CodeLens,
  type Command,
  Disposable,
  EventEmitter,
  type LogOutputChannel,
  languages,
  Range,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { CommandId } from '../commandIds.ts';
import { grouped } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { EXCERPT_SCHEME, type ExcerptAddress, excerptAddress } from '../workspace/excerptAddress.ts';
import { type Excerpts, placeInWords, type SourceExcerpt } from '../workspace/excerpts.ts';
import type { FormattedViews, ViewPage } from '../workspace/formattedViews.ts';
import { longLinesOf } from '../workspace/longLines.ts';
import { textPositions } from '../workspace/textPositions.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { VIEW_SCHEME, viewAddress } from '../workspace/viewAddress.ts';
import { inLabel } from './fileText.ts';
import { safely } from './safely.ts';

/** Lines of a trail over which the formatted view is offered. */
const MOST_OFFERS = 20;

/** Leads from lines that are too long to read to the formatted view, and in it from page to page and back to the source. */
export function registerViewLenses(
  trails: AppraisedTrails,
  views: FormattedViews,
  excerpts: Excerpts,
  log: LogOutputChannel,
): Disposable {
  const changed = new EventEmitter<void>();
  return Disposable.from(
    changed,
    trails.onDidChange(() => changed.fire()),
    views.onDidChange(() => changed.fire()),
    languages.registerCodeLensProvider(
      { scheme: VIEW_SCHEME },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: ({ uri }, token) =>
          safely(log, 'Lenses of a formatted view', token, [], async () => {
            const address = viewAddress(uri);
            // Where the page cannot be made, what stands in its place says why.
            const page = address && (await views.page(address).catch(() => undefined));
            return page === undefined ? [] : atTop(pageLenses(page));
          }),
      },
    ),
    languages.registerCodeLensProvider(
      { scheme: EXCERPT_SCHEME },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: ({ uri }, token) =>
          safely(log, 'Lenses of an excerpt', token, [], async () => {
            const address = excerptAddress(uri);
            // Where it cannot be made, what stands in its place says why.
            const excerpt = address && (await excerpts.of(address).catch(() => undefined));
            return address === undefined || excerpt === undefined ? [] : [back(uri, address, excerpt)];
          }),
      },
    ),
    languages.registerCodeLensProvider(TRAIL_SELECTOR, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document, token) =>
        safely(log, 'Lenses of long lines', token, [], async () => {
          const trail = (await trails.of(document))?.trail;
          return trail === undefined || viewAddress(document.uri) !== undefined
            ? []
            : longLinesOf(document, trail, MOST_OFFERS).map((line) => offer(document, line));
        }),
    }),
  );
}

function offer({ uri }: TextDocument, line: number): CodeLens {
  return new CodeLens(new Range(line, 0, line, 0), {
    command: CommandId.openFormattedView,
    title: 'Open formatted view',
    arguments: [uri.toString()],
  });
}

/** Over the event. */
function back(uri: Uri, address: ExcerptAddress, excerpt: SourceExcerpt): CodeLens {
  const { line } = textPositions(excerpt.text)(excerpt.record.start);
  return new CodeLens(new Range(line, 0, line, 0), {
    command: CommandId.openFormattedView,
    title: `Open formatted view of ${inLabel(placeInWords(address, excerpt), 100)}`,
    arguments: [uri.toString()],
  });
}

function atTop(lenses: readonly Command[]): CodeLens[] {
  return lenses.map((command) => new CodeLens(new Range(0, 0, 0, 0), command));
}

/** What the page shows of what, then what leads away from it. */
function pageLenses({ address, source, formatted, first }: ViewPage): readonly Command[] {
  const { shown, page } = address;
  const name = inLabel(workspace.asRelativePath(address.source), 60);
  const noun = shown === 'attested calls' ? 'attested calls' : 'events';
  const shownNow =
    formatted.events.length === source.count
      ? `${grouped(source.count)} ${source.count === 1 ? noun.slice(0, -1) : noun}`
      : `${noun} ${grouped(first + 1)} to ${grouped(first + formatted.events.length)} of ${grouped(source.count)}`;
  const pages = source.pageStarts.length;
  const where = pages > 1 ? `, page ${page + 1} of ${grouped(pages)}` : '';
  const other =
    shown === 'attested calls'
      ? { command: CommandId.showEveryEvent, title: 'Show every event' }
      : { command: CommandId.showAttestedCalls, title: 'Show attested calls' };
  return [
    {
      command: CommandId.goToSource,
      title: `${name}: ${shownNow}${where}${source.isReading() ? ', still reading' : ''}`,
      tooltip: 'Go to the source',
    },
    ...(page > 0 ? [{ command: CommandId.previousPage, title: 'Previous page' }] : []),
    ...(page + 1 < pages ? [{ command: CommandId.nextPage, title: 'Next page' }] : []),
    other,
  ];
}
