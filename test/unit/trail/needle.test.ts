import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayHoldCalls } from '../../../src/core/index.ts';

const WORDS = ['"recipient"', '"recipient\\', 'recipient={', '.recipient'] as const;

test('a text is worth a scan where it names the recipient in one of its spellings, and not for what begins like it', () => {
  for (const word of WORDS) {
    assert.ok(mayHoldCalls(`x recipientAccountId ${word} x`), word);
  }
  const bits = fc.constantFrom('recipient', 'recipientAccountId', '"', '\\', '={', '=', '.', ' ', 'a');
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 6 }), (parts) => {
      const text = parts.join('');
      return mayHoldCalls(text) === WORDS.some((word) => text.includes(word));
    }),
    { numRuns: 5000 },
  );
});
