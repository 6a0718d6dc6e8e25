import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCertificateCache } from '../../../src/core/attestation/certificateCache.ts';
import { readDocument } from '../../../src/core/attestation/readDocument.ts';
import type { Verdict } from '../../../src/core/attestation/verificationReport.ts';
import { verifyAttestationDocument } from '../../../src/core/attestation/verifyDocument.ts';
import { type SignedDocument, type SigningOptions, signDocument } from '../../support/attestationSigner.ts';
import { crypto } from '../../support/verifying.ts';

type Fate = Verdict | 'unreadable';

/** What becomes of some bytes under the root of a document, with the certificates of the untouched one remembered. */
function judge({ root, timestamp }: SignedDocument): (bytes: Uint8Array) => Promise<Fate> {
  const options = { crypto, roots: [root], now: timestamp, cache: createCertificateCache() };
  return async (bytes) => {
    const read = readDocument(bytes, 'bytes');
    return read.ok ? (await verifyAttestationDocument(read.value, options)).verdict : 'unreadable';
  };
}

function withByte(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? change(byte) : byte));
}

/** Every byte of one document; of another all around its payload, and some in it. */
const DOCUMENTS: readonly (readonly [step: number, SigningOptions])[] = [
  [1, { userData: Buffer.from('some user data'), nonce: Buffer.alloc(20), publicKey: Buffer.alloc(91, 7) }],
  [7, { platform: 'nitro-tpm', tagged: true, indefinite: false }],
];

for (const [step, wishes] of DOCUMENTS) {
  test(`one bit in one byte makes a document no good: ${wishes.platform ?? 'enclave'}`, async () => {
    const signed = signDocument(wishes);
    const fateOf = judge(signed);
    assert.equal(await fateOf(signed.bytes), 'genuine-under-added-root');
    const fates = new Map<Fate, number>();
    const offsets = [...signed.bytes.keys()].filter(
      (at) => at % step === 0 || at < 64 || at > signed.bytes.length - 128,
    );
    // In groups, as each waits for threads that the others keep busy.
    for (let start = 0; start < offsets.length; start += 64) {
      const group = offsets.slice(start, start + 64);
      const found = await Promise.all(
        group.map((at) => fateOf(withByte(signed.bytes, at, (byte) => byte ^ (1 << (at % 8))))),
      );
      for (const [index, fate] of found.entries()) {
        assert.doesNotMatch(fate, /^genuine/, `byte ${group[index]}`);
        fates.set(fate, (fates.get(fate) ?? 0) + 1);
      }
    }
    assert.ok((fates.get('not-genuine') ?? 0) > 3000 / step);
    assert.ok((fates.get('unreadable') ?? 0) > 10);
  });
}

test('bytes that are cut out, put in or exchanged make a document no good, and nothing breaks', async () => {
  const signed = signDocument();
  const fateOf = judge(signed);
  const { length } = signed.bytes;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: length - 1 }),
      fc.nat(40),
      fc.uint8Array({ maxLength: 40 }),
      async (at, removed, added) => {
        const bytes = Uint8Array.of(...signed.bytes.subarray(0, at), ...added, ...signed.bytes.subarray(at + removed));
        fc.pre(Buffer.compare(bytes, signed.bytes) !== 0);
        assert.doesNotMatch(await fateOf(bytes), /^genuine/);
      },
    ),
    { numRuns: 300 },
  );
});

test('parts of one document do not make another: payload, signature, certificate and bundle are bound together', async () => {
  const one = signDocument();
  const other = signDocument({ moduleId: 'i-0a1b2c3d4e5f60718-enc019cb73798800001' });
  const fateOf = judge(one);
  const mixed: readonly SigningOptions[] = [
    { signature: () => other.signature },
    { payload: other.payload },
    { certificate: other.chain.leaf.der },
    { signer: other.chain.leaf.privateKey },
    { certificate: other.chain.leaf.der, signer: other.chain.leaf.privateKey },
  ];
  for (const wishes of mixed) {
    assert.equal(await fateOf(signDocument(wishes).bytes), 'not-genuine');
  }
});

test('a field twice has no verdict', async () => {
  const signed = signDocument({ entries: (entries) => [...entries, ...entries.slice(0, 1)] });
  assert.equal(await judge(signed)(signed.bytes), 'unreadable');
});
