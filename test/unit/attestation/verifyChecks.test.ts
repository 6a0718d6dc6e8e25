import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckId, CheckOutcome, Verdict } from '../../../src/core/attestation/verificationReport.ts';
import { CHECK_IDS } from '../../../src/core/attestation/verificationReport.ts';
import { type VerifyOptions, verifyAttestationDocument } from '../../../src/core/attestation/verifyDocument.ts';
import { DOCUMENT_TIME, type SigningOptions, signDocument, withS } from '../../support/attestationSigner.ts';
import * as cbor from '../../support/cborWriter.ts';
import { attribute, keyOf, nameOf } from '../../support/certificateAuthority.ts';
import * as der from '../../support/derWriter.ts';
import { moduleId, REGION } from '../../support/events.ts';
import { crypto, documentIn, notPassed, outcomeOf, reasonOf, reportOn } from '../../support/verifying.ts';

const HOUR = 3_600_000;
const stranger = keyOf('P-384', 'stranger');

test('a document as real ones are passes every check, enclave or NitroTPM, of definite or indefinite length, tagged or not', async () => {
  for (const platform of ['enclave', 'nitro-tpm'] as const) {
    for (const indefinite of [true, false]) {
      for (const tagged of [true, false]) {
        const report = await reportOn({ platform, indefinite, tagged });
        assert.deepEqual(notPassed(report), {});
        assert.equal(report.verdict, 'genuine-under-added-root');
        assert.equal(report.region, REGION);
      }
    }
  }
});

test('the checks come in their order, one of each, and each has a sentence', async () => {
  const usual = await reportOn({}, { callTime: DOCUMENT_TIME + 1598 });
  const given = await reportOn({}, { at: DOCUMENT_TIME });
  assert.deepEqual(
    usual.checks.map(({ id }) => id),
    CHECK_IDS.filter((id) => id !== 'valid-at'),
  );
  assert.deepEqual(
    given.checks.map(({ id }) => id),
    CHECK_IDS.filter((id) => id !== 'valid-at-timestamp'),
  );
  for (const { reason } of [...usual.checks, ...given.checks]) {
    assert.match(reason, /^[A-Z0-9][^\n]*[^.]\.$/);
  }
});

interface Alone {
  readonly name: string;
  readonly signing?: SigningOptions;
  readonly options?: VerifyOptions;
  readonly check: CheckId;
  readonly outcome?: CheckOutcome;
  readonly verdict: Verdict;
  readonly reason: RegExp;
}

const ALONE: readonly Alone[] = [
  {
    name: 'a signature of which one bit is another',
    signing: { signature: (signature) => signature.map((byte, at) => (at === 95 ? byte ^ 1 : byte)) },
    check: 'signature',
    verdict: 'not-genuine',
    reason: /did not make this signature/,
  },
  {
    name: "a signature by another key than the leaf's",
    signing: { signer: stranger },
    check: 'signature',
    verdict: 'not-genuine',
    reason: /did not make this signature/,
  },
  {
    name: 'a signature of zeros',
    signing: { signature: () => new Uint8Array(96) },
    check: 'signature',
    verdict: 'not-genuine',
    reason: /did not make this signature/,
  },
  {
    name: 'a certificate of the chain that another key signed',
    signing: { certificates: { zonal: { signer: stranger } } },
    check: 'chain',
    verdict: 'not-genuine',
    reason: /^The zonal certificate is not signed by the certificate above it\.$/,
  },
  {
    name: 'a root that nobody added',
    options: { roots: [] },
    check: 'root',
    verdict: 'not-genuine',
    reason: /nor one that you added/,
  },
  {
    name: 'a root of the same name and key as the one that was added, but not the same certificate',
    signing: { certificates: { root: { notAfter: Date.UTC(2048, 0) } } },
    options: { roots: [] },
    check: 'root',
    verdict: 'not-genuine',
    reason: /nor one that you added/,
  },
  {
    name: 'a leaf of another enclave on the same instance',
    signing: { certificates: { leaf: { subject: nameOf(`${moduleId(undefined, 1)}.${REGION}.aws`) } } },
    check: 'leaf-name',
    verdict: 'not-genuine',
    reason: /does not begin with the document's module id/,
  },
  {
    name: 'a leaf that expired before the document was made, and is asked about at its time',
    signing: { certificates: { leaf: { notAfter: DOCUMENT_TIME - 2 * HOUR } } },
    options: { now: DOCUMENT_TIME - 3 * HOUR, at: undefined },
    check: 'valid-at-timestamp',
    verdict: 'not-genuine',
    reason: /^The leaf certificate expired 2026-03-04 03:06:05Z, 2 h before the document was made\.$/,
  },
  {
    name: 'a time that was given at which certificates are not valid',
    options: { at: DOCUMENT_TIME + 4 * HOUR },
    check: 'valid-at',
    verdict: 'not-genuine',
    reason: /before the time that was given/,
  },
  {
    name: 'a field that documents do not have',
    signing: { fields: { extra: cbor.uint(1) } },
    check: 'profile',
    verdict: 'undecided',
    reason: /./,
  },
  {
    name: 'more user data than documents have room for',
    signing: { userData: new Uint8Array(1025) },
    check: 'profile',
    verdict: 'undecided',
    reason: /./,
  },
  {
    name: 'a protected header that says more than ES384, signed as it is',
    signing: {
      protectedHeader: cbor.map([
        [cbor.uint(1), cbor.negint(-35)],
        [cbor.uint(4), cbor.bytes(Uint8Array.of(1))],
      ]),
    },
    check: 'profile',
    verdict: 'undecided',
    reason: /./,
  },
  {
    name: 'certificates that are no longer valid now',
    options: { now: DOCUMENT_TIME + 4 * HOUR },
    check: 'valid-now',
    verdict: 'genuine-under-added-root',
    reason: /^The leaf certificate expired 2026-03-04 08:06:03Z, 1 h ago\.$/,
  },
];

