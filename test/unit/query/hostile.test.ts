import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CallFilter, type Digest, toBase64 } from '../../../src/core/index.ts';
import { ENGINES } from '../../support/sql/engines.ts';
import { parseQuery } from '../../support/sql/trinoQuery.ts';
import { INSTANCE, image, KEY, moduleId, REGION } from '../../support/trails.ts';

const HOSTILE: readonly string[] = [
  "'",
  "''",
  "' OR 1=1 --",
  "x'; DROP TABLE cloudtrail_logs; --",
  '\n',
  '\r',
  '\u2028',
  '--',
  '/*',
  '*/',
  '\\',
  '%',
  '_',
  '"',
  ';',
  '\u0000',
  '\ud800',
  'a'.repeat(100_000),
];

const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom(...HOSTILE, INSTANCE, KEY, moduleId(), REGION), { maxLength: 4 })
    .map((parts) => parts.join('')),
);

const digest: fc.Arbitrary<Digest> = hostileText.map((hex) => ({ hex, spelling: 'hex' }));

const hostileFilter: fc.Arbitrary<CallFilter> = fc.record(
  {
    images: fc.array(
      fc.record({
        platform: fc.constantFrom('enclave' as const, 'nitro-tpm' as const),
        pcrs: fc.array(fc.tuple(fc.nat(8), digest), { maxLength: 4 }).map((pcrs) => new Map(pcrs)),
      }),
      { maxLength: 3 },
    ),
    moduleId: hostileText,
    instanceId: hostileText,
    key: hostileText,
    region: hostileText,
    operation: hostileText,
    time: fc.record({ from: fc.double(), to: fc.double() }, { requiredKeys: [] }),
    withDenied: fc.boolean(),
  },
  { requiredKeys: [] },
);

for (const { name, query } of ENGINES) {
  describe(`a query for ${name} from what anybody may have written`, () => {
    /** Literals of queries that no filter has a part in. */
    const own = new Set([{}, { withDenied: true }].flatMap((filter) => parseQuery(query(filter).sql).literals));

    it('is SQL whose literals are values of the filter that are spelled as such values are', () => {
      fc.assert(
        fc.property(hostileFilter, (filter) => {
          const { sql } = query(filter);
          const { problems, literals } = parseQuery(sql);
          assert.deepEqual(problems, []);
          for (const literal of literals.filter((text) => !own.has(text))) {
            assert.match(literal, /^[\w/:. $%-]{1,160}$/);
          }
        }),
        { numRuns: 300 },
      );
    });

    it('has lines of comment that are its own words alone', () => {
      fc.assert(
        fc.property(hostileFilter, (filter) => {
          const { comments } = parseQuery(query(filter).sql);
          for (const line of comments) {
            assert.match(line, /^-- [\w ,.:<>"'()/=-]*\r?\n?$/);
          }
        }),
        { numRuns: 300 },
      );
    });

    it('leaves out what is not spelled as such things are, says so, and keeps the rest', () => {
      const parts = ['moduleId', 'instanceId', 'key', 'region', 'operation'] as const;
      for (const part of parts) {
        for (const text of HOSTILE) {
          const { sql, leftOut } = query({ [part]: text, time: { from: 0 } });
          assert.deepEqual(leftOut, [part], JSON.stringify(text));
          assert.match(sql, /^-- Left out: the \w+, as .*\. More calls are found\.$/m);
          assert.equal(withoutLeftOut(sql), query({ time: { from: 0 } }).sql);
        }
      }
    });

    it('leaves out all of several images where one cannot be asked for', () => {
      const { pcr0, pcr1 } = image('payments');
      const whole = { platform: 'enclave' as const, pcrs: new Map([[0, pcr0]]) };
      for (const pcrs of [new Map(), new Map([[1, pcr1]]), new Map([[0, { ...pcr0, hex: pcr0.hex.toUpperCase() }]])]) {
        const { sql, leftOut } = query({ images: [whole, { platform: 'enclave', pcrs }] });
        assert.deepEqual(leftOut, ['images']);
        assert.ok(!sql.includes(toBase64(pcr0)));
      }
      assert.deepEqual(query({ images: [] }).leftOut, ['images']);
    });

    it('leaves out what is no range of times', () => {
      for (const time of [
        { from: Number.NaN },
        { to: Number.POSITIVE_INFINITY },
        { from: -1 },
        { from: 5, to: 5 },
        { to: 1e15 },
      ]) {
        assert.deepEqual(query({ time }).leftOut, ['time'], JSON.stringify(time));
      }
    });
  });
}

function withoutLeftOut(sql: string): string {
  return sql.replace(/^-- Left out: .*\n/gm, '');
}
