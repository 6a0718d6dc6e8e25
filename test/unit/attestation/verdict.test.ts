import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInformative, verdictOf } from '../../../src/core/attestation/verdict.ts';
import { checkLabel, verdictSentence } from '../../../src/core/attestation/verdictWording.ts';
import {
  CHECK_IDS,
  type CheckId,
  type CheckOutcome,
  type Verdict,
} from '../../../src/core/attestation/verificationReport.ts';

type Outcomes = Partial<Readonly<Record<CheckId, CheckOutcome | 'missing'>>>;

const OUTCOMES: readonly (CheckOutcome | 'missing')[] = ['pass', 'fail', 'unknown', 'missing'];

/** The rule of docs/verdicts.md, line by line. */
function ruled(outcomes: Outcomes, validity: CheckId, rootIsAdded: boolean): Verdict {
  const five = [outcomes.signature, outcomes.chain, outcomes.root, outcomes['leaf-name'], outcomes[validity]];
  if (five.includes('fail')) {
    return 'not-genuine';
  }
  if (five.every((outcome) => outcome === 'pass') && outcomes.profile === 'pass') {
    return rootIsAdded ? 'genuine-under-added-root' : 'genuine';
  }
  return 'undecided';
}

function* combinations(ids: readonly CheckId[]): Generator<Outcomes> {
  const [id, ...rest] = ids;
  if (id === undefined) {
    yield {};
    return;
  }
  for (const others of combinations(rest)) {
    for (const outcome of OUTCOMES) {
      yield { [id]: outcome, ...others };
    }
  }
}

test('the verdict follows from the checks by the written rule, for every combination of outcomes', () => {
  const counts = new Map<Verdict, number>();
  for (const validity of ['valid-at-timestamp', 'valid-at'] as const) {
    const ids = CHECK_IDS.filter((id) => validity === id || (id !== 'valid-at' && id !== 'valid-at-timestamp'));
    for (const outcomes of combinations(ids)) {
      const checks = ids.flatMap((id) => {
        const outcome = outcomes[id];
        return outcome === undefined || outcome === 'missing' ? [] : [{ id, outcome }];
      });
      for (const rootIsAdded of [true, false]) {
        const verdict = verdictOf(checks, rootIsAdded);
        assert.equal(verdict, ruled(outcomes, validity, rootIsAdded));
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      }
    }
  }
  // Of 4⁸ combinations, for each kind of validity: all six pass while the two informative ones are anything.
  assert.equal(counts.get('genuine'), 2 * 4 ** 2);
  assert.equal(counts.get('genuine-under-added-root'), 2 * 4 ** 2);
  assert.equal(counts.get('not-genuine'), 2 * 2 * (4 ** 5 - 3 ** 5) * 4 ** 3);
});

test('no check at all is no verdict', () => {
  assert.equal(verdictOf([], false), 'undecided');
});

test('the time now and the time of the call are for information', () => {
  assert.deepEqual(CHECK_IDS.filter(isInformative), ['valid-at-call', 'valid-now']);
});

function sentenceOf(verdict: Verdict, outcomes: Partial<Record<CheckId, CheckOutcome>> = {}): string {
  const checks = CHECK_IDS.flatMap((id) => {
    const outcome = outcomes[id];
    return outcome === undefined ? [] : [{ id, outcome, reason: '' }];
  });
  return verdictSentence({ verdict, checks });
}

test('verdicts are said in these words, and no more', () => {
  assert.equal(sentenceOf('genuine'), 'Genuine when it was made');
  assert.equal(sentenceOf('genuine', { 'valid-at': 'pass' }), 'Genuine at the given time');
  assert.equal(sentenceOf('genuine-under-added-root'), 'Genuine when it was made, under a root that you added');
  assert.equal(
    sentenceOf('not-genuine', { signature: 'fail', root: 'fail', chain: 'unknown', 'valid-now': 'fail' }),
    'Not genuine: the signature does not hold; the root is not a trusted one',
  );
  assert.equal(
    sentenceOf('undecided', { signature: 'unknown', chain: 'unknown', profile: 'fail', 'valid-at-call': 'unknown' }),
    'Undecided: it is not as documents are; not checked: signature, certificate chain',
  );
});

test('every check that can fail a document says so in words of its own', () => {
  const failing = CHECK_IDS.filter((id) => !isInformative(id));
  const sentences = failing.map((id) => sentenceOf('not-genuine', { [id]: 'fail' }));
  assert.equal(new Set(sentences).size, failing.length);
  for (const sentence of sentences) {
    assert.match(sentence, /^Not genuine: \w.*[a-z]$/);
  }
});

test('every check has a label of its own', () => {
  assert.equal(new Set(CHECK_IDS.map(checkLabel)).size, CHECK_IDS.length);
  assert.equal(checkLabel('chain'), 'Certificate chain');
});
