// A document as the session shows it: signed, read, verified, matched and put beside a call.
import type { TextDocument } from 'vscode';
import {
  type AttestedCall,
  compareWithCall,
  diagnosticNotation,
  indexReferences,
  kinshipOf,
  matchReferences,
  measurementsOf,
  type ReferenceMeasurement,
  verifyAttestationDocument,
} from '../../src/core/index.ts';
import type { ShownDocument } from '../../src/panel/sessionState.ts';
import type { OpenCall } from '../../src/workspace/openCall.ts';
import { type SigningOptions, signDocument } from './attestationSigner.ts';
import { crypto, documentIn } from './verifying.ts';

export interface Showing {
  readonly signing?: SigningOptions;
  readonly call?: AttestedCall;
  readonly references?: readonly ReferenceMeasurement[];
  /** Whether the document's root is one that the user added; it is, unless this is false. */
  readonly rootAdded?: boolean;
  readonly rootProblems?: readonly string[];
}

export async function shownDocument({
  signing,
  call,
  references,
  rootAdded,
  rootProblems,
}: Showing = {}): Promise<ShownDocument> {
  const { bytes, root, timestamp } = signDocument(signing);
  const document = documentIn(bytes);
  const now = timestamp + 400 * 86_400_000;
  const callTime = call?.eventTime?.value;
  const open = call && openCall(document, call);
  return {
    document,
    report: await verifyAttestationDocument(document, {
      crypto,
      roots: rootAdded === false ? [] : [root],
      now,
      ...(callTime === undefined ? {} : { callTime }),
    }),
    appraised: matchReferences(measurementsOf(document), indexReferences(references ?? [], [])),
    calls: open === undefined ? [] : [open],
    callCount: open === undefined ? 0 : 1,
    call: open,
    callChosen: 'found',
    searching: false,
    notation: diagnosticNotation(document.bytes),
    beside: call && compareWithCall(document, call),
    now,
    rootProblems: rootProblems ?? [],
  };
}

function openCall(document: ShownDocument['document'], call: AttestedCall): OpenCall {
  return { document: placeholder, index: 0, call, kinship: kinshipOf(document, call) };
}

/** What labels of calls ask of an editor's document, and no more: there is no editor here. */
const placeholder = {
  uri: { toString: () => 'file:///trail.json', path: '/trail.json' },
  positionAt: () => ({ line: 13 }),
} as unknown as TextDocument;
