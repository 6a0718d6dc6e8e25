import type { EventRecord } from './eventRecord.ts';
import { inOrder } from './inOrder.ts';
import { type TrailProblem, TrailScanner } from './scan.ts';
import { inTurns, STEP, type Steps, type TurnOptions } from './steps.ts';
import { wholeScan } from './wholeScan.ts';

/** All events of a text in its order, and the places at which it is not as it should be. */
export interface EveryEvent {
  readonly records: readonly EventRecord[];
  readonly problems: readonly TrailProblem[];
}

/**
 * Where all events of a text stand, attested or not, in its order; undefined once the signal is aborted. A trail keeps
 * the places of attested calls alone.
 */
export async function everyEvent(text: string, options: TurnOptions): Promise<readonly EventRecord[] | undefined> {
  return (await inTurns(findEveryEvent(text), options))?.records;
}

export function* findEveryEvent(text: string): Steps<EveryEvent> {
  const scanner = new TrailScanner(text, undefined, 'every event');
  while (scanner.advance(STEP)) {
    yield STEP;
  }
  const { scan, nested } = yield* wholeScan(text, scanner.finish(), 'every event');
  return {
    records: yield* inOrder([...scan.records, ...nested.records], byStart),
    problems: yield* inOrder([...scan.problems, ...nested.problems], byStart),
  };
}

function byStart(one: { readonly start: number }, other: { readonly start: number }): number {
  return one.start - other.start;
}
