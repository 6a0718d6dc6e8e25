import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { AWS_NITRO_ROOT_FINGERPRINT, AWS_NITRO_ROOT_PEM } from '../../../src/core/attestation/awsNitroRoot.ts';
import { readCertificate } from '../../../src/core/attestation/certificate.ts';
import { LARGEST_CERTIFICATE } from '../../../src/core/attestation/certificateFrame.ts';
import { signDocument } from '../../support/attestationSigner.ts';
import {
  attribute,
  type CertificateForm,
  extension,
  issue,
  KEY_USAGE,
  nameOf,
} from '../../support/certificateAuthority.ts';
import * as der from '../../support/derWriter.ts';

const FORM: CertificateForm = {
  version: 3,
  serial: Uint8Array.of(0xf9, 0x31),
  subject: nameOf('subject'),
  issuer: nameOf('issuer'),
  notBefore: Date.UTC(2026, 0),
  notAfter: Date.UTC(2027, 0),
  keyKind: 'P-384',
  basicConstraints: 'critical',
  isCa: true,
  pathLength: 2,
  keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.keyCertSign,
  keyUsageCritical: true,
  moreExtensions: [],
  hash: 'sha384',
};

function certificate(form: Partial<CertificateForm> = {}): Uint8Array {
  return issue({ ...FORM, ...form }, 'certificate', undefined).der;
}

function problemIn(bytes: Uint8Array): string | undefined {
  const read = readCertificate(bytes);
  return read.ok ? undefined : read.error;
}

test('the root that is shipped is the one whose fingerprint AWS prints', () => {
  const root = new X509Certificate(AWS_NITRO_ROOT_PEM);
  assert.equal(AWS_NITRO_ROOT_FINGERPRINT, '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b');
  assert.equal(root.fingerprint256.replaceAll(':', '').toLowerCase(), AWS_NITRO_ROOT_FINGERPRINT);
  const read = readCertificate(root.raw);
  assert.ok(read.ok);
  assert.equal(read.value.subject.text, 'C=US, O=Amazon, OU=AWS, CN=aws.nitro-enclaves');
  assert.equal(read.value.frame.serial, 'f93175681b90afe11d46ccb4e4e7f856');
  assert.equal(read.value.frame.notBefore, Date.UTC(2019, 9, 28, 13, 28, 5));
  assert.equal(read.value.frame.notAfter, Date.UTC(2049, 9, 28, 14, 28, 5));
  assert.equal(root.raw.length, 533);
});

test('every field of a certificate is read', () => {
  const read = readCertificate(certificate());
  assert.ok(read.ok);
  const { signed, signature, point, subject, issuer, extensions, ...rest } = read.value.frame;
  assert.deepEqual(rest, {
    version: 3,
    serial: 'f931',
    notBefore: FORM.notBefore,
    notAfter: FORM.notAfter,
    keyKind: 'P-384',
    algorithm: 'ecdsa-with-SHA384',
    algorithmsAgree: true,
  });
  assert.deepEqual(read.value.extensions, {
    basicConstraints: { critical: true, isCa: true, pathLength: 2 },
    keyUsage: { digitalSignature: true, keyCertSign: true },
    unknownCritical: false,
    duplicates: false,
  });
  assert.deepEqual(Buffer.from(issuer), Buffer.from(nameOf('issuer')));
  assert.deepEqual(Buffer.from(subject), Buffer.from(nameOf('subject')));
  assert.deepEqual(read.value.subject, {
    text: 'C=SE, O=Enclave Trail tests, CN=subject',
    commonNames: ['subject'],
  });
  assert.equal(point?.length, 97);
  assert.ok(extensions !== undefined && signed.length + signature.length < certificate().length);
});