for (const { name, signing, options, check, outcome, verdict, reason } of ALONE) {
  test(`${check} alone does not pass: ${name}`, async () => {
    const report = await reportOn(signing, options);
    const expected = { [check]: outcome ?? 'fail' };
    const found = notPassed(report);
    // A leaf that is asked about at another time than now may be out of its time now as well, which counts for nothing.
    delete (found as Record<string, unknown>)[check === 'valid-now' ? '' : 'valid-now'];
    assert.deepEqual(found, expected);
    assert.equal(report.verdict, verdict);
    assert.match(reasonOf(report, check), reason);
  });
}

test('a header that names another algorithm fails the profile, even if reading had nothing against it', async () => {
  const signed = signDocument();
  const document = { ...documentIn(signed.bytes), protectedHeader: cbor.map([[cbor.uint(1), cbor.negint(-7)]]) };
  const options = { crypto, roots: [signed.root], now: signed.timestamp };
  const report = await verifyAttestationDocument(document, options);
  assert.deepEqual(notPassed(report), { signature: 'fail', profile: 'fail' });
});

test('both signatures that hold are accepted, with the low s and with the high one', async () => {
  for (const which of ['high', 'low'] as const) {
    const report = await reportOn({ signature: (signature) => withS(which, signature) });
    assert.equal(outcomeOf(report, 'signature'), 'pass');
  }
});

test('a signature of another size fails, as DER does', async () => {
  for (const size of [0, 1, 95, 97, 104, 192]) {
    const report = await reportOn({
      signature: (signature) => Uint8Array.from({ length: size }, (_, at) => signature[at] ?? 0),
    });
    assert.equal(outcomeOf(report, 'signature'), 'fail');
    assert.equal(report.verdict, 'not-genuine');
    assert.match(reasonOf(report, 'signature'), new RegExp(`has ${size} bytes, not 96`));
  }
});

test('payloads of every size of length field are signed as they are', async () => {
  for (const size of [0, 1, 255, 256, 1024]) {
    assert.deepEqual(notPassed(await reportOn({ userData: new Uint8Array(size) })), {});
  }
});

test('the call is told apart from the document: its time has an answer of its own that changes no verdict', async () => {
  const soon = await reportOn({}, { callTime: DOCUMENT_TIME + 1598 });
  const late = await reportOn({}, { callTime: DOCUMENT_TIME + 5 * HOUR });
  const none = await reportOn();
  assert.deepEqual(
    [soon, late, none].map((report) => outcomeOf(report, 'valid-at-call')),
    ['pass', 'fail', 'unknown'],
  );
  assert.deepEqual(
    [soon, late, none].map(({ verdict }) => verdict),
    Array(3).fill('genuine-under-added-root'),
  );
  assert.match(reasonOf(late, 'valid-at-call'), /^The leaf certificate expired .*, 2 h before the call\.$/);
});

