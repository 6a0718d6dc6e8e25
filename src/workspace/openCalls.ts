import { workspace } from 'vscode';
import { type AttestationDocument, byKinship, kinshipOf } from '../core/index.ts';
import type { AppraisedTrails } from './appraisedTrails.ts';
import type { OpenCall } from './openCall.ts';
import { TURN, yieldNow } from './turns.ts';

/** What a list offers; more than that nobody looks through. */
const MOST = 200;

/** The calls of all open trails, those that are akin to the document first and the nearest in time before others. */
export async function openCalls(
  trails: AppraisedTrails,
  attestation: AttestationDocument,
  signal: { readonly aborted: boolean },
): Promise<readonly OpenCall[]> {
  const order = byKinship(attestation.timestamp);
  const ranked = (calls: OpenCall[]): OpenCall[] =>
    calls
      .map((open) => ({ open, kinship: open.kinship, eventTime: open.call.eventTime?.value }))
      .sort(order)
      .slice(0, MOST)
      .map(({ open }) => open);
  let best: OpenCall[] = [];
  let turn = Date.now();
  for (const document of workspace.textDocuments) {
    const calls = (await trails.of(document))?.trail.calls;
    for (let index = 0; index < (calls?.length ?? 0) && !signal.aborted; index++) {
      const call = calls?.at(index);
      if (call !== undefined) {
        best.push({ document, index, call, kinship: kinshipOf(attestation, call) });
      }
      // Thousands of calls are not kept while they are looked through.
      if (best.length > 10 * MOST) {
        best = ranked(best);
      }
      if (Date.now() - turn > TURN) {
        await yieldNow();
        turn = Date.now();
      }
    }
  }
  return ranked(best);
}
