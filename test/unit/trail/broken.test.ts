import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeTrail, openTrail, type Trail } from '../../../src/core/index.ts';
import { only } from '../../support/calls.ts';
import { enveloped } from '../../support/containers.ts';
import { attestedEvent, deniedEvent, eventWithRecipient, otherEvent, tpmRecipient } from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { assertSound } from '../../support/ranges.ts';

function event(id: string, members: JsonObject = {}): JsonObject {
  return attestedEvent({ eventID: id, ...members });
}

function idsOf({ calls }: Trail): readonly (string | undefined)[] {
  return [...calls].map((call) => call.eventId?.value);
}

const STRAY: readonly { readonly name: string; readonly spoil: (text: string) => string }[] = [
  { name: 'a comma after the last member', spoil: (text) => text.replace('"eventID"', '"x":1,,"eventID"') },
  { name: 'a comma before the first member', spoil: (text) => text.replace('{', '{,') },
  { name: 'a comma before a closing brace', spoil: (text) => text.replaceAll('}', ',}') },
  { name: 'a missing comma', spoil: (text) => text.replace(/,(\s*"eventTime")/, '$1') },
  { name: 'a missing colon', spoil: (text) => text.replace(/"eventVersion": ?/, '"eventVersion" ') },
  { name: 'a missing value', spoil: (text) => text.replace(/"1\.11"/, '') },
  { name: 'a doubled colon', spoil: (text) => text.replace(/"eventVersion":/, '"eventVersion"::') },
];

for (const { name, spoil } of STRAY) {
  for (const indent of ['', '  ']) {
    test(`${name} costs no call: ${indent === '' ? 'one line' : 'pretty'}`, () => {
      const [first, second] = [event('first'), event('second')].map((value) => writeJson(value, { indent }));
      const text = `{"Records":[${spoil(String(first))},\n${second}]}`;
      const trail = openTrail(text);
      assertSound(text, trail);
      assert.deepEqual(idsOf(trail), ['first', 'second']);
      for (const call of trail.calls) {
        assert.equal(call.recipient.pcrs.length, 6);
      }
    });
  }
}

test('commas between events may be missing or too many', () => {
  const [first, second] = [event('first'), event('second')].map((value) => writeJson(value));
  for (const between of ['', ' ', '\n', ',,', ',\n,']) {
    const text = `{"Records":[,${first}${between}${second},]}`;
    assert.deepEqual(idsOf(openTrail(text)), ['first', 'second']);
  }
});

