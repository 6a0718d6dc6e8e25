import { nestedEvents } from './nestedEvents.ts';
import { type EventRecord, TrailScanner } from './scan.ts';

/** UTF-16 units between two turns of the host. */
const STEP = 1024 * 1024;

/**
 * Where all events of a text stand, attested or not, in its order; undefined once the signal is aborted. A trail keeps
 * the places of attested calls alone.
 */
export async function everyEvent(
  text: string,
  { signal, yieldNow }: { readonly signal: { readonly aborted: boolean }; readonly yieldNow: () => Promise<void> },
): Promise<readonly EventRecord[] | undefined> {
  const scanner = new TrailScanner(text, 'every event');
  while (scanner.advance(STEP)) {
    await yieldNow();
    if (signal.aborted) {
      return undefined;
    }
  }
  const scan = scanner.finish();
  const strings = nestedEvents(text, scan, 'every event');
  for (let step = strings.next(); ; step = strings.next()) {
    if (signal.aborted) {
      return undefined;
    }
    if (step.done === true) {
      return [...scan.records, ...step.value.records].sort((one, other) => one.start - other.start);
    }
    await yieldNow();
  }
}
