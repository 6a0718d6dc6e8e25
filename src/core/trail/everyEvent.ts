import type { EventRecord } from './eventRecord.ts';
import { inOrder } from './inOrder.ts';
import { TrailScanner } from './scan.ts';
import { inTurns, STEP, type Steps, type TurnOptions } from './steps.ts';
import { wholeScan } from './wholeScan.ts';

/**
 * Where all events of a text stand, attested or not, in its order; undefined once the signal is aborted. A trail keeps
 * the places of attested calls alone.
 */
export async function everyEvent(text: string, options: TurnOptions): Promise<readonly EventRecord[] | undefined> {
  return await inTurns(finding(text), options);
}

function* finding(text: string): Steps<readonly EventRecord[]> {
  const scanner = new TrailScanner(text, undefined, 'every event');
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  const { scan, nested } = yield* wholeScan(text, scanner.finish(), 'every event');
  return yield* inOrder([...scan.records, ...nested.records], (one, other) => one.start - other.start);
}
