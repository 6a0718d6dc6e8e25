import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ticks, timeScale } from '../../../webview/attestation/timeScale.ts';

const HOUR = 3_600_000;
const MADE = Date.UTC(2026, 0, 1);
const ROOT = [Date.UTC(2019, 9, 28), Date.UTC(2049, 9, 28)] as const;
const time = fc.integer({ min: -8.64e15, max: 8.64e15 });

describe('the scale of the time line', () => {
  it('reaches from the first time to the last', () => {
    const scale = timeScale(MADE, ROOT);
    assert.equal(scale(ROOT[0]), 0);
    assert.equal(scale(ROOT[1]), 1);
  });

  it('gives three hours and thirty years a width that can be seen', () => {
    const scale = timeScale(MADE, [...ROOT, MADE + 3 * HOUR]);
    assert.ok(scale(MADE + 3 * HOUR) - scale(MADE) > 0.05);
    assert.ok(scale(ROOT[0] + 24 * HOUR) - scale(ROOT[0]) < 0.001);
  });

  it('keeps the order of any times, between 0 and 1', () => {
    fc.assert(
      fc.property(time, fc.array(time), time, time, (middle, times, one, other) => {
        const scale = timeScale(middle, times);
        const [first, second] = [scale(Math.min(one, other)), scale(Math.max(one, other))];
        assert.ok(first >= 0 && first <= second && second <= 1);
      }),
    );
  });

  it('puts a single time into the middle', () => {
    assert.equal(timeScale(MADE, [MADE])(MADE), 0.5);
  });
});

describe('the distances on the time line', () => {
  it('are those that the scale reaches, in order', () => {
    const labels = ticks(MADE, [MADE - 2 * HOUR, MADE + 30 * HOUR]).map(({ label }) => label);
    assert.deepEqual(labels, ['−1 h', '+1 h', '+1 day']);
  });

  it('stand where the scale puts them', () => {
    const [first] = ticks(MADE, [MADE - 2 * HOUR, MADE + 2 * HOUR]);
    assert.equal(first?.at, timeScale(MADE, [MADE - 2 * HOUR, MADE + 2 * HOUR])(MADE - HOUR));
  });
});