test('serial, names and times are read as OpenSSL reads them', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 20 }).filter((bytes) => bytes.some((byte) => byte !== 0)),
      texts,
      fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(9999, 0) / 1000 }),
      (serial, commonName, seconds) => {
        const bytes = certificate({ serial, subject: nameOf(commonName), notBefore: seconds * 1000 });
        const read = readCertificate(bytes);
        assert.ok(read.ok);
        const known = new X509Certificate(bytes);
        assert.equal(read.value.frame.serial, known.serialNumber.toLowerCase());
        assert.equal(read.value.frame.notBefore, Date.parse(known.validFrom));
        assert.deepEqual(read.value.subject.commonNames, [commonName]);
        assert.deepEqual(
          Buffer.from(read.value.frame.point ?? []),
          known.publicKey.export({ format: 'der', type: 'spki' }).subarray(-97),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('a name is written so that its parts cannot be taken for others', () => {
  const subject = der.sequence(
    attribute('2.5.4.3', der.utf8String(' a, CN=b+c ')),
    der.set(
      der.sequence(der.oid('2.5.4.10'), der.utf8String('#one')),
      der.sequence(der.oid('1.2.840.113549.1.9.1'), der.value(0x16, Buffer.from('x@example'))),
    ),
    attribute('2.5.4.3', der.value(0x0c, [0xff])),
  );
  const read = readCertificate(certificate({ subject }));
  assert.ok(read.ok);
  assert.equal(
    read.value.subject.text,
    'CN=\\ a\\, CN=b\\+c\\ , O=\\#one+OID.1.2.840.113549.1.9.1=#160978406578616d706c65, CN=#0c01ff',
  );
  assert.deepEqual(read.value.subject.commonNames, [' a, CN=b+c ', undefined]);
});

const whole = certificate();

function rewritten(from: readonly number[], to: readonly number[]): Uint8Array {
  const at = Buffer.from(whole).indexOf(Buffer.from(from));
  assert.ok(at > 0);
  return Uint8Array.of(...whole.subarray(0, at), ...to, ...whole.subarray(at + from.length));
}

const EXTENSION = (content: der.Der, type = '2.5.29.19'): Partial<CertificateForm> => ({
  basicConstraints: 'absent',
  keyUsage: 'absent',
  moreExtensions: [der.sequence(der.oid(type), der.boolean(true), der.octetString(content))],
});

const extensionList = der.explicit(3, der.sequence(extension('2.5.29.14', false, der.octetString(Uint8Array.of(1)))));

const NONE: Partial<CertificateForm> = { basicConstraints: 'absent', keyUsage: 'absent' };

const UNREADABLE: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['nothing', new Uint8Array(), /not well-formed DER/],
  ['a byte behind', Uint8Array.of(...whole, 0), /not well-formed DER/],
  ['a byte too few', whole.subarray(0, -1), /not well-formed DER/],
  ['two certificates', Uint8Array.of(...whole, ...whole), /not well-formed DER/],
  ['an indefinite length', Uint8Array.of(0x30, 0x80, ...whole.subarray(4), 0, 0), /not well-formed DER/],
  ['a length that is too long', Uint8Array.of(0x30, 0x83, 0, ...whole.subarray(2)), /not well-formed DER/],
  ['a length that is too long inside', rewritten([0x17, 13], [0x17, 0x81, 13]), /not well-formed DER|X\.509/],
  ['an empty sequence', der.sequence(), /no X\.509 certificate/],
  ['a number', der.integer(1), /no X\.509 certificate/],
  ['a fourth field', der.sequence(...[1, 2, 3, 4].map(der.integer)), /no X\.509 certificate/],
  ['version 4', certificate({ version: 4 as 3 }), /version/],
  ['a thirteenth month', rewritten([0x17, 13, 0x32, 0x36, 0x30, 0x31], [0x17, 13, 0x32, 0x36, 0x31, 0x33]), /validity/],
  ['a 30th of February', rewritten(ascii('260101'), ascii('260230')), /validity/],
  ['minute 60', rewritten(ascii('260101000000Z'), ascii('260101006000Z')), /validity/],
  ['second 60', rewritten(ascii('260101000000Z'), ascii('260101000060Z')), /validity/],
  ['a month 0', rewritten(ascii('260101000000Z'), ascii('260001000000Z')), /validity/],
  ['a day 0', rewritten(ascii('260101000000Z'), ascii('260100000000Z')), /validity/],
  ['hour 24', rewritten(ascii('260101000000Z'), ascii('260101240000Z')), /validity/],
  ['a time with an offset', rewritten(ascii('260101000000Z'), ascii('26010100+0000')), /validity|not well-formed/],
  ['a time of another type', rewritten([0x17, 13, 0x32, 0x36], [0x16, 13, 0x32, 0x36]), /validity/],
  ['names that are no names', certificate({ subject: der.sequence(der.integer(1)) }), /names/],
  ['an empty set in a name', certificate({ subject: der.sequence(der.set()) }), /names/],
  [
    'an attribute of three parts',
    certificate({
      subject: der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.utf8String('a'), der.integer(1)))),
    }),
    /names/,
  ],
  ['an issuer that is no name', certificate({ issuer: der.integer(1) }), /names/],
  ['a unique id of its issuer', certificate({ moreFields: [der.value(0x81, [0, 1])] }), /fields that these/],
  ['two lists of extensions', certificate({ moreFields: [extensionList, extensionList] }), /fields that these/],
  [
    'extensions in two lists',
    certificate({ moreFields: [der.value(0xa3, der.sequence(), der.sequence())], ...NONE }),
    /extensions/,
  ],
  [
    'no extension where there are some',
    certificate({ moreFields: [der.explicit(3, der.sequence())], ...NONE }),
    /extensions/,
  ],
  ['a key that is none', certificate({ publicKeyInfo: der.integer(1) }), /public key/],
  ['no extension in a list', certificate({ moreExtensions: [der.integer(1)] }), /extensions/],
  [
    'an extension of four parts',
    certificate({
      moreExtensions: [
        der.sequence(der.oid('2.5.29.14'), der.boolean(true), der.octetString(new Uint8Array()), der.integer(1)),
      ],
    }),
    /extensions/,
  ],
  ['basic constraints that are a number', certificate(EXTENSION(der.integer(1))), /basic constraints/],
  [
    'basic constraints with more behind',
    certificate(EXTENSION(Uint8Array.of(...der.sequence(), 0))),
    /basic constraints/,
  ],
  [
    'a negative path length',
    certificate(EXTENSION(der.sequence(der.boolean(true), der.value(2, [0xff])))),
    /basic constraints/,
  ],
  ['key usage that is a number', certificate(EXTENSION(der.integer(1), '2.5.29.15')), /key usage/],
  ['key usage without bits', certificate(EXTENSION(der.bitString([]), '2.5.29.15')), /key usage/],
  ['too large', der.sequence(der.octetString(new Uint8Array(LARGEST_CERTIFICATE))), /more than 16384/],
  ['nested deeply', nested(5000), /no X\.509 certificate/],
  ['nested deeply in octet strings', nested(5000, 0x04), /no X\.509 certificate/],
  [
    'full of tiny values',
    der.sequence(...Array.from({ length: 5000 }, () => der.value(0x05))),
    /no X\.509 certificate/,
  ],
];

