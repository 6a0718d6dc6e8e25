import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { isOpening } from '../../../src/core/trail/jsonText.ts';
import { Place, placeOf, StringFollower } from '../../../src/core/trail/locate/bracketPlace.ts';
import {
  type BracketRuns,
  bracketRuns,
  FOLLOW_ARRAYS,
  type RunKind,
  WALK,
} from '../../../src/core/trail/locate/bracketRun.ts';
import { CodeUnits, isEscapedLetter } from '../../../src/core/trail/locate/codeUnits.ts';

const runs: BracketRuns = bracketRuns() ?? assert.fail('this engine has no vector instructions');

/** What runs pass, and what they have to look at closely. */
const members = fc.constantFrom(
  '"k":[{"a":"b","c":["d"]},{"e":1}],"f":{"g":"[h]"},',
  '"k": [\n          {\n            "a": "b"\n          }\n        ],\n        "f": "}",\n        ',
  '"eventSource":"kms.amazonaws.com","r":[],"o":{},',
);
const nastiness = fc.constantFrom(
  ...['{', '}', '[', ']', '"', ',', ':', '\\', '\n', ' ', '        ', 'x', '9', '\u0000', '|', 'é', 'x'.repeat(70)],
  ...['":[', '":{', '],"k', '}}', '\\"', '"[', ']"', ',{"k', '\n          {', '}\n        ]', '\\u0061', '\\u0026'],
  ...['"attestationDocumentPcr"', '"attestationDocumen"', '"eventSourc"', 'nD', 'tS'],
);
const parts = fc.oneof({ weight: 3, arbitrary: members }, { weight: 1, arbitrary: nastiness });
const texts = fc.array(parts, { maxLength: 30 }).map((list) => list.join(''));

test('the code that runs is made of its text', async () => {
  const { followCode }: typeof import('../../../scripts/make-follow.mjs') = await import(
    pathToFileURL(path.resolve('scripts', 'make-follow.mjs')).href
  );
  const committed = readFileSync('src/core/trail/locate/followCode.ts', 'utf8');
  assert.equal(committed, await followCode(), 'run node scripts/make-follow.mjs');
});

test('a run says of each bracket what the rules say, up to one in doubt, a key or the last one', () => {
  let passed = 0;
  const kinds = fc.constantFrom(WALK, FOLLOW_ARRAYS);
  fc.assert(
    fc.property(texts, fc.nat(200), fc.integer({ min: 1, max: 6 }), kinds, (text, start, around, kind) => {
      const bytes = new TextEncoder().encode(`${text}x`);
      const units = new CodeUnits(bytes, runs);
      const from = Math.min(start, bytes.length - 1);
      const run = units.run(kind, from, bytes.length, around, 0);
      assert.ok(run);
      const { stop, depth, last } = run;
      const marks = Array.from({ length: run.count }, (_, index) => run.mark(index));
      const ruled = byTheRules(units, kind, from, stop, around);
      passed += ruled.passed;
      assert.deepEqual({ stop, depth, last, marks }, { ...ruled.run, stop });
      assert.ok(!ruled.hasToStop, 'it goes beyond what somebody else has to look at');
    }),
    { numRuns: 20_000 },
  );
  assert.ok(passed > 10_000, `brackets were passed: ${passed}`);
});

/** What a run should say that stopped at `stop`: it may be in doubt where the rules are not. */
function byTheRules(units: CodeUnits, kind: RunKind, from: number, stop: number, around: number) {
  const marks: number[] = [];
  let depth = around;
  let last = -1;
  let passed = 0;
  let hasToStop = false;
  for (let at = from; at < stop; at++) {
    const unit = units.at(at);
    if (kind === WALK && isAt(units, at, '"eventSource"')) {
      marks.push(at);
    }
    const isBracket = unit !== 0 && (kind === WALK ? '[]{}' : '[]').includes(String.fromCharCode(unit));
    const place = isBracket ? placeOf(units, at, unit) : Place.inString;
    hasToStop ||= isToBeLookedAt(units, at, kind) || place === Place.unsure;
    if (place === Place.outside) {
      last = at;
      passed++;
      depth += isOpening(unit) ? 0 : -1;
      if (depth < kind.below) {
        marks.push(at);
      }
      depth += isOpening(unit) ? 1 : 0;
      hasToStop ||= depth < 1;
    }
  }
  return { run: { depth, last, marks }, passed, hasToStop };
}

function isToBeLookedAt(units: CodeUnits, at: number, { stopsAtKeys }: RunKind): boolean {
  const isLetter = units.at(at) === 0x5c && isEscapedLetter(units, at);
  return isLetter || (stopsAtKeys && isAt(units, at, '"attestationDocument'));
}

test('runs go through pieces of any length as through one', () => {
  const text = `[${'{"k":[1,2],"s":"[x]"},'.repeat(40_000)}{"attestationDocumentPcr":1}]`;
  const units = new CodeUnits(text, runs);
  const found: number[] = [];
  let at = 1;
  let pieces = 0;
  for (let depth = 1; at < text.length; pieces++) {
    const run = units.run(FOLLOW_ARRAYS, at, text.length, depth, 0);
    assert.ok(run);
    found.push(...Array.from({ length: run.count }, (_, index) => run.mark(index)));
    at = run.stop;
    depth = run.depth;
    if (run.isStopped) {
      break;
    }
  }
  assert.equal(at, text.indexOf('"attestationDocument'));
  assert.ok(pieces > 2);
  assert.equal(found.length, 80_000);
  assert.ok(found.every((place, index) => text[place] === (index % 2 === 0 ? '[' : ']')));
});

test('brackets upon brackets are told at the cost of a look at each', () => {
  const units = new CodeUnits('['.repeat(10_000));
  let looks = 0;
  const counted = new Proxy(units, {
    get: (all, name) => (name === 'at' ? (offset: number) => ++looks && all.at(offset) : Reflect.get(all, name)),
  });
  const strings = new StringFollower(counted, 0);
  for (let at = 1; at < units.length; at++) {
    assert.ok(!strings.isInString(at, 0x5b, units.length));
  }
  assert.ok(looks < 4 * units.length, `${looks} looks`);
});

test('a string that is not ASCII is not searched so', () => {
  assert.equal(new CodeUnits('["é"]', runs).run(FOLLOW_ARRAYS, 0, 5, 1, 0), undefined);
});

function isAt(units: CodeUnits, at: number, word: string): boolean {
  return Array.from(word).every((letter, index) => units.at(at + index) === letter.charCodeAt(0));
}
