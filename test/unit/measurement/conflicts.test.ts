import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conflictsAmong, type ReferenceMeasurement } from '../../../src/core/index.ts';
import { measured } from '../../support/events.ts';
import { reference, TRUSTED } from '../../support/references.ts';

const [a, b] = [measured('a'), measured('b')];

/** `place: 1` contradicts `place: 2` is `1≠2`, with the PCRs. */
function told(...references: readonly ReferenceMeasurement[]): readonly string[] {
  return conflictsAmong(references.map((one, start) => ({ ...one, place: { start, end: start } }))).map(
    ({ reference: { place }, other, pcrs }) => `${place.start}≠${other.place.start} in ${pcrs.join()}`,
  );
}

describe('references of one title', () => {
  test('that fix a PCR to different values contradict each other', () => {
    assert.deepEqual(told(reference({ 0: a, 1: a }), reference({ 0: b, 1: a, 8: b })), ['0≠1 in 0', '1≠0 in 0']);
    const version = { version: '1' };
    assert.deepEqual(told(reference({ 0: a, 8: a }, version), reference({ 0: b, 8: b }, version)), [
      '0≠1 in 0,8',
      '1≠0 in 0,8',
    ]);
  });

  test('that say the same, or of different PCRs, do not', () => {
    assert.deepEqual(told(reference({ 0: a }), reference({ 0: a, 8: b }), reference({ 0: a, 1: a })), []);
  });

  test('of another version, another name or another platform do not', () => {
    const others = [{ version: '2' }, { name: 'other' }, { platform: 'nitro-tpm' as const }];
    for (const other of others) assert.deepEqual(told(reference({ 4: a }), reference({ 4: b }, other)), []);
  });

  test('contradict the first that says otherwise, also where a third stands between them', () => {
    assert.deepEqual(told(reference({ 0: a }), reference({ 0: a, 8: a }), reference({ 0: a, 8: b })), [
      '1≠2 in 8',
      '2≠1 in 8',
    ]);
  });

  test('that only their file has named are left out, unless they have a version', () => {
    const printed = { source: { ...TRUSTED, kind: 'tool-output' as const } };
    assert.deepEqual(told(reference({ 0: a }, printed), reference({ 0: b }, printed)), []);
    const versioned = { ...printed, version: '1' };
    assert.equal(told(reference({ 0: a }, versioned), reference({ 0: b }, versioned)).length, 2);
  });

  test('cost time in proportion to their number: 20,000 of one title are a matter of moments', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => reference({ 0: index % 2 === 0 ? a : b }));
    assert.equal(conflictsAmong(many).length, 10_001);
  });
});
