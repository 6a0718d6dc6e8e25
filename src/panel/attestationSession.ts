import { type Disposable, type Event, EventEmitter, type TextDocument, Uri, window, workspace } from 'vscode';
import {
  type AttestationDocument,
  type AttestedCall,
  areSameBytes,
  compareWithCall,
  createCertificateCache,
  diagnosticNotation,
  matchReferences,
  measurementsOf,
  type ReadProblem,
  readAddedRoots,
  searchAttestationDocuments,
  type VerificationReport,
  verifyAttestationDocument,
} from '../core/index.ts';
import type { HostPlatform } from '../hostPlatform.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { callMark, type OpenCall } from '../workspace/openCall.ts';
import { type OpenCalls, openCalls } from '../workspace/openCalls.ts';
import type { References } from '../workspace/references.ts';
import { addedRootTexts, onSettingsChanged } from '../workspace/settings.ts';
import { debounced, TURN, yieldNow } from '../workspace/turns.ts';
import { type ExpectedField, LARGEST_INPUT } from './protocol.ts';
import { refusedInput } from './refusedInput.ts';
import {
  type CallReference,
  NOTHING,
  type SessionInput,
  type SessionState,
  type ShownDocument,
} from './sessionState.ts';

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
  /** What is to be said of another document, under the same roots; nothing of the state changes. */
  readonly verified: (document: AttestationDocument) => Promise<VerificationReport>;
}

/** Milliseconds for which a verdict waits for the call beside it. */
const PATIENCE = 150;

