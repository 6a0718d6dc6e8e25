// Attestation documents that the project did not make. They are no part of it: where they are absent, their cases are
// not run.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AttestationDocument } from '../../../src/core/attestation/attestationDocument.ts';
import { diagnosticNotation } from '../../../src/core/attestation/diagnosticNotation.ts';
import { readAttestationDocument } from '../../../src/core/attestation/findDocuments.ts';
import * as cbor from '../../support/cborWriter.ts';
import { SPELLED_FORMS } from '../../support/spelledBytes.ts';

const TRAILS = process.env.ENCLAVE_TRAIL_CORPUS ?? path.join('..', 'shared', 'corpus', 'trails');
const CORPUS = path.join(TRAILS, '..', 'attestation');
const INDEX = path.join(CORPUS, 'INDEX.json');

interface Entry {
  readonly file: string;
  readonly size: number;
  readonly module_id: string;
  readonly timestamp: number;
  readonly pcr_field: string;
  /** Those that are not zero. */
  readonly pcrs: Readonly<Record<string, string>>;
  readonly pcr_count: number;
  readonly public_key_bytes: number | 'null';
  readonly user_data_bytes: number | 'null';
  readonly nonce_bytes: number | 'null';
  readonly indefinite_map: boolean;
}

const isThere = existsSync(INDEX);
const entries = isThere ? (JSON.parse(readFileSync(INDEX, 'utf8')) as readonly Entry[]) : [];
if (!isThere) {
  process.stdout.write('40 corpus cases not run (absent)\n');
}

function sizeOf(bytes: Uint8Array | undefined): number | 'null' {
  return bytes?.length ?? 'null';
}

function assertFields(document: AttestationDocument, entry: Entry): void {
  assert.deepEqual(document.profileProblems, []);
  assert.equal(document.bytes.length, entry.size);
  assert.equal(document.moduleId, entry.module_id);
  assert.equal(document.parsedModuleId?.platform, document.platform);
  assert.equal(document.timestamp, entry.timestamp);
  assert.equal(document.digest, 'SHA384');
  assert.equal(document.platform, entry.pcr_field === 'pcrs' ? 'enclave' : 'nitro-tpm');
  assert.equal(document.pcrs.length, entry.pcr_count);
  const set = document.pcrs.filter(({ hex }) => !/^0+$/.test(hex)).map(({ index, hex }) => [String(index), hex]);
  assert.deepEqual(Object.fromEntries(set), entry.pcrs);
  assert.equal(sizeOf(document.publicKey), entry.public_key_bytes);
  assert.equal(sizeOf(document.userData), entry.user_data_bytes);
  assert.equal(sizeOf(document.nonce), entry.nonce_bytes);
  assert.equal(document.indefiniteMap, entry.indefinite_map);
  assert.equal(document.signature.length, 96);
  assert.equal(document.cabundle.length, 4);
}

test('fields of documents of others, where they are there', async (context) => {
  assert.ok(!isThere || entries.length >= 20);
  for (const entry of entries) {
    const bytes = new Uint8Array(readFileSync(path.join(CORPUS, entry.file)));
    await context.test(`${entry.file} has the fields of its index, in every spelling`, () => {
      for (const message of [bytes, cbor.tag(18, bytes)]) {
        for (const { name, write } of [{ name: 'bytes', write: (all: Uint8Array) => all }, ...SPELLED_FORMS]) {
          const document = readAttestationDocument(write(message));
          assert.ok(document.ok, `${name}: ${document.ok || document.error.message}`);
          assert.equal(document.value.tagged, message !== bytes);
          assert.deepEqual(document.value.bytes, message);
          assertFields(document.value, { ...entry, size: message.length });
        }
        assert.match(diagnosticNotation(message), /^(?:18\()?\[\n {2}<<\{1: -35\}>>,\n {2}\{\},\n {2}<<\{/);
      }
    });

    await context.test(`${entry.file} is refused wherever it is cut off`, () => {
      for (let length = 1; length < bytes.length; length += 37) {
        const document = readAttestationDocument(bytes.subarray(0, length));
        assert.equal(document.ok ? -1 : document.error.byteOffset, length);
      }
    });
  }
});