const LEAF_NAMES: readonly (readonly [string, der.Der, RegExp])[] = [
  ['no region', nameOf(`${moduleId()}.aws`), /does not begin|does not end/],
  ['an empty region', nameOf(`${moduleId()}..aws`), /does not end/],
  ['a region in capitals', nameOf(`${moduleId()}.EU.aws`), /does not end/],
  ['a region of two parts', nameOf(`${moduleId()}.eu.north.aws`), /does not end/],
  ['another end', nameOf(`${moduleId()}.${REGION}.aws.example`), /does not end/],
  ['something in front', nameOf(`x${moduleId()}.${REGION}.aws`), /does not begin/],
  ['a line feed in the end', nameOf(`${moduleId()}.${REGION}.aws\n`), /does not end/],
  ['nothing', nameOf(''), /does not begin/],
  ['no common name', der.sequence(attribute('2.5.4.10', der.utf8String('Amazon'))), /exactly one common name/],
  ['no attribute', der.sequence(), /exactly one common name/],
  [
    'two common names',
    der.sequence(...[1, 2].map(() => attribute('2.5.4.3', der.utf8String(`${moduleId()}.${REGION}.aws`)))),
    /exactly one common name/,
  ],
  [
    'two common names in one set',
    der.sequence(
      der.set(
        ...['a', `${moduleId()}.${REGION}.aws`].map((name) => der.sequence(der.oid('2.5.4.3'), der.utf8String(name))),
      ),
    ),
    /exactly one common name/,
  ],
  [
    'a common name in UTF-16',
    der.sequence(attribute('2.5.4.3', der.value(0x1e, Buffer.from(`${moduleId()}.${REGION}.aws`, 'utf16le').swap16()))),
    /exactly one common name/,
  ],
];

for (const [name, subject, reason] of LEAF_NAMES) {
  test(`a leaf whose name has ${name} fails`, async () => {
    const report = await reportOn({ certificates: { leaf: { subject } } });
    assert.deepEqual(notPassed(report), { 'leaf-name': 'fail' });
    assert.match(reasonOf(report, 'leaf-name'), reason);
    assert.equal(report.region, undefined);
  });
}

test('a module id with a byte order mark is not the name of a certificate without it, however long it is', async () => {
  for (const length of [10, 39, 79, 139]) {
    const name = 'i'.repeat(length);
    const subject = nameOf(`${name}.${REGION}.aws`);
    const marked = await reportOn({ moduleId: `\ufeff${name}`, certificates: { leaf: { subject } } });
    assert.deepEqual(notPassed(marked), { 'leaf-name': 'fail' });
    const plain = await reportOn({ moduleId: name, certificates: { leaf: { subject } } });
    assert.deepEqual(notPassed(plain), {});
  }
});

test('a leaf name in a PrintableString is read as well', async () => {
  const subject = der.sequence(attribute('2.5.4.3', der.printableString(`${moduleId()}.${REGION}.aws`)));
  assert.deepEqual(notPassed(await reportOn({ certificates: { leaf: { subject } } })), {});
});

test('what a document lacks is never passed over', async () => {
  const lacks = async (field: string): Promise<[Verdict, ReturnType<typeof notPassed>]> => {
    const report = await reportOn({ fields: { [field]: undefined } });
    return [report.verdict, notPassed(report)];
  };
  assert.deepEqual(await lacks('certificate'), [
    'not-genuine',
    {
      signature: 'unknown',
      chain: 'fail',
      'leaf-name': 'unknown',
      'valid-at-timestamp': 'unknown',
      'valid-now': 'unknown',
      profile: 'fail',
    },
  ]);
  assert.deepEqual(await lacks('cabundle'), [
    'not-genuine',
    { chain: 'fail', root: 'fail', 'valid-at-timestamp': 'unknown', 'valid-now': 'unknown', profile: 'fail' },
  ]);
  assert.deepEqual(await lacks('timestamp'), ['undecided', { 'valid-at-timestamp': 'unknown', profile: 'fail' }]);
  assert.deepEqual(await lacks('module_id'), ['undecided', { 'leaf-name': 'unknown', profile: 'fail' }]);
});

test('a document whose certificate is no certificate has a signature that nobody could check', async () => {
  const report = await reportOn({ certificate: Uint8Array.of(0x30, 0) });
  assert.equal(outcomeOf(report, 'signature'), 'unknown');
  assert.equal(outcomeOf(report, 'chain'), 'fail');
  assert.equal(outcomeOf(report, 'valid-at-timestamp'), 'unknown');
  assert.equal(report.verdict, 'not-genuine');
  assert.deepEqual(report.certificates.at(-1)?.contents, undefined);
  assert.equal(report.certificates.at(-1)?.problem, 'it is no X.509 certificate');
});

test('the report has every certificate, root first, with its role, fingerprint and period', async () => {
  const { certificates } = await reportOn();
  assert.deepEqual(
    certificates.map(({ role }) => role),
    ['root', 'regional', 'zonal', 'instance', 'leaf'],
  );
  const leaf = certificates.at(-1);
  assert.equal(leaf?.contents?.commonName, `${moduleId()}.${REGION}.aws`);
  assert.equal(leaf?.contents?.notAfter, Date.UTC(2026, 2, 4, 8, 6, 3));
});
