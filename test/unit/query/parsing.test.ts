import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallFilter } from '../../../src/core/index.ts';
import { ENGINES } from '../../support/sql/engines.ts';
import { parseQuery } from '../../support/sql/trinoQuery.ts';
import { INSTANCE, image, KEY, moduleId, REGION, TPM_PCR4, TPM_PCR7 } from '../../support/trails.ts';

const enclave = (name: string) => ({ platform: 'enclave' as const, pcrs: new Map([[0, image(name).pcr0]]) });
const tpm = {
  platform: 'nitro-tpm' as const,
  pcrs: new Map([
    [4, TPM_PCR4],
    [7, TPM_PCR7],
  ]),
};
const [, keyId = ''] = KEY.split('/');
const time = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 3, 1) };

const FILTERS: readonly (readonly [string, CallFilter])[] = [
  ['nothing', {}],
  ['an image', { images: [enclave('payments')] }],
  ['several images', { images: [enclave('payments'), tpm, enclave('batch')] }],
  ['an enclave', { moduleId: moduleId() }],
  ['an instance', { instanceId: INSTANCE }],
  ['a key by its ARN', { key: KEY }],
  ['a key by its id', { key: keyId }],
  ['a region', { region: REGION }],
  ['an operation', { operation: 'GenerateDataKey' }],
  ['a time', { time }],
  ['a time without an end', { time: { from: time.from } }],
  ['a time without a beginning', { time: { to: time.to } }],
  ['denied calls', { withDenied: true }],
  [
    'everything',
    {
      images: [enclave('payments'), tpm],
      moduleId: moduleId(),
      instanceId: INSTANCE,
      key: KEY,
      region: REGION,
      operation: 'Decrypt',
      time,
      withDenied: true,
    },
  ],
];

for (const { name: engine, query, time: timeIn } of ENGINES) {
  describe(`a query for ${engine}`, () => {
    for (const [name, filter] of FILTERS) {
      it(`is SQL that Trino's parser understands, for ${name}`, () => {
        const { sql, leftOut } = query(filter);
        const { problems, comments } = parseQuery(sql);
        assert.deepEqual(problems, []);
        assert.deepEqual(leftOut, []);
        // StartQuery takes 10,000 characters of a statement.
        assert.ok(sql.length < 10_000, `${sql.length} characters`);
        assert.match(comments.join(''), /^-- Attested KMS calls.*\n-- Replace: /);
        assert.match(sql, /\nSELECT\n[^;]*\nORDER BY eventTime\n$/);
      });
    }

    it('has no condition but that of attestation where the filter has none', () => {
      const [, where] = parseQuery(query({}).sql).code.split(' WHERE ');
      assert.match(
        where ?? '',
        /^eventSource = 'kms\.amazonaws\.com' AND json_extract_scalar \( \w+ , '\$[\w.]*\.recipient\.attestationDocumentModuleId' \) IS NOT NULL ORDER BY eventTime$/,
      );
    });

    it('has whole seconds that hold all of the time', () => {
      const filter = { time: { from: Date.UTC(2026, 0, 1, 0, 0, 7, 250), to: Date.UTC(2026, 0, 2, 0, 0, 8, 1) } };
      const { code } = parseQuery(query(filter).sql);
      const [from, to] = ['2026-01-01T00:00:07Z', '2026-01-02T00:00:09Z'].map(timeIn);
      assert.ok(code.includes(`AND eventTime >= '${from}' AND eventTime < '${to}' AND `), code);
    });

    it('says what is to be replaced, and nothing else is', () => {
      const [, table] = / FROM (\w+) /.exec(parseQuery(query({}).sql).code) ?? [];
      assert.match(query({}).sql, new RegExp(`^-- Replace: ${table} by `, 'm'));
    });

    it('warns of the cost, and offers bounds as comments', () => {
      assert.match(query({}).sql, /^-- Cost: /m);
      assert.match(query({}).sql, /^ {2}-- AND .*YYYY/m);
      assert.doesNotMatch(query({ time }).sql, /YYYY/);
    });
  });
}

describe('a query for Athena', () => {
  it('offers the folders of the days on which log files of the time were delivered', () => {
    const [athena] = ENGINES;
    const { comments = [] } = athena ? parseQuery(athena.query({ time, region: REGION }).sql) : {};
    assert.ok(comments.includes("-- AND \"timestamp\" BETWEEN '2026/01/01' AND '2026/04/02'\n"), comments.join(''));
    assert.ok(comments.includes(`-- AND region = '${REGION}'\n`), comments.join(''));
  });
});

describe("the parser's part in these tests", () => {
  it('finds what is no SQL of Trino', () => {
    for (const sql of [
      "SELECT a FROM t WHERE b = 'x",
      'SELECT FROM t',
      'SELECT a FROM t-1',
      'SELECT a FROM t WHERE (b = c',
    ]) {
      assert.notDeepEqual(parseQuery(sql).problems, [], sql);
    }
  });
});
