import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openTrail, readingsAfter, type TextChange, type Trail } from '../../../src/core/index.ts';
import { attestedEvent, deniedEvent, eventWithRecipient, otherEvent, tpmRecipient } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';

const EVENTS = [attestedEvent(), otherEvent(), deniedEvent(), eventWithRecipient(tpmRecipient()), attestedEvent()];

const TEXTS = ['', '  ', '\n', 'log line\n'].flatMap((before) => [
  `${before}${writeJson({ Records: EVENTS })}`,
  `${before}${writeJson(EVENTS, { indent: '  ', eol: '\r\n' })}`,
  `${before}${EVENTS.map((event) => writeJson(event)).join('\n')}`,
]);

const INSERTIONS = [
  '',
  'x',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '}{',
  '"recipient"',
  '"attestationDocument":1,',
  '"eventSource":"s3.amazonaws.com",',
  writeJson(attestedEvent()),
  `,${writeJson(deniedEvent(), { indent: ' ' })}`,
];

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replacements that do not overlap, in any order, as an editor gives them for one keystroke at many carets. */
function replacements(length: number): fc.Arbitrary<readonly Replacement[]> {
  const place = fc.tuple(fc.nat(length), fc.oneof(fc.constant(0), fc.nat(12), fc.nat(length)));
  const texts = fc.oneof(fc.constantFrom(...INSERTIONS), fc.string({ maxLength: 5 }));
  return fc.array(fc.tuple(place, texts), { minLength: 1, maxLength: 4 }).chain((all) => {
    const kept: Replacement[] = [];
    for (const [[start, extent], text] of all.sort(([[one]], [[other]]) => one - other)) {
      if (start > (kept.at(-1)?.end ?? -1)) {
        kept.push({ start, end: Math.min(start + extent, length), text });
      }
    }
    return fc.shuffledSubarray(kept, { minLength: kept.length });
  });
}

function replaced(text: string, all: readonly Replacement[]): string {
  return [...all]
    .sort((one, other) => other.start - one.start)
    .reduce((after, { start, end, text: new_ }) => after.slice(0, start) + new_ + after.slice(end), text);
}

function changesOf(all: readonly Replacement[]): readonly TextChange[] {
  return all.map(({ start, end, text }) => ({ start, end, length: text.length }));
}

function everythingOf(trail: Trail) {
  const { container, eventCount, kmsEventCount, problems, calls, unattested } = trail;
  return { container, eventCount, kmsEventCount, problems, calls: [...calls], unattested: [...unattested] };
}

const edited = fc
  .constantFrom(...TEXTS)
  .chain((text) => fc.tuple(fc.constant(text), replacements(text.length), fc.array(fc.nat(4))));

test('after any edits a trail is what opening the new text gives', () => {
  let kept = 0;
  fc.assert(
    fc.property(edited, ([text, all, read]) => {
      const trail = openTrail(text);
      for (const index of read) {
        trail.calls.at(index);
        trail.unattested.at(index);
      }
      const after = replaced(text, all);
      kept += readingsAfter(trail.readings, changesOf(all)).size;
      assert.deepEqual(everythingOf(trail.edit(changesOf(all), after)), everythingOf(openTrail(after)));
    }),
    { numRuns: 800 },
  );
  assert.ok(kept > 200, 'readings were kept, so that keeping them could have gone wrong');
});

test('edits one after another, as they are typed, give what opening the last text gives', () => {
  fc.assert(
    fc.property(
      edited,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...INSERTIONS)), { maxLength: 8 }),
      ([text], typed) => {
        let current = text;
        let trail = openTrail(text);
        for (const [place, inserted] of typed) {
          const start = place % (current.length + 1);
          current = current.slice(0, start) + inserted + current.slice(start);
          trail = trail.edit([{ start, end: start, length: inserted.length }], current);
          assert.equal([...trail.calls].length, trail.calls.length);
        }
        assert.deepEqual(everythingOf(trail), everythingOf(openTrail(current)));
      },
    ),
    { numRuns: 150 },
  );
});

test('what was read of untouched events is kept, moved to where they now stand', () => {
  const text = writeJson([attestedEvent(), attestedEvent(), attestedEvent()]);
  const trail = openTrail(text);
  const starts = [...trail.calls].map((call) => call.start);
  const [first = 0, second = 0, third = 0] = starts;
  const before = trail.readings;
  assert.deepEqual([...before.keys()], starts);
  const changes = [
    { start: second + 5, end: second + 6, length: 3 },
    { start: 0, end: 1, length: 5 },
  ];
  const after = `\n\n\n\n[${text.slice(1, second + 5)}abc${text.slice(second + 6)}`;
  const next = trail.edit(changes, after);
  const kept = next.readings;
  assert.deepEqual([...kept.keys()], [third + 6]);
  assert.equal(kept.get(third + 6), before.get(third), 'the same reading, not an equal one');
  // The first event begins where the second change ends, so it counts as touched.
  assert.equal(first, 1);
});

test('a change at the end of an event touches it, one beyond does not', () => {
  const text = ` ${writeJson(attestedEvent())} `;
  const trail = openTrail(text);
  const end = trail.calls.at(0)?.end ?? 0;
  assert.equal(readingsAfter(trail.readings, [{ start: end, end, length: 1 }]).size, 0);
  assert.equal(readingsAfter(trail.readings, [{ start: end + 1, end: end + 1, length: 1 }]).size, 1);
  assert.equal(readingsAfter(trail.readings, [{ start: 0, end: 0, length: 1 }]).size, 1);
  assert.equal(readingsAfter(trail.readings, [{ start: 0, end: 1, length: 0 }]).size, 0);
});
