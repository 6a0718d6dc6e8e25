// Documents that the project did not make. They are no part of it: where they are absent, their cases are not run.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createCertificateCache } from '../../../src/core/attestation/certificateCache.ts';
import { verifyAttestationDocument } from '../../../src/core/attestation/verifyDocument.ts';
import { crypto, documentIn, notPassed } from '../../support/verifying.ts';

/** Documents and trails of others lie side by side. */
const trails = process.env.ENCLAVE_TRAIL_CORPUS ?? path.join('..', 'shared', 'corpus', 'trails');
const folder = path.join(trails, '..', 'attestation');
const isThere = existsSync(path.join(folder, 'INDEX.json'));

interface CorpusDocument {
  readonly file: string;
  readonly module_id: string;
  readonly timestamp: number;
  readonly leaf_cn: string;
  readonly leaf_valid_from: string;
  readonly leaf_valid_to: string;
  readonly expect: {
    readonly signature: boolean;
    readonly chain: boolean;
    readonly aws_root: boolean;
    readonly valid_at_timestamp: boolean;
  };
}

const documents = isThere
  ? (JSON.parse(readFileSync(path.join(folder, 'INDEX.json'), 'utf8')) as readonly CorpusDocument[])
  : [];

if (!isThere) {
  process.stdout.write('20 corpus cases not run (absent)\n');
}

test('verdicts on documents of others, where they are there', async (context) => {
  assert.ok(!isThere || documents.length >= 20);
  const cache = createCertificateCache();
  for (const { file, module_id, timestamp, leaf_cn, leaf_valid_from, leaf_valid_to, expect } of documents) {
    await context.test(`${file}, at its time and today`, async () => {
      const document = documentIn(new Uint8Array(readFileSync(path.join(folder, file))));
      const asked = {
        ...(expect.signature ? {} : { signature: 'fail' }),
        ...(expect.chain ? {} : { chain: 'fail' }),
        ...(expect.aws_root ? {} : { root: 'fail' }),
        ...(expect.valid_at_timestamp ? {} : { 'valid-at-timestamp': 'fail' }),
      };
      const made = await verifyAttestationDocument(document, { crypto, cache, now: timestamp, callTime: timestamp });
      assert.deepEqual(notPassed(made), asked);
      assert.equal(made.verdict, Object.keys(asked).length === 0 ? 'genuine' : 'not-genuine');
      const leaf = made.certificates.at(-1)?.contents;
      assert.equal(leaf?.commonName, leaf_cn);
      assert.equal(leaf?.commonName, `${module_id}.${made.region}.aws`);
      assert.deepEqual([leaf?.notBefore, leaf?.notAfter], [Date.parse(leaf_valid_from), Date.parse(leaf_valid_to)]);

      const today = await verifyAttestationDocument(document, { crypto });
      assert.deepEqual(notPassed(today), { ...asked, 'valid-now': 'fail' });
      assert.equal(today.verdict, made.verdict);
      assert.deepEqual(
        await verifyAttestationDocument(document, { crypto, now: timestamp, callTime: timestamp }),
        made,
      );
      const asOfToday = await verifyAttestationDocument(document, { crypto, at: Date.now() });
      assert.equal(asOfToday.verdict, 'not-genuine');
    });
  }
});
