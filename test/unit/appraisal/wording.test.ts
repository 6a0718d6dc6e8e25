import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  appraisedClause,
  type Measurements,
  OUTCOME_COUNT_WORDS,
  type Outcome,
  outcomeClause,
  outcomeLabel,
  pcrList,
  referenceTitle,
  shortened,
  shortImageName,
  utcTime,
} from '../../../src/core/index.ts';
import { IMAGE } from '../../support/events.ts';
import { reference, TRUSTED, UNTRUSTED } from '../../support/references.ts';

const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
  fc.constantFrom(
    'payments',
    '✓ genuine',
    '✔',
    '✅ ok',
    '☑',
    '⍻',
    '\u{1fbb1}',
    '\u{10102}',
    '\u202e drawer',
    'a\nb',
    '\ud83d',
    '\udc00x',
  ),
);

const outcomes: fc.Arbitrary<Outcome> = fc
  .record({
    name: names,
    version: fc.option(names, { nil: undefined }),
    trusted: fc.boolean(),
    different: fc.uniqueArray(fc.nat(31), { minLength: 1, maxLength: 32 }),
    absent: fc.uniqueArray(fc.nat(31), { minLength: 1, maxLength: 32 }),
    kind: fc.constantFrom(...OUTCOME_COUNT_WORDS.map(([kind]) => kind)),
  })
  .map(({ name, version, trusted, different, absent, kind }): Outcome => {
    const named = reference(
      { 0: IMAGE.pcr0 },
      { name, source: trusted ? TRUSTED : UNTRUSTED, ...(version === undefined ? {} : { version }) },
    );
    const by = { reference: named, measurements: NOTHING, equal: [0], different, absent };
    switch (kind) {
      case 'unknown':
        return { kind, nearest: by };
      case 'debug':
      case 'unreadable':
        return { kind };
      default:
        return { kind, by };
    }
  });

const NOTHING: Measurements = { platform: 'enclave', pcrs: [] };

const HALF_CHARACTER = /\p{Cs}/u;
const TICK = /[✓✔✅☑√⍻🗸🗹\u{10102}\u{1fbb1}]/u;

test('a label is never longer than asked, never ends in half a character, and has a tick for a match alone', () => {
  fc.assert(
    fc.property(outcomes, fc.integer({ min: 0, max: 80 }), (outcome, length) => {
      const label = outcomeLabel(outcome, length);
      assert.ok(label.length <= length, `${label} has ${label.length}`);
      assert.doesNotMatch(label, HALF_CHARACTER);
      assert.equal(TICK.test(label), outcome.kind === 'match' && length > 1, label);
    }),
    { numRuns: 3000 },
  );
});

