// Edits as an editor gives them, and a text that knows how much of it was read.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openTrail, type TextChange, type TextSource, type Trail } from '../../src/core/index.ts';

export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replacements that do not overlap, in any order, as an editor gives them for one keystroke at many carets. */
export function replacements(length: number, texts: fc.Arbitrary<string>): fc.Arbitrary<readonly Replacement[]> {
  const place = fc.tuple(
    fc.nat(length),
    fc.oneof(
      { arbitrary: fc.constant(0), weight: 5 },
      { arbitrary: fc.nat(12), weight: 4 },
      { arbitrary: fc.nat(length), weight: 1 },
    ),
  );
  return fc.array(fc.tuple(place, texts), { minLength: 1, maxLength: 3 }).chain((all) => {
    const kept: Replacement[] = [];
    for (const [[start, extent], text] of all.sort(([[one]], [[other]]) => one - other)) {
      if (start > (kept.at(-1)?.end ?? -1)) {
        kept.push({ start, end: Math.min(start + extent, length), text });
      }
    }
    return fc.shuffledSubarray(kept, { minLength: kept.length });
  });
}

export function replaced(text: string, all: readonly Replacement[]): string {
  return [...all]
    .sort((one, other) => other.start - one.start)
    .reduce((after, { start, end, text: new_ }) => after.slice(0, start) + new_ + after.slice(end), text);
}

export function changesOf(all: readonly Replacement[]): readonly TextChange[] {
  return all.map(({ start, end, text }) => ({ start, end, length: text.length }));
}

/** How many UTF-16 units were read of texts. */
export interface Meter {
  units: number;
}

export function metered(text: string, meter: Meter): TextSource {
  return {
    length: text.length,
    slice: (start, end) => {
      assert.ok(0 <= start && start <= end && end <= text.length, 'what is read lies in the text');
      meter.units += end - start;
      return text.slice(start, end);
    },
  };
}

export function everythingOf(trail: Trail) {
  const { container, eventCount, kmsEventCount, problems, calls, unattested } = trail;
  const records = [calls, unattested].map((list) =>
    Array.from({ length: list.length }, (_, index) => list.record(index)),
  );
  return { container, eventCount, kmsEventCount, problems, records, calls: [...calls], unattested: [...unattested] };
}

/** Holds an edited trail against one of the new text that knows of no edit; returns the edited one. */
export function assertEdited(trail: Trail, text: string, all: readonly Replacement[], meter: Meter): Trail {
  const after = replaced(text, all);
  const edited = trail.edit(changesOf(all), metered(after, meter));
  assert.deepEqual(everythingOf(edited), everythingOf(openTrail(after)), JSON.stringify(all));
  return edited;
}