/** What a timer can wait for: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

const TOO_LARGE: ReadProblem = {
  code: 'too-large',
  message: 'It has more than 1 MiB, far more than an attestation document. Copy the part that holds it.',
};

/** A document that is being looked at, and what of the state changes with it once that is done. */
interface Look {
  readonly document: AttestationDocument;
  part: Partial<SessionState>;
  readonly signal: { aborted: boolean };
}

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
  let looking: Look | undefined;
  let latest: Promise<void> | undefined;
  let decoded = 0;
  let expiry: unknown;

  const set = (part: Partial<SessionState>): void => {
    state = { ...state, ...part };
    changed.fire();
  };

  /**
   * Looks at a document anew. A later look overtakes an earlier one, whose answer is dropped; whoever waits for the
   * earlier one waits for the later one too, and finds what it asked for.
   */
  const look = async (document: AttestationDocument, part: Partial<SessionState>): Promise<void> => {
    const mine: Look = { document, part, signal: { aborted: false } };
    if (looking !== undefined) {
      looking.signal.aborted = true;
    }
    looking = mine;
    latest = finish(mine);
    for (let awaited: unknown; awaited !== latest; ) {
      awaited = latest;
      await latest;
    }
  };

  const finish = async (mine: Look): Promise<void> => {
    try {
      const shown = await lookAt(mine);
      if (!mine.signal.aborted) {
        set({ ...mine.part, shown });
        lookWhenExpired(shown);
      }
    } finally {
      looking = looking === mine ? undefined : looking;
    }
  };

  const lookAgain = async (): Promise<void> => {
    const document = looking?.document ?? state.shown?.document;
    if (document !== undefined) {
      await look(document, looking?.part ?? {});
    }
  };

  const lookAt = async (mine: Look): Promise<ShownDocument> => {
    const searched = openCalls(trails, mine.document, wanted, mine.signal);
    const isNew = state.shown?.document !== mine.document;
    if (isNew && !(await isDoneWithin(searched, PATIENCE))) {
      // The verdict does not wait for thousands of calls to be read.
      const shown = await shownBeside(mine.document, undefined);
      if (!mine.signal.aborted) {
        set({ ...mine.part, shown });
      }
    }
    return await shownBeside(mine.document, await searched);
  };

  const verify = async (
    document: AttestationDocument,
    roots: readonly Uint8Array[],
    now: number,
    callTime: number | undefined,
  ): Promise<VerificationReport> =>
    await verifyAttestationDocument(document, {
      crypto: platform.crypto,
      roots,
      now,
      cache,
      ...(callTime === undefined ? {} : { callTime }),
    });

  const shownBeside = async (
    document: AttestationDocument,
    searched: OpenCalls | undefined,
  ): Promise<ShownDocument> => {
    const call = searched?.chosen ?? searched?.calls.slice(0, 1).find(({ kinship }) => kinship !== 'other');
    const { roots, problems } = readAddedRoots(addedRootTexts());
    const now = Date.now();
    const report = await verify(document, roots, now, call?.call.eventTime?.value);
    const index = await references.indexFor(call?.document.uri ?? NOWHERE);
    const { shown } = state;
    return {
      document,
      report,
      appraised: matchReferences(measurementsOf(document), index),
      calls: searched?.calls ?? [],
      callCount: searched?.count ?? 0,
      call,
      callChosen: call !== undefined && call === searched?.chosen ? 'by-user' : 'found',
      searching: searched === undefined,
      beside: call && compareWithCall(document, call.call),
      notation: shown?.document === document ? shown.notation : diagnosticNotation(document.bytes),
      now,
      rootProblems: problems.map(({ message }) => message),
    };
  };

  /** "Valid now" is looked at anew when a certificate expires. */
  const lookWhenExpired = ({ report, now }: ShownDocument): void => {
    const ends = report.certificates.flatMap(({ contents }) => contents?.notAfter ?? []).filter((end) => end >= now);
    const next = Math.min(...ends) - now + 1;
    clearTimeout(expiry);
    if (next < LONGEST_TIMER) {
      expiry = setTimeout(again.ask, next);
    }
  };

  const again = debounced(() => {
    lookAgain().catch(failed);
  }, SETTLED);

  /** The last input holds no document. One of the input before that is still looked at will be shown, beside this. */
  const refuse = (input: SessionInput, problem: ReadProblem): void => {
    const refused = refusedInput(input, problem);
    if (looking !== undefined) {
      looking.part = { ...looking.part, ...refused };
    }
    set(refused);
  };

  const decode = async (input: SessionInput): Promise<void> => {
    decoded++;
    const mine = decoded;
    if (input.content.length > LARGEST_INPUT) {
      refuse(input, TOO_LARGE);
      return;
    }
    const read = await searchAttestationDocuments(input.content, { yieldNow, turn: TURN });
    if (mine !== decoded) {
      return;
    }
    if (!read.ok) {
      refuse(input, read.error);
      return;
    }
    const { documents } = read.value;
    const preferred = input.prefer;
    const chosen =
      preferred === undefined
        ? 0
        : Math.max(
            0,
            documents.findIndex(({ document }) => areSameBytes(document.bytes, preferred)),
          );
    const document = documents[chosen]?.document;
    if (document !== undefined) {
      // What was chosen for an earlier document is no choice for this one.
      wanted = awaiting;
      awaiting = undefined;
      await look(document, { input, problem: undefined, found: read.value, foundIn: input, chosen });
    }
  };

  const chooseCall = async (call: CallReference): Promise<void> => {
    wanted = call;
    awaiting = undefined;
    await lookAgain();
  };

  /** Another call under the caret moves the document along. */
  const follow = async (document: TextDocument, offset: number): Promise<void> => {
    const shown = state.shown;
    const trail = shown && (await trails.of(document));
    const index = trail?.trail.calls.indexAt(offset);
    if (index !== undefined && !isAt(shown?.call, document, index)) {
      const call = trail?.trail.calls.at(index);
      if (call !== undefined) {
        await chooseCall(referenceTo(document, index, call));
      }
    }
  };

  const subscriptions: readonly Disposable[] = [
    changed,
    again,
    trails.onDidChange(again.ask),
    onSettingsChanged(again.ask),
    workspace.onDidCloseTextDocument(again.ask),
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
      const document = state.found.documents[index]?.document;
      if (document !== undefined) {
        await look(document, { chosen: index });
      }
    },
    chooseCall,
    compareWith: async (call) => {
      const chosen = chooseCall(call);
      awaiting = call;
      await chosen;
    },
    verified: async (document) => await verify(document, readAddedRoots(addedRootTexts()).roots, Date.now(), undefined),
    expect: (field, text) => {
      if ((state.expected[field] ?? '') !== text) {
        set({ expected: { ...state.expected, [field]: text } });
      }
    },
    dispose: () => {
      if (looking !== undefined) {
        looking.signal.aborted = true;
      }
      clearTimeout(expiry);
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

/** Stands for documents that lie beside no trail: references of every folder count for them alike. */
const NOWHERE = Uri.from({ scheme: 'untitled', path: 'attestation document' });

export function referenceTo(document: TextDocument, index: number, call: AttestedCall): CallReference {
  return { uri: document.uri.toString(), index, mark: callMark(call) };
}

async function isDoneWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), milliseconds);
  });
  return await Promise.race([work.then(() => true), late]);
}

function isAt(call: OpenCall | undefined, document: TextDocument, index: number): boolean {
  return call?.index === index && call.document === document;
}