test('a clause has a tick for a match alone, and what it names cannot change its line or direction', () => {
  fc.assert(
    fc.property(outcomes, (outcome) => {
      const clause = outcomeClause(outcome);
      assert.equal(TICK.test(clause), outcome.kind === 'match', clause);
      assert.equal(clause.split('✓').length - 1, outcome.kind === 'match' ? 1 : 0);
      assert.doesNotMatch(clause, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 2000 },
  );
});

test('every outcome has its words', () => {
  const named = reference({ 0: IMAGE.pcr0 }, { version: '1.4.2' });
  const planted = { ...named, source: UNTRUSTED };
  const by = { reference: named, measurements: NOTHING, equal: [0], different: [8], absent: [16, 1] };
  const rows: readonly (readonly [Outcome, string, string])[] = [
    [{ kind: 'match', by }, '✓ payments 1.4.2', '✓ matches payments 1.4.2'],
    [
      { kind: 'named-by-untrusted', by: { ...by, reference: planted } },
      'named "payments" by an untrusted file',
      'named "payments" by an untrusted file',
    ],
    [{ kind: 'partial', by }, '? partly payments 1.4.2', 'partly matches payments 1.4.2: PCR1 and PCR16 absent'],
    [
      { kind: 'partial', by: { ...by, reference: planted } },
      '? partly "payments 1.4.2" (untrusted)',
      'partly matches payments 1.4.2 (named by an untrusted file): PCR1 and PCR16 absent',
    ],
    [{ kind: 'different', by }, '≠ payments 1.4.2: PCR8', 'has the image of payments 1.4.2, but PCR8 differs'],
    [
      { kind: 'different', by: { ...by, reference: planted, different: [8, 2] } },
      '≠ "payments 1.…" (untrusted): PCR2 and PCR8',
      'has the image of payments 1.4.2 (named by an untrusted file), but PCR2 and PCR8 differ',
    ],
    [{ kind: 'unknown', nearest: undefined }, '? unknown image', 'unknown image'],
    [{ kind: 'unknown', nearest: by }, '? unknown image', 'unknown image, nearest to payments 1.4.2'],
    [
      { kind: 'unknown', nearest: { ...by, reference: planted } },
      '? unknown image',
      'unknown image, nearest to payments 1.4.2 (named by an untrusted file)',
    ],
    [{ kind: 'debug' }, '⚠ debug mode', 'debug mode: the image is not measured'],
    [{ kind: 'unreadable' }, '? image not readable', 'image not readable'],
  ];
  for (const [outcome, label, clause] of rows) {
    assert.equal(outcomeLabel(outcome, 43), label);
    assert.equal(outcomeClause(outcome), clause);
  }
  assert.equal(outcomeLabel({ kind: 'unknown', nearest: undefined }, 43, 'image B'), '? image B');
});

test('further references that name the image are counted, and those that disagree', () => {
  const named = reference({ 0: IMAGE.pcr0 });
  const agreeing = { reference: named, measurements: NOTHING, equal: [0], different: [], absent: [] };
  const disagreeing = { ...agreeing, different: [8] };
  const clauseOf = (...others: readonly (typeof disagreeing)[]): string =>
    appraisedClause({
      outcome: { kind: 'match', by: agreeing },
      named: [agreeing, ...others],
      namedCount: 1 + others.length,
      differingCount: others.filter(({ different }) => different.length > 0).length,
    });
  assert.equal(clauseOf(), '✓ matches payments');
  assert.equal(clauseOf(agreeing), '✓ matches payments (+1 more reference)');
  assert.equal(clauseOf(agreeing, disagreeing), '✓ matches payments (+2 more references, 1 of them different)');
  assert.equal(
    appraisedClause({ outcome: { kind: 'debug' }, named: [], namedCount: 0, differingCount: 0 }),
    'debug mode: the image is not measured',
  );
});

test('the name is shortened before the words around it', () => {
  const long = reference({ 0: IMAGE.pcr0 }, { name: 'n'.repeat(90) });
  const by = { reference: long, measurements: NOTHING, equal: [0], different: [8], absent: [] };
  assert.equal(outcomeLabel({ kind: 'match', by }, 10), '✓ nnnnnnn…');
  const untrusted = outcomeLabel({ kind: 'named-by-untrusted', by }, 43);
  assert.ok(untrusted.endsWith('…" by an untrusted file') && untrusted.length === 43, untrusted);
  assert.ok(outcomeLabel({ kind: 'different', by }, 43).endsWith('…: PCR8'));
});

test('texts are shortened between characters', () => {
  assert.equal(shortened('payments', 8), 'payments');
  assert.equal(shortened('payments', 7), 'paymen…');
  assert.equal(shortened('a😀b', 3), 'a…');
  assert.equal(shortened('😀😀', 1), '…');
  assert.equal(shortened('ab', 0), '');
});

test('titles keep the letters of every script and lose what steers text', () => {
  const title = (name: string, version?: string): string =>
    referenceTitle(reference({ 0: IMAGE.pcr0 }, { name, ...(version === undefined ? {} : { version }) }));
  assert.equal(title('Zahlungen größer 支払い 😀', '1.0-β'), 'Zahlungen größer 支払い 😀 1.0-β');
  assert.equal(title('a\r\nb\u202ec\u2066d\u0000', '✓'), 'a��b�c�d� �');
});

test('PCRs are listed in ascending order', () => {
  assert.equal(pcrList([]), '');
  assert.equal(pcrList([8]), 'PCR8');
  assert.equal(pcrList([8, 0]), 'PCR0 and PCR8');
  assert.equal(pcrList([16, 2, 1]), 'PCR1, PCR2 and PCR16');
});

test('short image names count as columns of a sheet do', () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [27, 'AB'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ];
  for (const [position, letters] of rows) {
    assert.equal(shortImageName(position), `image ${letters}`);
  }
  assert.equal(new Set(Array.from({ length: 2000 }, (_, position) => shortImageName(position))).size, 2000);
});

test('times are told in UTC to the second', () => {
  assert.equal(utcTime(Date.UTC(2026, 0, 1, 0, 0, 7, 999)), '2026-01-01 00:00:07Z');
});
