import {
  type Disposable,
  type Event,
  EventEmitter,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextDocumentContentChangeEvent,
  workspace,
} from 'vscode';
import {
  composedChanges,
  indexTrail,
  inTurns,
  lookForCalls,
  mayHoldCalls,
  NEEDLE_REACH,
  openTrail,
  type TextChange,
  type Trail,
  within,
} from '../core/index.ts';
import { documentSource } from './documentSource.ts';
import { mayBeTrail } from './trailSelector.ts';
import { type Debounced, debounced, yieldNow } from './turns.ts';

/** UTF-16 units that are indexed at once, in a few milliseconds; larger texts are indexed in turns with the host. */
const AT_ONCE = 512 * 1024;
/** UTF-16 units in which a change can make a header of what stands there: longer than names of columns are together. */
const HEADER_REACH = 16 * 1024;
/** Milliseconds from the last keystroke until listeners hear of the change. */
const SETTLED = 120;

/** What is known of a document's present text. */
type Known =
  | { readonly kind: 'nothing' }
  /** Nothing in it is worth a scan; changes are checked where they happen. */
  | { readonly kind: 'no-trail' }
  | IndexedTrail
  | Indexing;

/** The trail of the present text, or of an earlier one from which changes led here. */
interface IndexedTrail {
  readonly kind: 'trail';
  readonly trail: Trail;
  readonly changes: readonly TextChange[];
}

interface Indexing {
  readonly kind: 'indexing';
  /** Undefined once it is aborted. */
  readonly trail: Promise<Trail | 'no-trail' | undefined>;
  readonly signal: { aborted: boolean };
  /** What to go on from if the text changes meanwhile. */
  readonly before: IndexedTrail | { readonly kind: 'nothing' };
}

interface Entry {
  known: Known;
  eol: number;
  readonly settled: Debounced;
}

/** The trails of open documents, each indexed when somebody first asks for it, and again around what has changed. */
export interface TrailDocuments extends Disposable {
  /** The trail of the document's present text; undefined where it holds none, or has changed meanwhile. */
  readonly trailOf: (document: TextDocument) => Promise<Trail | undefined>;
  /** A document was opened, or one that somebody asked for has changed and settled. */
  readonly onDidChange: Event<TextDocument>;
}

export function trailDocuments(): TrailDocuments {
  const entries = new Map<TextDocument, Entry>();
  const changed = new EventEmitter<TextDocument>();

  const trailOf = async (document: TextDocument): Promise<Trail | undefined> => {
    if (document.isClosed || !mayBeTrail(document)) {
      return undefined;
    }
    const entry = entries.get(document) ?? {
      known: { kind: 'nothing' },
      eol: document.eol,
      settled: debounced(() => changed.fire(document), SETTLED),
    };
    entries.set(document, entry);
    if (entry.known.kind === 'nothing') {
      entry.known = look(document.getText());
    } else if (entry.known.kind === 'trail' && entry.known.changes.length > 0) {
      entry.known = edited(entry.known, document);
    }
    const { known } = entry;
    if (known.kind === 'indexing') {
      const trail = await known.trail;
      if (trail !== undefined && entry.known === known) {
        entry.known = trail === 'no-trail' ? { kind: 'no-trail' } : { kind: 'trail', trail, changes: [] };
      }
      return trail === 'no-trail' ? undefined : trail;
    }
    return known.kind === 'trail' ? known.trail : undefined;
  };

  const follow = (event: TextDocumentChangeEvent): void => {
    const entry = entries.get(event.document);
    const { document, contentChanges } = event;
    if (entry === undefined) {
      return;
    }
    // A change of line ends comes without changes of content, and so does a document that was saved.
    const eolChanged = entry.eol !== document.eol;
    if (!eolChanged && contentChanges.length === 0) {
      return;
    }
    if (entry.known.kind === 'no-trail' && !mayHaveStarted(document, contentChanges)) {
      return;
    }
    stopIndexing(entry);
    entry.known = eolChanged ? { kind: 'nothing' } : changedFrom(entry.known, contentChanges.map(textChange));
    entry.eol = document.eol;
    entry.settled.ask();
  };

  const forget = (document: TextDocument): void => {
    const entry = entries.get(document);
    if (entry !== undefined) {
      stopIndexing(entry);
      entry.settled.dispose();
      entries.delete(document);
    }
  };

  const subscriptions = [
    workspace.onDidChangeTextDocument(follow),
    workspace.onDidCloseTextDocument(forget),
    // A document that gets another language is closed and opened again.
    workspace.onDidOpenTextDocument((document) => changed.fire(document)),
    { dispose: () => [...entries.keys()].forEach(forget) },
    changed,
  ];
  return {
    trailOf,
    onDidChange: changed.event,
    dispose: () => {
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

function look(text: string): Known {
  if (text.length <= AT_ONCE) {
    return mayHoldCalls(text) ? { kind: 'trail', trail: openTrail(text), changes: [] } : { kind: 'no-trail' };
  }
  const signal = { aborted: false };
  return { kind: 'indexing', trail: lookInTurns(text, signal), signal, before: { kind: 'nothing' } };
}

async function lookInTurns(
  text: string,
  signal: { readonly aborted: boolean },
): Promise<Trail | 'no-trail' | undefined> {
  const isWorthScan = await inTurns(lookForCalls(text), { signal, yieldNow });
  return isWorthScan === false ? 'no-trail' : await indexTrail(text, { signal, yieldNow, evenWithoutCalls: true });
}

/** Most edits are done at once; one that changes how the rest of a large text is read takes turns with the host. */
function edited(before: IndexedTrail, document: TextDocument): Known {
  const editing = before.trail.editing(before.changes, documentSource(document));
  const trail = within(editing, AT_ONCE);
  if (trail !== undefined) {
    return { kind: 'trail', trail, changes: [] };
  }
  const signal = { aborted: false };
  return { kind: 'indexing', trail: inTurns(editing, { signal, yieldNow }), signal, before };
}

function changedFrom(known: Known, changes: readonly TextChange[]): Known {
  const before = known.kind === 'indexing' ? known.before : known;
  return before.kind === 'trail'
    ? { ...before, changes: composedChanges(before.changes, changes) }
    : { kind: 'nothing' };
}

function stopIndexing(entry: Entry): void {
  if (entry.known.kind === 'indexing') {
    entry.known.signal.aborted = true;
  }
}

/** Whether a text that was worth no scan may be worth one after these changes, judged by the text around them. */
function mayHaveStarted(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[]): boolean {
  return changes.some((change) => {
    const shift = changes
      .filter((other) => other.rangeOffset < change.rangeOffset)
      .reduce((sum, other) => sum + other.text.length - other.rangeLength, 0);
    if (change.text.length > AT_ONCE) {
      return true;
    }
    const start = change.rangeOffset + shift;
    const end = start + change.text.length + NEEDLE_REACH;
    // A header of CSV is told by the whole of it.
    const isNearTop = start <= HEADER_REACH;
    const around = new Range(
      document.positionAt(isNearTop ? 0 : start - NEEDLE_REACH),
      document.positionAt(isNearTop ? Math.max(end, HEADER_REACH) : end),
    );
    return mayHoldCalls(document.getText(around));
  });
}

function textChange({ rangeOffset, rangeLength, text }: TextDocumentContentChangeEvent): TextChange {
  return { start: rangeOffset, end: rangeOffset + rangeLength, length: text.length };
}
