import type {
  Appraised,
  AttestationDocument,
  DocumentBesideCall,
  FoundDocuments,
  ReadProblem,
  VerificationReport,
} from '../core/index.ts';
import type { OpenCall } from '../workspace/openCall.ts';
import type { ExpectedField } from './protocol.ts';

export interface SessionInput {
  /** Text, or the bytes of a file. */
  readonly content: string | Uint8Array;
  /** Where it comes from, if it was not pasted: a file's name, a selection. From outside: escape it. */
  readonly origin?: string | undefined;
  /** The document to show of several, in its bytes; the first one unless it is there. */
  readonly prefer?: Uint8Array | undefined;
}

export interface SessionState {
  /** What the page has as its text. */
  readonly input: SessionInput;
  readonly problem: ReadProblem | undefined;
  /** The input that gave the problem: `input`, or one that left the text as it was. */
  readonly problemIn: SessionInput;
  /** The documents of the last input that holds any, and which of them is shown. */
  readonly found: FoundDocuments;
  readonly foundIn: SessionInput;
  readonly chosen: number;
  readonly shown: ShownDocument | undefined;
  readonly expected: Readonly<Partial<Record<ExpectedField, string>>>;
}

const NO_INPUT: SessionInput = { content: '' };

/** Before there was any input. */
export const NOTHING: SessionState = {
  input: NO_INPUT,
  problem: undefined,
  problemIn: NO_INPUT,
  found: { documents: [] },
  foundIn: NO_INPUT,
  chosen: 0,
  shown: undefined,
  expected: {},
};

/** A document with all that was found out about it. */
export interface ShownDocument {
  readonly document: AttestationDocument;
  readonly report: VerificationReport;
  readonly appraised: Appraised;
  /** Best first. */
  readonly calls: readonly OpenCall[];
  /** How many calls are open in all. */
  readonly callCount: number;
  readonly call: OpenCall | undefined;
  /** Who chose the call: found by what it has in common with the document, or chosen by the user. */
  readonly callChosen: 'found' | 'by-user';
  readonly beside: DocumentBesideCall | undefined;
  /** Whether open trails are still being looked through for its call. */
  readonly searching: boolean;
  /** The CBOR in diagnostic notation. */
  readonly notation: string;
  /** When it was verified, in milliseconds since the epoch. */
  readonly now: number;
  /** Added roots that could not be read: a check may have failed for want of them. */
  readonly rootProblems: readonly string[];
}

/** A call by its place, and by what it is known by where an edit has moved it. */
export interface CallReference {
  readonly uri: string;
  readonly index: number;
  /** As `callMark` gives it. */
  readonly mark: string;
}
