import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { composedChanges } from '../../../src/core/index.ts';
import { changesOf, replaced, replacements } from '../../support/edits.ts';

test('two batches of changes as one lead from the first text to the last', () => {
  let apart = 0;
  const words = fc.string({ maxLength: 6 });
  fc.assert(
    fc.property(fc.string({ minLength: 20, maxLength: 60 }), fc.gen(), (text, gen) => {
      const first = gen(() => replacements(text.length, words));
      const between = replaced(text, first);
      const then = gen(() => replacements(between.length, words));
      const last = replaced(between, then);
      let end = 0;
      let moved = 0;
      let built = '';
      const composed = composedChanges(changesOf(first), changesOf(then));
      for (const change of composed) {
        assert.ok(end <= change.start && change.start <= change.end && change.end <= text.length);
        built += text.slice(end, change.start) + last.slice(change.start + moved, change.start + moved + change.length);
        moved += change.length - (change.end - change.start);
        end = change.end;
      }
      assert.equal(built + text.slice(end), last);
      const changed = composed.reduce((sum, change) => sum + change.end - change.start, 0);
      const most = [...first, ...then].reduce((sum, change) => sum + change.end - change.start, 0);
      assert.ok(changed <= most, 'what neither batch changed stays outside of the changes');
      apart += Number(composed.length > 2);
    }),
    { numRuns: 2000 },
  );
  assert.ok(apart > 100, 'batches had changes that stayed apart');
});
