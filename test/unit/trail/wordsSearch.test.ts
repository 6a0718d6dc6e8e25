import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordsSearch } from '../../../src/core/trail/otherForms/wordsSearch.ts';

const WORDS = ['"class_uid"', '"_source":{', '"_source" : {', 'attestationDocument'];
const encoder = new TextEncoder();

function placesIn(bytes: Uint8Array, next: (bytes: Uint8Array, from: number) => number): readonly number[] {
  const places: number[] = [];
  for (let at = next(bytes, 0); at < bytes.length; at = next(bytes, at + 1)) {
    places.push(at);
  }
  return places;
}

test('any of the words is found wherever it stands, among parts of them', () => {
  const { next } = wordsSearch(WORDS);
  const parts = fc.oneof(
    fc.constantFrom(...WORDS),
    fc
      .constantFrom(...WORDS, '"eventSource":"')
      .chain((word) => fc.nat(word.length).map((length) => word.slice(length))),
    fc.string({ maxLength: 5, unit: 'binary' }),
    fc.constantFrom('x', 'ä', '{"', '":{').chain((text) => fc.nat(60).map((count) => text.repeat(count))),
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), fc.nat(7), (texts, shift) => {
      const text = texts.join('');
      // Memory that begins anywhere between four bytes.
      const bytes = encoder.encode(' '.repeat(shift) + text).subarray(shift);
      const buffer = Buffer.from(bytes);
      const naive = (_: Uint8Array, from: number): number =>
        Math.min(...WORDS.map((word) => buffer.indexOf(word, from)).map((at) => (at < 0 ? bytes.length : at)));
      const places = placesIn(bytes, next);
      found += places.length;
      assert.deepEqual(places, placesIn(bytes, naive));
    }),
    { numRuns: 3000 },
  );
  assert.ok(found > 1000);
});

test('a word that is too short for the search is none', () => {
  assert.throws(() => wordsSearch(['"_source":']));
});
