import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measurementLayout } from '../../../webview/attestation/measurementLayout.ts';

/** Of 13 pixels with a monospaced font of 0.92 em, as VS Code has it on most machines. */
const DIGIT = 13 * 0.92 * 0.6;

describe('the table of measurements', () => {
  it('has columns from 560 pixels on, and blocks below', () => {
    for (const values of [1, 2, 3] as const) {
      assert.equal(measurementLayout(559, values, false).form, 'blocks');
      assert.equal(measurementLayout(560, values, false).form, 'columns');
    }
  });

  it('has columns of whole values where lines of them are not too many', () => {
    assert.deepEqual(measurementLayout(959, 3, true), { form: 'blocks', shape: undefined, words: true });
    assert.deepEqual(measurementLayout(960, 3, true), { form: 'columns', shape: undefined, words: true });
  });

  it('leaves room for what a register measures, however values differ', () => {
    for (const values of [1, 2, 3] as const) {
      for (let width = 560; width <= 1040; width++) {
        const { shape, words } = measurementLayout(width, values, false);
        assert.ok(shape);
        // Groups, dots before, between and after them, and spaces between all of these; the first group is one of three.
        const parts = shape.groups === 2 ? 5 : 6;
        const dots = parts - shape.groups;
        const digits = shape.digits * shape.groups + dots + (shape.close ? 0 : parts - 1);
        const edges = (width <= 640 ? 24 : 40) + 10;
        const rest = width - edges - values * (digits * DIGIT + 24) - 26 - (words ? 76 : 16) - 10;
        assert.ok(rest >= 62, `${rest} pixels at ${width} with ${values} columns`);
      }
    }
  });

  it('shows more of values, and words, the wider it is and the fewer columns there are', () => {
    assert.deepEqual(measurementLayout(620, 3, false).shape, { digits: 6, groups: 2, close: true });
    assert.deepEqual(measurementLayout(620, 2, false).shape, { digits: 8, groups: 2, close: true });
    assert.deepEqual(measurementLayout(620, 1, false).shape, { digits: 8, groups: 3, close: false });
    assert.deepEqual(measurementLayout(760, 3, false).shape, { digits: 8, groups: 2, close: true });
    assert.deepEqual(measurementLayout(1040, 3, false).shape, { digits: 8, groups: 3, close: false });
    assert.deepEqual(
      [599, 600, 759, 760].map((width) => [2, 3].map((n) => measurementLayout(width, n === 2 ? 2 : 3, false).words)),
      [
        [false, false],
        [true, false],
        [true, false],
        [true, true],
      ],
    );
  });

  it('leaves words and digits out of a narrow block', () => {
    assert.equal(measurementLayout(419, 2, false).words, false);
    assert.equal(measurementLayout(420, 2, false).words, true);
    assert.equal(measurementLayout(379, 2, false).shape?.groups, 2);
    assert.equal(measurementLayout(380, 2, false).shape?.groups, 3);
  });
});
