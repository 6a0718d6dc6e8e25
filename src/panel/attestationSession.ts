import { type Disposable, type Event, EventEmitter, type TextDocument, Uri, window } from 'vscode';
import {
  type AttestationDocument,
  compareWithCall,
  createCertificateCache,
  matchReferences,
  measurementsOf,
  readAddedRoots,
  searchAttestationDocuments,
  verifyAttestationDocument,
} from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { OpenCall } from '../workspace/openCall.ts';
import { openCalls } from '../workspace/openCalls.ts';
import type { References } from '../workspace/references.ts';
import { addedRootTexts, onSettingsChanged } from '../workspace/settings.ts';
import { debounced, TURN, yieldNow } from '../workspace/turns.ts';
import type { ExpectedField } from './protocol.ts';
import type { CallReference, SessionInput, SessionState } from './sessionState.ts';

/**
 * The attestation document that is looked at, what was found out about it, and the call beside it. The panel, the report
 * and the commands show and change this one state; none of them keeps a copy.
 */
export interface AttestationSession extends Disposable {
  readonly current: SessionState;
  readonly onDidChange: Event<void>;
  /** Reads and verifies. Input that holds no document leaves the last one in place, with the problem beside it. */
  readonly decode: (input: SessionInput) => Promise<void>;
  /** Shows another document of the same input. */
  readonly chooseDocument: (index: number) => Promise<void>;
  readonly chooseCall: (call: CallReference) => Promise<void>;
  /** Chooses a call for the document that is shown, and for the next one that comes. */
  readonly compareWith: (call: CallReference) => Promise<void>;
  readonly expect: (field: ExpectedField, text: string) => void;
}

const NOTHING: SessionState = {
  input: { content: '' },
  problem: undefined,
  found: [],
  chosen: 0,
  shown: undefined,
  expected: {},
};

/** Milliseconds after which a change of trails, references or settings is followed. */
const SETTLED = 150;

export function attestationSession(
  trails: AppraisedTrails,
  references: References,
  platform: HostPlatform,
  failed: (error: unknown) => void,
): AttestationSession {
  const changed = new EventEmitter<void>();
  const cache = createCertificateCache();
  let state = NOTHING;
  let wanted: CallReference | undefined;
  let awaiting: CallReference | undefined;
  let signal = { aborted: false };
  let decoded = 0;

  const set = (part: Partial<SessionState>): void => {
    state = { ...state, ...part };
    changed.fire();
  };

  /** Looks at a document anew. A later look overtakes an earlier one, whose answer is dropped. */
  const look = async (document: AttestationDocument, part: Partial<SessionState>): Promise<void> => {
    signal.aborted = true;
    const mine = { aborted: false };
    signal = mine;
    const calls = await openCalls(trails, document, mine);
    const call = callOf(calls, wanted);
    const { roots, problems } = readAddedRoots(addedRootTexts());
    const now = Date.now();
    const report = await verifyAttestationDocument(document, {
      crypto: platform.crypto,
      roots,
      now,
      cache,
      ...(call?.call.eventTime === undefined ? {} : { callTime: call.call.eventTime.value }),
    });
    const index = await references.indexFor(call?.document.uri ?? NOWHERE);
    if (mine.aborted) {
      return;
    }
    set({
      ...part,
      shown: {
        document,
        report,
        appraised: matchReferences(measurementsOf(document), index),
        calls,
        call,
        callChosen: call !== undefined && call === chosenOf(calls, wanted) ? 'by-user' : 'found',
        beside: call && compareWithCall(document, call.call),
        now,
        rootProblems: problems.map(({ message }) => message),
      },
    });
  };

  const again = debounced(() => {
    if (state.shown !== undefined) {
      look(state.shown.document, {}).catch(failed);
    }
  }, SETTLED);

  const decode = async (input: SessionInput): Promise<void> => {
    decoded++;
    const mine = decoded;
    const read = await searchAttestationDocuments(input.content, { yieldNow, turn: TURN });
    if (mine !== decoded) {
      return;
    }
    if (!read.ok) {
      set({ input, problem: read.error, found: [], chosen: 0 });
      return;
    }
    const chosen = Math.max(
      0,
      read.value.findIndex(({ document }) => isEqual(document.bytes, input.prefer)),
    );
    const document = read.value[chosen]?.document;
    if (document !== undefined) {
      // What was chosen for an earlier document is no choice for this one.
      wanted = awaiting;
      awaiting = undefined;
      await look(document, { input, problem: undefined, found: read.value, chosen });
    }
  };

  const chooseCall = async (call: CallReference): Promise<void> => {
    wanted = call;
    if (state.shown !== undefined) {
      await look(state.shown.document, {});
    }
  };

  /** Another call under the caret moves the document along. */
  const follow = async (document: TextDocument, offset: number): Promise<void> => {
    const shown = state.shown;
    const trail = shown && (await trails.of(document));
    const index = trail?.trail.calls.indexAt(offset);
    if (index !== undefined && !isAt(shown?.call, document, index)) {
      await chooseCall(referenceTo(document, index, trail?.trail.calls.at(index)?.eventId?.value));
    }
  };

  const subscriptions: readonly Disposable[] = [
    changed,
    again,
    trails.onDidChange(again.ask),
    onSettingsChanged(again.ask),
    window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
      const [selection] = selections;
      // A selection without a kind comes with an edit or an opening, and is nobody's choice.
      if (kind !== undefined && selection !== undefined) {
        const { document } = textEditor;
        follow(document, document.offsetAt(selection.active)).catch(failed);
      }
    }),
  ];
  return {
    get current() {
      return state;
    },
    onDidChange: changed.event,
    decode,
    chooseDocument: async (index) => {
      const document = state.found[index]?.document;
      if (document !== undefined) {
        await look(document, { chosen: index });
      }
    },
    chooseCall,
    compareWith: async (call) => {
      awaiting = call;
      await chooseCall(call);
    },
    expect: (field, text) => {
      if ((state.expected[field] ?? '') !== text) {
        set({ expected: { ...state.expected, [field]: text } });
      }
    },
    dispose: () => {
      signal.aborted = true;
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

/** Stands for documents that lie beside no trail: references of every folder count for them alike. */
const NOWHERE = Uri.from({ scheme: 'untitled', path: 'attestation document' });

export function referenceTo(document: TextDocument, index: number, eventId: string | undefined): CallReference {
  return { uri: document.uri.toString(), index, eventId };
}

/** The call that was asked for, else the best one, if it has anything in common with the document. */
function callOf(calls: readonly OpenCall[], wanted: CallReference | undefined): OpenCall | undefined {
  return chosenOf(calls, wanted) ?? calls.slice(0, 1).find(({ kinship }) => kinship !== 'other');
}

/** The call at that place; an edit may have moved it, and then its event id tells. */
function chosenOf(calls: readonly OpenCall[], wanted: CallReference | undefined): OpenCall | undefined {
  const ofFile = calls.filter(({ document }) => document.uri.toString() === wanted?.uri);
  const hasId = ({ call }: OpenCall): boolean => call.eventId?.value === wanted?.eventId;
  const inPlace = ofFile.find((call) => call.index === wanted?.index && (wanted.eventId === undefined || hasId(call)));
  return inPlace ?? (wanted?.eventId === undefined ? undefined : ofFile.find(hasId));
}

function isAt(call: OpenCall | undefined, document: TextDocument, index: number): boolean {
  return call?.index === index && call.document === document;
}

function isEqual(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, index) => byte === other[index]);
}