for (const [name, bytes, problem] of UNREADABLE) {
  test(`no certificate: ${name}`, () => {
    assert.match(problemIn(bytes) ?? 'it was read', problem);
  });
}

test('constraints and usages in their other forms are read', () => {
  const read = (content: der.Der, type?: string) => {
    const result = readCertificate(certificate(EXTENSION(content, type)));
    assert.ok(result.ok);
    return result.value.extensions;
  };
  assert.deepEqual(read(der.sequence()).basicConstraints, { critical: true, isCa: false, pathLength: undefined });
  assert.deepEqual(read(der.sequence(der.boolean(false))).basicConstraints?.isCa, false);
  assert.deepEqual(read(der.sequence(der.boolean(true), der.integer(127))).basicConstraints?.pathLength, 127);
  assert.deepEqual(read(der.bitString([0x80, 0x80], 7), '2.5.29.15').keyUsage, {
    digitalSignature: true,
    keyCertSign: false,
  });
  assert.deepEqual(read(der.bitString([0x06], 1), '2.5.29.15').keyUsage, {
    digitalSignature: false,
    keyCertSign: true,
  });
});

test('a certificate changed anywhere is read or refused, never more', () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(6), (at, added, removed) => {
      const read = readCertificate(Uint8Array.of(...whole.subarray(0, at), ...added, ...whole.subarray(at + removed)));
      assert.ok(read.ok || /^its? [\x20-\x7e]+$/.test(read.error));
    }),
    { numRuns: 2000 },
  );
  const hostile = [nested(8000), nested(8000, 0x04), nested(4000, 0x24), Array.from({ length: 16_000 }, () => 0x30)];
  for (const bytes of hostile) {
    assert.equal(readCertificate(Uint8Array.from(bytes)).ok, false);
  }
});

test('a certificate of another document is not touched by what its bytes become', () => {
  const { chain } = signDocument();
  const bytes = chain.zonal.der.slice();
  const read = readCertificate(bytes);
  assert.ok(read.ok);
  const before = Buffer.from(read.value.frame.signed).toString('hex');
  bytes.fill(0);
  assert.equal(Buffer.from(read.value.frame.signed).toString('hex'), before);
});

function ascii(text: string): readonly number[] {
  return [...Buffer.from(text)];
}

/** As many values as that, each the only one in the one around it. */
function nested(depth: number, tag = 0x30): Uint8Array {
  let length = 0;
  const heads: (readonly number[])[] = [];
  for (let level = 0; level < depth && length < LARGEST_CERTIFICATE - 8; level++) {
    const head =
      length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
    heads.unshift(head);
    length += head.length;
  }
  return Uint8Array.from(heads.flat());
}
