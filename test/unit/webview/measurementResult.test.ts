import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compared, MeasurementRow } from '../../../src/panel/protocol.ts';
import { OUTCOME_COLOURS, resultTitle, rowResults } from '../../../webview/attestation/measurementResult.ts';

function row(callOutcome: Compared | undefined, referenceOutcome: Compared | undefined): MeasurementRow {
  return {
    index: 0,
    meaning: 'whole image',
    document: undefined,
    call: undefined,
    reference: undefined,
    referenceNote: undefined,
    note: undefined,
    callOutcome,
    referenceOutcome,
    canReveal: false,
  };
}

describe('the result of a register', () => {
  it('is one word where there is one comparison, or both agree', () => {
    assert.deepEqual(rowResults(row('different', undefined)), [{ outcome: 'different', of: '' }]);
    assert.deepEqual(rowResults(row(undefined, 'same')), [{ outcome: 'same', of: '' }]);
    assert.deepEqual(rowResults(row('same', 'same')), [{ outcome: 'same', of: '' }]);
  });

  it('is what is not the same where they disagree: never a plain "same"', () => {
    assert.deepEqual(rowResults(row('same', 'different')), [{ outcome: 'different', of: 'reference' }]);
    assert.deepEqual(rowResults(row('absent', 'same')), [{ outcome: 'absent', of: 'log entry' }]);
    assert.deepEqual(rowResults(row('absent', 'different')), [
      { outcome: 'absent', of: 'log entry' },
      { outcome: 'different', of: 'reference' },
    ]);
  });

  it('is neither good nor the same where the document is not proved', () => {
    assert.deepEqual(rowResults(row('claimed', 'claimed')), [{ outcome: 'claimed', of: '' }]);
    assert.deepEqual(rowResults(row('claimed', 'different')), [{ outcome: 'different', of: 'reference' }]);
    assert.equal(OUTCOME_COLOURS.claimed, 'dim');
    assert.equal(resultTitle([{ outcome: 'claimed', of: '' }]), 'equal, but the document is not proved');
    assert.equal(resultTitle(rowResults(row('absent', 'claimed'))), 'absent: log entry');
  });

  it('is nothing where nothing was compared', () => {
    assert.deepEqual(rowResults(row(undefined, undefined)), []);
  });
});
