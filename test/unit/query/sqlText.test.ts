import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { comment, literal } from '../../../src/core/query/sqlText.ts';
import { parseQuery } from '../../support/sql/trinoQuery.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom("'", "''", '--', '/*', '*/', '\\', '\n', '\r', '\u2028', ';', '"', '%', 'x', ' OR 1=1'), {
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
);

describe('a literal of SQL', () => {
  it('says the text that it was made of, whatever that is, and is one literal', () => {
    fc.assert(
      fc.property(text, (value) => {
        const { problems, literals, comments } = parseQuery(`SELECT a FROM t WHERE b = ${literal(value)} AND c = 'c'`);
        assert.deepEqual(problems, []);
        assert.deepEqual(literals, [value, 'c']);
        assert.deepEqual(comments, []);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a comment of SQL', () => {
  it('ends with its line, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (lines) => {
        const { problems, comments, code } = parseQuery([...comment(lines), 'SELECT a FROM t'].join('\n'));
        assert.deepEqual(problems, []);
        assert.equal(comments.length, lines.length);
        assert.equal(code, 'SELECT a FROM t');
      }),
      { numRuns: 1000 },
    );
  });
});
