import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOCUMENT_TIME } from '../../support/attestationSigner.ts';
import { ROLES } from '../../support/certificateAuthority.ts';
import { notPassed, outcomeOf, reasonOf, reportOn } from '../../support/verifying.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
/** The document's time without its milliseconds, as certificates have none. */
const WHOLE = DOCUMENT_TIME - (DOCUMENT_TIME % SECOND);

for (const role of ROLES) {
  test(`an expired ${role} fails when the document was made, at the call's time and now, each by itself`, async () => {
    const notAfter = WHOLE + 2 * HOUR;
    const certificates = { [role]: { notBefore: WHOLE - HOUR, notAfter } };
    const late = notAfter + DAY + HOUR;
    const now = await reportOn({ certificates }, { now: late });
    assert.deepEqual(notPassed(now), { 'valid-now': 'fail' });
    const call = await reportOn({ certificates }, { callTime: late });
    assert.equal(outcomeOf(call, 'valid-at-call'), 'fail');
    assert.equal(call.verdict, 'genuine-under-added-root');
    const made = await reportOn({ certificates: { [role]: { notBefore: WHOLE - DAY, notAfter: WHOLE - HOUR } } });
    assert.deepEqual(notPassed(made), { 'valid-at-timestamp': 'fail', 'valid-now': 'fail' });
    assert.equal(made.verdict, 'not-genuine');
    assert.match(
      reasonOf(made, 'valid-at-timestamp'),
      new RegExp(`^The ${role} certificate expired 2026-03-04 04:06:05Z, 1 h before the document was made\\.$`),
    );
  });

  test(`a ${role} that is not valid yet fails as well`, async () => {
    const certificates = { [role]: { notBefore: WHOLE + HOUR, notAfter: WHOLE + DAY } };
    const report = await reportOn({ certificates }, { callTime: WHOLE + 2 * HOUR });
    assert.deepEqual(notPassed(report), { 'valid-at-timestamp': 'fail', 'valid-now': 'fail' });
    assert.equal(outcomeOf(report, 'valid-at-call'), 'pass');
    assert.match(
      reasonOf(report, 'valid-at-timestamp'),
      new RegExp(
        `^The ${role} certificate is not valid before 2026-03-04 06:06:05Z, 1 h after the document was made\\.$`,
      ),
    );
    assert.match(reasonOf(report, 'valid-now'), /, 1 h from now\.$/);
  });
}

test('first and last moment count, to the millisecond', async () => {
  const certificates = { leaf: { notBefore: WHOLE, notAfter: WHOLE + SECOND } };
  const outcomes = await Promise.all(
    [-1, 0, 1, SECOND, SECOND + 1].map(async (offset) =>
      outcomeOf(await reportOn({ certificates }, { at: WHOLE + offset }), 'valid-at'),
    ),
  );
  assert.deepEqual(outcomes, ['fail', 'pass', 'pass', 'pass', 'fail']);
});

test('the certificate that is furthest from valid is told, and how many are not valid', async () => {
  const report = await reportOn({}, { now: WHOLE + 3 * DAY });
  assert.match(
    reasonOf(report, 'valid-now'),
    /^The leaf certificate expired 2026-03-04 08:06:03Z, 2 days 21 h ago; 2 of 5 certificates are not valid now\.$/,
  );
});

test('years on either side of 2050, which certificates write in two ways, are read', async () => {
  const certificates = { root: { notBefore: Date.UTC(1950, 0), notAfter: Date.UTC(9999, 11, 31, 23, 59, 59) } };
  const report = await reportOn({ certificates });
  assert.deepEqual(notPassed(report), {});
  assert.deepEqual(
    [report.certificates[0]?.contents?.notBefore, report.certificates[0]?.contents?.notAfter],
    [Date.UTC(1950, 0), Date.UTC(9999, 11, 31, 23, 59, 59)],
  );
});

test('a time that is none is not known, and never a pass', async () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const report = await reportOn({}, { at: time, callTime: time, now: time });
    assert.deepEqual(notPassed(report), { 'valid-at': 'unknown', 'valid-now': 'unknown' });
    assert.equal(outcomeOf(report, 'valid-at-call'), 'unknown');
    assert.equal(report.verdict, 'undecided');
  }
});

test('times far out of every calendar are told without breaking', async () => {
  for (const time of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300]) {
    const report = await reportOn({}, { now: time });
    assert.equal(outcomeOf(report, 'valid-now'), 'fail');
    assert.doesNotMatch(reasonOf(report, 'valid-now'), /NaN|Invalid/);
  }
});

test('without a time for now the clock is asked', async () => {
  const report = await reportOn({}, { now: undefined });
  assert.equal(outcomeOf(report, 'valid-now'), 'fail');
});
