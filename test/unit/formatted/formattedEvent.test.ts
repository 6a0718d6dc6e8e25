import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEvent, formattingEvent } from '../../../src/core/formatted/formattedEvent.ts';
import { formattedOffset, unformattedOffset } from '../../../src/core/index.ts';
import { attestedEvent } from '../../support/events.ts';
import { escapedThroughout, writeJson } from '../../support/json.ts';

const WIDE = { units: 1_000_000, lines: 100_000 };

/** Blanks in places where JSON allows them. */
const loosely = (text: string): string => JSON.stringify(JSON.parse(text), undefined, '\t').replaceAll('\n', '\r\n');

test('an event reads as a serializer would indent it, whatever blanks it had', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, loose) => {
      const text = JSON.stringify(value);
      const formatted = formatEvent(loose ? loosely(text) : text, 0, WIDE);
      assert.equal(formatted.text, JSON.stringify(value, undefined, 2));
    }),
  );
});

test('every unit of every token is found again, there and back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = loosely(JSON.stringify(value));
      const formatted = formatEvent(text, 2, WIDE);
      for (const { before, length } of formatted.tokens) {
        for (let offset = before; offset < before + length; offset++) {
          const there = formattedOffset(formatted, offset);
          assert.equal(formatted.text[there], text[offset]);
          assert.equal(unformattedOffset(formatted, there), offset);
        }
      }
    }),
  );
});

test('a place in blanks leads to a place of the other text, and places keep their order', () => {
  const text = loosely(writeJson(attestedEvent()));
  const formatted = formatEvent(text, 2, WIDE);
  assert.ok(formatted.tokens.length > 50);
  let last = 0;
  for (let offset = 0; offset <= text.length; offset++) {
    const there = formattedOffset(formatted, offset);
    assert.ok(there >= last && there <= formatted.text.length, `offset ${offset}`);
    last = there;
  }
  last = 0;
  for (let offset = 0; offset <= formatted.text.length; offset++) {
    const back = unformattedOffset(formatted, offset);
    assert.ok(back >= last && back <= text.length, `offset ${offset}`);
    last = back;
  }
});

test('no token changes its spelling', () => {
  const text = writeJson(attestedEvent(), { key: escapedThroughout, text: escapedThroughout });
  const { text: formatted } = formatEvent(text, 2, WIDE);
  assert.equal(formatted.replace(/\s/g, ''), text.replace(/\s/g, ''));
});

const BROKEN: readonly (readonly [string, string])[] = [
  ['two values without a comma', '{"a":1 2}'],
  ['two strings without a comma', '{"a":"b"\n"c":"d"}'],
  ['a string that does not end', '{"a":"b\n,"c":1}'],
  ['a word that is none of JSON', '{"a":None}'],
  ['an object where a key should be', '{"a":{}{}}'],
  ['a wrong escape', '{"a":"\\q"}'],
  ['a comment', '{"a":1/**/,"b":2}'],
];

for (const [what, text] of BROKEN) {
  test(`an event with ${what} stays as it is: blanks may matter there`, () => {
    const formatted = formatEvent(text, 2, WIDE);
    if (what === 'a comment') {
      assert.deepEqual(JSON.parse(formatted.text), { a: 1, b: 2 });
      return;
    }
    assert.equal(formatted.text, text);
    assert.equal(formattedOffset(formatted, 5), 5);
    assert.equal(unformattedOffset(formatted, 5), 5);
  });
}

test('an event that would take too much of a page stays as it is', () => {
  const long = `[${'1,'.repeat(1000)}1]`;
  assert.equal(formatEvent(long, 2, { units: 1_000_000, lines: 500 }).text, long);
  assert.equal(formatEvent(long, 2, { units: 3000, lines: 100_000 }).text, long);
});

test('brackets that nest deep cost blanks in proportion to the text', () => {
  const depth = 50_000;
  const text = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const formatted = formatEvent(text, 2, { units: Number.POSITIVE_INFINITY, lines: Number.POSITIVE_INFINITY });
  assert.ok(formatted.text.length < text.length * 70, `${formatted.text.length} units`);
  assert.equal(formatted.text.replace(/\s/g, ''), text);
});

test('an event of many tokens is formatted in steps', () => {
  const formatting = formattingEvent(`[${'[],'.repeat(50_000)}0]`, 2, WIDE);
  let steps = 0;
  while (formatting.next().done !== true) {
    steps++;
  }
  assert.ok(steps >= 150, `${steps} steps`);
});