test('an event that is cut off between two members and followed by the next costs only itself, on one line', () => {
  const [first, second, third] = [event('first'), event('second'), event('third')].map((value) => writeJson(value));
  const cuts = [...String(second).matchAll(/,"/g)].map((found) => found.index);
  assert.ok(cuts.length > 20);
  for (const cut of cuts) {
    for (const glue of ['', ',']) {
      const text = `{"Records":[${first},${second?.slice(0, cut)}${glue}${third}]}`;
      const trail = openTrail(text);
      assertSound(text, trail);
      const ids = idsOf(trail);
      assert.equal(ids[0], 'first', `cut at ${cut}`);
      assert.equal(ids.at(-1), 'third', `cut at ${cut}`);
      assert.ok(trail.problems.some(({ code }) => code === 'glued'));
    }
  }
});

test('an envelope that is cut off and followed by the next costs only itself', () => {
  const [first = '', second, third] = [event('first'), event('second'), event('third')].map((value) =>
    writeJson(enveloped(value)),
  );
  const cut = first.slice(0, first.indexOf(',"eventTime"'));
  for (const text of [
    `[${cut}${second},${third}]`,
    `{"Records":[${cut},${second},${third}]}`,
    `${cut}${second}${third}`,
  ]) {
    const trail = openTrail(text);
    assert.deepEqual(idsOf(trail), ['second', 'third']);
    assert.deepEqual(
      trail.problems.map(({ code }) => code),
      ['glued'],
    );
  }
});

test('an event of a pretty file that is cut off on any line and followed by the next costs only itself', () => {
  const [first, second, third] = [event('first'), event('second'), event('third')].map((value) =>
    writeJson(value, { indent: '  ' }),
  );
  const lines = String(second).split('\n');
  for (let count = 1; count < lines.length; count++) {
    const text = `{"Records":[\n${first},\n${lines.slice(0, count).join('\n')}\n${third}\n]}`;
    const trail = openTrail(text);
    assertSound(text, trail);
    const ids = idsOf(trail);
    assert.equal(ids[0], 'first', `after ${count} lines`);
    assert.equal(ids.at(-1), 'third', `after ${count} lines: ${lines[count - 1]}`);
  }
});

test('a quote that is missing anywhere in a pretty file costs no other event', () => {
  const texts = [event('first'), event('second'), event('third')].map((value) => writeJson(value, { indent: '  ' }));
  const [first, second = '', third] = texts;
  const quotes = [...second.matchAll(/(?<!\\)"/g)].map((found) => found.index);
  assert.ok(quotes.length > 100);
  for (const quote of quotes) {
    const text = `{"Records":[${first},${second.slice(0, quote)}${second.slice(quote + 1)},${third}]}`;
    const trail = openTrail(text);
    assertSound(text, trail);
    const ids = idsOf(trail);
    assert.equal(ids[0], 'first', `without the quote at ${quote}`);
    assert.equal(ids.at(-1), 'third', `without the quote at ${quote}: ${second.slice(quote - 20, quote + 20)}`);
    assert.ok(trail.problems.length > 0);
  }
});

test('a word that is no value of JSON costs itself, in a file of one line too', () => {
  for (const word of ['NaN', 'None', 'True', 'undefined', '-Infinity']) {
    for (const indent of ['', '  ']) {
      const text = writeJson({ Records: [event('first'), event('second')] }, { indent }).replace(
        /"readOnly":( ?)true/,
        `"readOnly":$1${word}`,
      );
      assert.ok(text.includes(word));
      const trail = openTrail(text);
      assertSound(text, trail);
      assert.deepEqual(idsOf(trail), ['first', 'second'], word);
      assert.ok(trail.problems.some(({ code }) => code === 'not-json'));
    }
  }
});

test('a line without a quote costs that line: the rest of the event is read', () => {
  const text = writeJson(event('it'), { indent: '  ' });
  const lines = ['"userIdentity": {', '"eventName": "Decrypt"', '"sourceIPAddress": "203.0.113.7"', '"resources": ['];
  for (const line of lines) {
    assert.ok(text.includes(line));
    for (const quote of [...line.matchAll(/"/g)].slice(1)) {
      const spoilt = text.replace(line, line.slice(0, quote.index) + line.slice(quote.index + 1));
      const call = only(openTrail(spoilt).calls);
      assert.equal(call.recipient.pcrs.length, 6, line);
      assert.equal(call.eventId?.value, 'it', line);
      assert.equal(call.eventTime?.value, Date.UTC(2026, 2, 4, 5, 6, 7), line);
      assert.ok(call.problems.some(({ code }) => code === 'syntax'));
    }
  }
});

test('a bracket at the end of a value without its quote opens nothing', () => {
  const text = writeJson({ Records: [event('first', { last: 'x {' }), event('second')] }, { indent: '  ' });
  const spoilt = text.replace('"x {"', '"x {');
  assert.notEqual(spoilt, text);
  const trail = openTrail(spoilt);
  assert.deepEqual(idsOf(trail), ['first', 'second']);
  assert.deepEqual(
    trail.problems.map(({ code }) => code),
    ['broken-string'],
  );
});

test('a string that does not end is reported where it begins', () => {
  const text = `{"eventName":"Decrypt","recipient":1,\n"a": "b\n}`;
  const start = text.indexOf('"b');
  const problems = openTrail(text).problems.map(({ code, start, end }) => ({ code, start, end }));
  assert.deepEqual(problems, [{ code: 'broken-string', start, end: start + 2 }]);
});

test('a word that is no JSON is reported with the rest of its line, which is not read', () => {
  const text = `{"recipient": oops,\n"eventName": "x"}`;
  const { problems, eventCount } = openTrail(text);
  assert.equal(eventCount, 1);
  assert.deepEqual(
    problems.map(({ code, start, end }) => [code, text.slice(start, end)]),
    [['not-json', 'oops,']],
  );
});

test('numbers of any length are JSON', () => {
  const text = writeJson(event('it')).replace('"readOnly":true', `"readOnly":-${'1234567890'.repeat(20)}.5e+3`);
  const trail = openTrail(text);
  assert.equal(trail.calls.length, 1);
  assert.deepEqual(trail.problems, []);
});

test('at most 100 problems are told', () => {
  assert.equal(describeTrail(`[${'?'.repeat(1000)}`).problems.length, 100);
});

const SMALL = [
  { Records: [event('a'), otherEvent(), eventWithRecipient(tpmRecipient()), deniedEvent()] },
  [event('b', { detail: { Records: [] } })],
  event('c'),
].flatMap((value) => [writeJson(value), writeJson(value, { indent: '  ', eol: '\r\n' })]);

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  '\u2028',
  '😀',
  '\ud800',
  '/*',
  '//',
  'null',
  '1e',
  '',
];

test('no mutation of a trail throws, gives a range out of the text, or a value that does not stand there', () => {
  const mutation = fc.tuple(fc.nat(), fc.nat(30), fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 4 })));
  fc.assert(
    fc.property(fc.constantFrom(...SMALL), fc.array(mutation, { minLength: 1, maxLength: 6 }), (text, mutations) => {
      const mutated = mutations.reduce((current, [place, removed, inserted]) => {
        const start = place % (current.length + 1);
        return current.slice(0, start) + inserted + current.slice(start + removed);
      }, text);
      assertSound(mutated, describeTrail(mutated));
    }),
    { numRuns: 3000 },
  );
});

test('no text of any kind throws', () => {
  const tokens = fc.constantFrom(
    '{"additionalEventData":{"recipient":{"attestationDocument":',
    '"Records":[',
    ...FRAGMENTS,
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(tokens, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => assertSound(text, describeTrail(text))),
    { numRuns: 5000 },
  );
});
