import { type AttestationDocument, byKinship, kinshipOf } from '../core/index.ts';
import type { AppraisedTrails } from './appraisedTrails.ts';
import { callMark, type OpenCall } from './openCall.ts';
import { openTrailDocuments } from './openTrails.ts';
import { turns } from './turns.ts';

/** The calls of all open trails. */
export interface OpenCalls {
  /** Those that are akin to the document first, and the nearest in time before others; at most 200. */
  readonly calls: readonly OpenCall[];
  /** How many there are. */
  readonly count: number;
  /** The one that was asked for, if there is one like that; it is in the list. */
  readonly chosen: OpenCall | undefined;
}

/** What a list offers; more than that nobody looks through. */
const MOST = 200;

/** Where a call was when it was chosen, and its mark, which tells it where an edit has moved it. */
export interface WantedCall {
  readonly uri: string;
  readonly index: number;
  readonly mark: string;
}

export async function openCalls(
  trails: AppraisedTrails,
  attestation: AttestationDocument,
  wanted: WantedCall | undefined,
  signal: { readonly aborted: boolean },
): Promise<OpenCalls> {
  const order = byKinship(attestation.timestamp);
  const ranked = (calls: OpenCall[]): OpenCall[] =>
    calls
      .map((open) => ({ open, kinship: open.kinship, eventTime: open.call.eventTime?.value }))
      .sort(order)
      .slice(0, MOST)
      .map(({ open }) => open);
  let best: OpenCall[] = [];
  let count = 0;
  let inPlace: OpenCall | undefined;
  let moved: OpenCall | undefined;
  for await (const open of everyCall(trails, attestation, wanted?.uri, signal)) {
    count++;
    best.push(open);
    if (open.document.uri.toString() === wanted?.uri && callMark(open.call) === wanted.mark) {
      inPlace = open.index === wanted.index ? open : inPlace;
      moved ??= open;
    }
    // Thousands of calls are not kept while they are looked through.
    if (best.length > 10 * MOST) {
      best = ranked(best);
    }
  }
  const chosen = inPlace ?? moved;
  const calls = ranked(best);
  return { calls: chosen === undefined || calls.includes(chosen) ? calls : [chosen, ...calls], count, chosen };
}

/** In turns with the host, until there is no more or nobody wants more. */
async function* everyCall(
  trails: AppraisedTrails,
  attestation: AttestationDocument,
  workedIn: string | undefined,
  signal: { readonly aborted: boolean },
): AsyncGenerator<OpenCall, void> {
  const turn = turns();
  for (const document of openTrailDocuments(workedIn)) {
    const calls = (await trails.of(document))?.trail.calls;
    for (let index = 0; index < (calls?.length ?? 0) && !signal.aborted; index++) {
      const call = calls?.at(index);
      if (call !== undefined) {
        yield { document, index, call, kinship: kinshipOf(attestation, call) };
      }
      if (turn.isDue()) {
        await turn.take();
      }
    }
  }
}
