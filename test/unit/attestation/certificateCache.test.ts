import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCertificateCache } from '../../../src/core/attestation/certificateCache.ts';
import { verifyAttestationDocument } from '../../../src/core/attestation/verifyDocument.ts';
import type { WebCrypto } from '../../../src/core/attestation/webCrypto.ts';
import { type SigningOptions, signDocument } from '../../support/attestationSigner.ts';
import { keyOf } from '../../support/certificateAuthority.ts';
import { crypto, documentIn, notPassed, outcomeOf, reportOn } from '../../support/verifying.ts';

interface Counting extends WebCrypto {
  readonly verifications: () => number;
}

function counting(answer?: boolean): Counting {
  let count = 0;
  return {
    subtle: {
      importKey: (...given) => crypto.subtle.importKey(...given),
      verify: (...given) => {
        count++;
        return answer === undefined ? crypto.subtle.verify(...given) : Promise.resolve(answer);
      },
    },
    verifications: () => count,
  };
}

const ids = [1, 2, 3, 4, 5, 6].map((number) => `i-0a1b2c3d4e5f60718-enc019cb7379880000${number}`);

test('a batch asks for two signatures a document, and for those of the upper certificates once, at one time or in turn', async () => {
  for (const atOnce of [true, false]) {
    const watching = counting();
    const cache = createCertificateCache();
    const reports = atOnce
      ? await Promise.all(ids.map((moduleId) => reportOn({ moduleId }, { crypto: watching, cache })))
      : [];
    for (const moduleId of atOnce ? [] : ids) {
      reports.push(await reportOn({ moduleId }, { crypto: watching, cache }));
    }
    assert.deepEqual(
      reports.map(notPassed),
      ids.map(() => ({})),
    );
    assert.equal(watching.verifications(), 3 + 2 * ids.length);
  }
});

const WISHES: readonly SigningOptions[] = [
  {},
  { moduleId: ids[0] ?? '' },
  { certificates: { zonal: { signer: keyOf('P-384', 'stranger') } } },
  { certificates: { regional: { pathLength: 0 } } },
  { certificates: { instance: { keyKind: 'P-256' } } },
  { certificates: { leaf: { signer: keyOf('P-384', 'stranger') } } },
  { cabundle: (ders) => [...ders].reverse() },
  { cabundle: (ders) => ders.slice(0, 2) },
  { certificate: Uint8Array.of(1, 2, 3) },
  { signature: (signature) => signature.map((byte) => byte ^ 1) },
];

test('a report is the same with a cache, however small and whatever was seen before, and without one', async () => {
  const signed = WISHES.map((wishes) => signDocument(wishes));
  const options = signed.map(({ root, timestamp }) => ({ crypto, roots: [root], now: timestamp }));
  const alone = await Promise.all(
    signed.map(({ bytes }, index) => verifyAttestationDocument(documentIn(bytes), options[index])),
  );
  assert.ok(new Set(alone.map(({ verdict }) => verdict)).size > 1);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(WISHES.length - 1), { maxLength: 12 }),
      fc.constantFrom(-1, 0, 1, 3, 100, Number.NaN),
      fc.boolean(),
      async (order, limit, atOnce) => {
        const cache = createCertificateCache(limit);
        const verify = (index: number): ReturnType<typeof verifyAttestationDocument> =>
          verifyAttestationDocument(documentIn(signed[index]?.bytes ?? new Uint8Array()), { ...options[index], cache });
        const reports = atOnce ? await Promise.all(order.map(verify)) : [];
        for (const index of atOnce ? [] : order) {
          reports.push(await verify(index));
        }
        assert.deepEqual(
          reports,
          order.map((index) => alone[index]),
        );
      },
    ),
    { numRuns: 25 },
  );
});

test('what one WebCrypto says does not hold for another: neither its passes nor its failures', async () => {
  const cache = createCertificateCache();
  const forged: SigningOptions = { certificates: { zonal: { signer: keyOf('P-384', 'stranger') } } };
  const fooled = await reportOn(forged, { cache, crypto: counting(true) });
  assert.equal(outcomeOf(fooled, 'chain'), 'pass');
  assert.equal(outcomeOf(await reportOn(forged, { cache }), 'chain'), 'fail');
  assert.equal(outcomeOf(await reportOn({}, { cache, crypto: counting(false) }), 'chain'), 'fail');
  assert.equal(outcomeOf(await reportOn({}, { cache }), 'chain'), 'pass');
  assert.equal(outcomeOf(await reportOn({}, { cache, crypto: undefined }), 'chain'), 'unknown');
});

test('a pass of one pair says nothing of a certificate with the same name and key, nor of the pair turned round', async () => {
  const cache = createCertificateCache();
  assert.equal(outcomeOf(await reportOn({}, { cache }), 'chain'), 'pass');
  const [stranger, again] = [keyOf('P-384', 'stranger'), new Uint8Array([7])];
  const poisoned: readonly SigningOptions[] = [
    { certificates: { zonal: { serial: again, signer: stranger } } },
    { certificates: { instance: { serial: again, signer: stranger } } },
    { certificates: { leaf: { serial: again, signer: stranger } } },
    // Issued by another zonal certificate of the same name.
    { certificates: { zonal: { serial: again }, instance: { signer: stranger } } },
  ];
  for (const wishes of poisoned) {
    assert.equal(outcomeOf(await reportOn(wishes, { cache }), 'chain'), 'fail');
    assert.equal(outcomeOf(await reportOn(wishes, { cache }), 'chain'), 'fail');
  }
});

test('bytes that change after they were verified are verified anew, and do not change what is remembered', async () => {
  const cache = createCertificateCache();
  const signed = signDocument();
  const bytes = signed.bytes.slice();
  const document = documentIn(bytes);
  const options = { crypto, roots: [signed.root], now: signed.timestamp, cache };
  assert.equal(outcomeOf(await verifyAttestationDocument(document, options), 'chain'), 'pass');
  const [, regional] = document.cabundle;
  assert.ok(regional);
  const at = regional.length - 1;
  regional[at] = (regional[at] ?? 0) ^ 1;
  assert.equal(outcomeOf(await verifyAttestationDocument(document, options), 'chain'), 'fail');
  assert.equal(outcomeOf(await verifyAttestationDocument(documentIn(signed.bytes), options), 'chain'), 'pass');
});

test('what failed for a while is asked again, be it a key or a signature', async () => {
  for (const failing of ['importKey', 'verify'] as const) {
    const cache = createCertificateCache();
    let isDown = true;
    const flaky: WebCrypto = {
      subtle: {
        importKey: (...given) =>
          isDown && failing === 'importKey' ? Promise.reject(new Error('busy')) : crypto.subtle.importKey(...given),
        verify: (...given) =>
          isDown && failing === 'verify' ? Promise.reject(new Error('busy')) : crypto.subtle.verify(...given),
      },
    };
    assert.equal(outcomeOf(await reportOn({}, { cache, crypto: flaky }), 'chain'), 'unknown');
    isDown = false;
    assert.equal(outcomeOf(await reportOn({}, { cache, crypto: flaky }), 'chain'), 'pass');
  }
});
