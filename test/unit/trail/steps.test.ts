import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inTurns, mayHoldCalls, openTrail, type Steps, within } from '../../../src/core/index.ts';
import { inOrder } from '../../../src/core/trail/inOrder.ts';
import { lookForOtherEvents, mayHoldOtherEvents } from '../../../src/core/trail/jsonEvents.ts';
import { isEscaped } from '../../../src/core/trail/jsonText.ts';
import { lookForCalls } from '../../../src/core/trail/needle.ts';
import { holdsSomewhere } from '../../../src/core/trail/piecewise.ts';
import { TrailScanner } from '../../../src/core/trail/scan.ts';
import { isWorthScan, mayBeOfOtherForm, scanText } from '../../../src/core/trail/scannedText.ts';
import { STEP } from '../../../src/core/trail/steps.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';
import { csvLine } from '../../support/otherContainers.ts';

/** UTF-16 units that a step may cover. */
const MOST = 512 * 1024;
const LARGE = 8 * 1024 * 1024;

interface Driven<T> {
  readonly value: T;
  readonly steps: readonly number[];
}

function driven<T>(work: Steps<T>): Driven<T> {
  const steps: number[] = [];
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      return { value: step.value, steps };
    }
    steps.push(step.value);
  }
}

/** Holds work over so many units to steps that are none too long, and says how many there were. */
function assertInSteps<T>(work: Steps<T>, units: number): T {
  const { value, steps } = driven(work);
  assert.ok(
    steps.every((step) => step <= MOST),
    `${Math.max(...steps)} units in a step`,
  );
  assert.ok(steps.length >= Math.floor(units / MOST), `${steps.length} steps for ${units} units`);
  return value;
}

const EVENT = writeJson(attestedEvent());

function manyEvents(event: string): string {
  return `{"Records":[${Array.from({ length: Math.ceil(LARGE / event.length) }, () => event).join(',')}]}`;
}

test('a search in pieces finds what a search in the whole finds', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }).map((all) => all.join(''));
  const needles = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters, needles, fc.integer({ min: 1, max: 8 }), (text, needle, piece) => {
      const { value, steps } = driven(holdsSomewhere(text, needle.length, (part) => part.includes(needle), piece));
      assert.equal(value, text.includes(needle));
      assert.ok(value || steps.length === Math.max(Math.ceil(text.length / piece) - 1, 0));
    }),
    { numRuns: 3000 },
  );
});

const NEEDLES = [
  '"recipient"',
  '"recipient\\',
  'recipient={',
  '.recipient',
  'aws-nitro_enclaves-sdk-c',
  '"QueryResultRows"',
  '"VarCharValue"',
  '\\u0061',
];
const OTHERS = ['"_source":', '"@message" :', '"class_uid"\n\t:', `"ResultSet"${' '.repeat(64)}`, '\\u007A'];

for (const [needles, look, mayHold] of [
  [NEEDLES, lookForCalls, mayHoldCalls],
  [OTHERS, lookForOtherEvents, mayHoldOtherEvents],
] as const) {
  test(`a large text is searched in steps, and each needle found wherever it stands: ${needles[0]}`, () => {
    const filler = ' recipientAccountId '.repeat(LARGE / 20);
    assert.equal(assertInSteps(look(filler), LARGE), false);
    for (const needle of needles) {
      for (const edge of [256 * 1024, 512 * 1024, 1024 * 1024]) {
        for (let shift = -needle.length - 1; shift <= 1; shift++) {
          const text = `${filler.slice(0, edge + shift)}${needle}${filler.slice(0, 1000)}`;
          assert.ok(driven(look(text)).value, `${needle} at ${edge} ${shift}`);
        }
      }
      assert.ok(mayHold(`x${needle}x`), needle);
    }
  });
}

test('text without a colon behind the name of a member of other forms is no such member', () => {
  for (const text of ['"_source"', '"_source",', '"_source" ,', `"_source"${' '.repeat(63)},`]) {
    assert.ok(!mayHoldOtherEvents(text), text);
  }
});

for (const [name, event] of [
  ['one after another', EVENT],
  ['that hold no call', writeJson({ ...otherEvent(), recipient: 'x' })],
  ['in strings', writeJson({ message: EVENT })],
] as const) {
  test(`a large text of events ${name} is scanned, and its segments are made, in steps`, () => {
    const text = name === 'in strings' ? manyEvents(event).slice(11, -2) : manyEvents(event);
    const scanned = assertInSteps(scanText(text, {}), 2 * LARGE);
    assert.ok(scanned.segments.length > 50);
    assertInSteps(isWorthScan(scanned), 0);
    assert.deepEqual(driven(mayBeOfOtherForm(scanned)), { value: false, steps: [] }, 'it is known from the whole');
  });
}

test('where nothing tells whether a text is worth a scan, its segments are searched in steps, once', () => {
  const scanned = driven(scanText(manyEvents(writeJson(otherEvent())), {})).value;
  assert.equal(assertInSteps(isWorthScan(scanned), LARGE), false);
  assert.deepEqual(driven(isWorthScan(scanned)), { value: false, steps: [] });
});

test('a string full of escaped quotes is passed over in steps', () => {
  for (const [content, most] of [
    ['\\"', LARGE],
    ['x\\\\\\"', LARGE],
  ] as const) {
    const string = content.repeat(most / content.length);
    const text = `{"a":"${string}","Records":[${EVENT}]}`;
    const scanner = new TrailScanner(text);
    let steps = 1;
    while (scanner.advance(STEP)) {
      steps++;
    }
    assert.ok(steps > LARGE / STEP, `${steps} steps`);
    assert.equal(scanner.finish().records.length, 1);
    assert.equal(openTrail(text).calls.length, 1);
  }
});

test('a string that a scan pauses in ends where a short one does', () => {
  for (const write of [
    (string: string) => `{"Records":[${EVENT.replace('{', () => `{"a":"${string}",`)}]}`,
    (string: string) => `{"Records":[{"eventName":"x","a":"${string}\n},${EVENT}]}`,
    (string: string) => `{"Records":[{"eventName":"x","a":"${string}\n"},${EVENT}]}`,
    (string: string) => writeJson({ message: EVENT.replace('{', () => `{"a":"${string}",`) }),
    (string: string) => `${EVENT}{"a":"${string}`,
  ]) {
    const [short, long] = [2, 200_000].map((count) => openTrail(`${write('\\"'.repeat(count))}\n`));
    assert.equal(long?.calls.length, short?.calls.length);
    assert.deepEqual(
      long?.problems.map(({ code }) => code),
      short?.problems.map(({ code }) => code),
    );
  }
  assert.equal(openTrail(`{"Records":[{"eventName":"x","a":"${'\\"'.repeat(200_000)}\n},${EVENT}]}`).calls.length, 1);
});

test('a quote is told from an escaped one behind any number of backslashes', () => {
  for (const count of [0, 1, 2, 3, 4095, 4096, 4097, 8191, 8192, 8193, 12_289, 50_000, 50_001]) {
    for (const before of ['', '"', 'x'.repeat(5000)]) {
      const text = `${before}${'\\'.repeat(count)}"`;
      assert.equal(isEscaped(text, text.length - 1), count % 2 === 1, `${count}`);
    }
  }
});

test('a number of any length is no end of what is read', () => {
  const text = `{"a":${'1'.repeat(3_000_000)},"Records":[${EVENT}]}`;
  const trail = openTrail(text);
  assert.equal(trail.calls.length, 1);
  assert.deepEqual(trail.problems, []);
  const scanner = new TrailScanner(text);
  scanner.advance(1000);
  assert.ok(scanner.scanned < 100_000, 'it is passed over in pieces');
});

test('things are put in order in steps, and equal ones stay as they are', () => {
  const items = fc.array(fc.record({ key: fc.integer({ min: 0, max: 50 }) }), { maxLength: 400 });
  const byKey = (one: { readonly key: number }, other: { readonly key: number }): number => one.key - other.key;
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 12 }), (some, times) => {
      const all = Array.from({ length: times }, () => some.map((item) => ({ ...item }))).flat();
      assert.deepEqual(
        [...driven(inOrder(all, byKey)).value].map((item) => all.indexOf(item)),
        [...all].sort(byKey).map((item) => all.indexOf(item)),
      );
    }),
  );
  const many = Array.from({ length: 50_000 }, (_, index) => ({ key: (index * 7919) % 50_000 }));
  const { value, steps } = driven(inOrder(many, byKey));
  assert.ok(value.every(({ key }, index) => key === index));
  assert.ok(steps.length > 200, `${steps.length} steps`);
});

test('long work gives its host a turn when the clock says so', async () => {
  let turns = 0;
  const yieldNow = async (): Promise<void> => void turns++;
  const { signal } = new AbortController();
  const untilLate = function* (): Steps<string> {
    // As long as no turn was given; a test that hangs fails.
    while (turns === 0) {
      yield 1;
    }
    return 'done';
  };
  assert.equal(await inTurns(untilLate(), { signal, yieldNow }), 'done');
  assert.equal(within(untilLate(), 10), 'done');
});

test('rows and other forms with values that would keep the host waiting are read up to them, and that is said', () => {
  const megabytes = (unit: string, count: number): string => unit.repeat((count * 1024 * 1024) / unit.length);
  const row = csvLine(['Decrypt', writeJson(attestedEvent().additionalEventData ?? null)]);
  const hit = `{"_source":{"event":{"original":${JSON.stringify(EVENT)}}}}`;
  const long = (value: string): string => `{"_source":{"x":${value},"message":"y"}}`;
  for (const [head, one, broken] of [
    ['eventname,additionaleventdata\n', row, `Decrypt,"${megabytes('""', 9)}"`],
    ['eventname,additionaleventdata\n', row, `Decrypt,${megabytes('x', 9)}`],
    ['', hit, long(`"${megabytes('\\"', 5)}"`)],
    ['', hit, long(megabytes('1', 1))],
    ['', hit, long(`${megabytes(' ', 2)}1`)],
    ['', hit, long(`[${megabytes(',', 2)}1]`)],
  ] as const) {
    const text = `${head}${one}\n${broken}\n${one}\n`;
    const trail = openTrail(text);
    const alone = openTrail(`${head}${one}\n`);
    assert.equal(alone.calls.length, 1, one);
    assert.deepEqual(alone.problems, []);
    assert.equal(trail.calls.length, 1, broken.slice(0, 40));
    assert.equal(trail.problems.length, 1);
    assert.match(trail.problems[0]?.message ?? '', /what follows were not read|were read behind it/);
  }
});

test('a text of megabytes in a string is undone, scanned and placed in steps of their own', () => {
  const events = `[${Array.from({ length: (3 * 1024 * 1024) / EVENT.length }, () => EVENT).join(',')}]`;
  const text = writeJson([{ Body: events }]);
  const { value, steps } = driven(scanText(text, {}));
  assert.ok(steps.length > 2 * Math.floor(text.length / STEP), `${steps.length} steps`);
  assert.ok((value.segments[0]?.events.attested.records.length ?? 0) > 1000);
});
