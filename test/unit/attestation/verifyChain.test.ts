import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SigningOptions, signDocument } from '../../support/attestationSigner.ts';
import {
  ALGORITHM,
  type CertificateForm,
  extension,
  KEY_USAGE,
  keyOf,
  nameOf,
  type Role,
} from '../../support/certificateAuthority.ts';
import * as der from '../../support/derWriter.ts';
import { outcomeOf, reasonOf, reportOn } from '../../support/verifying.ts';

type Forms = NonNullable<SigningOptions['certificates']>;

/** Wrong certificates, and what is said of them. */
const FAULTS: readonly (readonly [string, Forms, RegExp])[] = [
  ...wrongPathLengths(),
  ['a leaf that is a CA', { leaf: { isCa: true } }, /^The leaf certificate is a CA, and a leaf must not be one\.$/],
  ['a leaf with a path length', { leaf: { pathLength: 0 } }, /leaf certificate has a path length/],
  [
    'a leaf for no digital signatures',
    { leaf: { keyUsage: KEY_USAGE.nonRepudiation } },
    /leaf certificate is not for digital/,
  ],
  ['a leaf without key usage', { leaf: { keyUsage: 'absent' } }, /leaf certificate is not for digital signatures/],
  ['a leaf for signing certificates', { leaf: { keyUsage: 0x84 } }, /leaf certificate is for signing certificates/],
  ...(['root', 'regional', 'zonal', 'instance'] as const).flatMap(
    (role): readonly (readonly [string, Forms, RegExp])[] => [
      [
        `${role} that is no CA`,
        { [role]: { isCa: false, pathLength: undefined } },
        new RegExp(`${role} certificate is not a CA`),
      ],
      [
        `${role} without basic constraints`,
        { [role]: { basicConstraints: 'absent' } },
        new RegExp(`${role} certificate is not a CA`),
      ],
      [
        `${role} with basic constraints that are not critical`,
        { [role]: { basicConstraints: 'not critical' } },
        new RegExp(`${role} certificate has basic constraints that are not critical`),
      ],
      [
        `${role} for no certificates`,
        { [role]: { keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.cRLSign } },
        new RegExp(`${role} certificate is not for signing certificates`),
      ],
      [
        `${role} without key usage`,
        { [role]: { keyUsage: 'absent' } },
        new RegExp(`${role} certificate is not for signing`),
      ],
    ],
  ),
  ...everyRole((role) => [
    ...(['P-256', 'P-521', 'RSA', 'Ed25519'] as const).map(
      (keyKind): readonly [string, Partial<CertificateForm>, string] => [
        `a key that is ${keyKind}`,
        { keyKind },
        `has a key that is ${keyKind}, not P-384`,
      ],
    ),
    ['X.509 version 1', { version: 1 }, 'is of X.509 version 1, not 3'],
    ['X.509 version 2', { version: 2 }, 'is of X.509 version 2, not 3'],
    ['a signature with SHA-256', { hash: 'sha256' }, 'is signed with ecdsa-with-SHA256, not ecdsa-with-SHA384'],
    ['a signature with SHA-512', { hash: 'sha512' }, 'is signed with ecdsa-with-SHA512'],
    ['another algorithm inside', { innerAlgorithm: ALGORITHM.ecdsaWithSha256 }, 'is signed with ecdsa-with-SHA256'],
    ['another algorithm outside', { outerAlgorithm: ALGORITHM.ecdsaWithSha256 }, 'names two algorithms'],
    [
      'a parameter to its algorithm',
      withAlgorithm(der.sequence(der.oid('1.2.840.10045.4.3.3'), der.value(0x05))),
      'is signed with an unknown algorithm',
    ],
    ['the same extension twice', { moreExtensions: [keyUsageAgain(role)] }, 'has the same extension twice'],
    [
      'an extension twice that it need not have',
      { moreExtensions: [1, 2].map(() => extension('2.5.29.14', false, der.octetString(new Uint8Array(20)))) },
      'has the same extension twice',
    ],
    [
      'a critical extension that is not known',
      { moreExtensions: [extension('2.5.29.30', true, der.sequence())] },
      'has a critical extension that documents do not have',
    ],
    ['a point in the hybrid form', { publicKeyInfo: pointOf(6, 97) }, 'has a key that is no uncompressed point'],
    ['a point with a byte too many', { publicKeyInfo: pointOf(4, 98) }, 'has a key that is no uncompressed point'],
    ['a point that is compressed', { publicKeyInfo: pointOf(2, 49) }, 'has a key that is no uncompressed point'],
  ]),
  ['RSA above the leaf', { instance: { keyKind: 'RSA' } }, /instance certificate has a key that is RSA/],
  [
    'a leaf that an RSA key signed',
    { leaf: { signer: keyOf('RSA', 'stranger') } },
    /leaf certificate is signed with sha384WithRSAEncryption/,
  ],
  [
    'a leaf that an Ed25519 key signed',
    { leaf: { signer: keyOf('Ed25519', 'stranger') } },
    /leaf .* signed with Ed25519/,
  ],
  ...(['regional', 'zonal', 'instance', 'leaf'] as const).flatMap(
    (role): readonly (readonly [string, Forms, RegExp])[] => [
      [
        `${role} that names another issuer`,
        { [role]: { issuer: nameOf('another') } },
        new RegExp(`${role} certificate names another issuer`),
      ],
      [
        `${role} that another key of the same name signed`,
        { [role]: { signer: keyOf('P-384', 'stranger') } },
        new RegExp(`${role} certificate is not signed by the certificate above it`),
      ],
      [
        `${role} whose signature is two zeros`,
        { [role]: { rewrite: withSignature(der.sequence(der.integer(0), der.integer(0))) } },
        new RegExp(`${role} certificate is not signed`),
      ],
      [
        `${role} whose signature has a byte behind it`,
        { [role]: { rewrite: withSignature(der.sequence(der.integer(1), der.integer(1)), 0) } },
        new RegExp(`${role} certificate is not signed`),
      ],
      [
        `${role} whose signature has a negative number`,
        { [role]: { rewrite: withSignature(der.sequence(der.value(0x02, [0x80]), der.integer(1))) } },
        new RegExp(`${role} certificate is not signed`),
      ],
    ],
  ),
];

for (const [name, certificates, reason] of FAULTS) {
  test(`the chain fails: ${name}`, async () => {
    const report = await reportOn({ certificates });
    assert.equal(outcomeOf(report, 'chain'), 'fail');
    assert.match(reasonOf(report, 'chain'), reason);
    assert.equal(report.verdict, 'not-genuine');
    assert.equal(outcomeOf(report, 'root'), 'pass');
  });
}

/** Other orders of the certificates above the leaf. */
const BUNDLES: readonly (readonly [string, SigningOptions['cabundle'], RegExp])[] = [
  ['no root', (ders) => ders.slice(1), /^Certificate 1 names another issuer than itself\.$/],
  ['no regional', (ders) => without(ders, 1), /names another issuer|path length/],
  ['no zonal', (ders) => without(ders, 2), /names another issuer|path length/],
  ['no instance', (ders) => ders.slice(0, -1), /names another issuer|path length/],
  ['the leaf first', (ders) => [...ders].reverse(), /^The root certificate /],
  ...([0, 1, 2] as const).map(
    (at) =>
      [
        `${at} and ${at + 1} swapped`,
        (ders: readonly Uint8Array[]) => [
          ...ders.slice(0, at),
          ...ders.slice(at, at + 2).reverse(),
          ...ders.slice(at + 2),
        ],
        /path length|names another issuer/,
      ] as const,
  ),
  ['the instance twice', (ders) => [...ders, ...ders.slice(-1)], /path length|names another issuer/],
  ['the root twice', (ders) => [...ders.slice(0, 1), ...ders], /./],
  ['more than there is time for', (ders) => Array(10).fill(ders[0]), /has 11 certificates, more than 10/],
  ['a hundred', (ders) => Array(100).fill(ders[0]), /has 101 certificates, more than 10/],
  ['none', () => [], /has no certificates above its own/],
  ['an empty one', (ders) => [...ders.slice(0, 3), new Uint8Array()], /could not be read: it is not well-formed DER/],
];

for (const [name, cabundle, reason] of BUNDLES) {
  test(`the chain fails: a bundle with ${name}`, async () => {
    const report = await reportOn(cabundle === undefined ? {} : { cabundle });
    assert.equal(outcomeOf(report, 'chain'), 'fail');
    assert.match(reasonOf(report, 'chain'), reason);
    assert.equal(report.verdict, 'not-genuine');
    assert.equal(outcomeOf(report, 'signature'), 'pass');
  });
}

test('of a chain that is too long nobody knows whether it is valid, and the report shows its ends', async () => {
  const report = await reportOn({ cabundle: (ders) => Array(30).fill(ders[0]) });
  assert.equal(outcomeOf(report, 'valid-at-timestamp'), 'unknown');
  assert.equal(outcomeOf(report, 'signature'), 'pass');
  assert.deepEqual(
    [report.certificates.length, report.certificates[0]?.role, report.certificates.at(-1)?.role],
    [10, 'certificate 1', 'certificate 31'],
  );
});

test('an order that holds in the document is needed: no path is searched for, and a foreign certificate is not passed over', async () => {
  const foreign = signDocument({ region: 'eu-west-1' }).chain.regional.der;
  const report = await reportOn({ cabundle: (ders) => [...ders.slice(0, 1), foreign, ...ders.slice(1)] });
  assert.equal(outcomeOf(report, 'chain'), 'fail');
  assert.equal(report.certificates[1]?.role, 'certificate 2');
});

test('shorter and longer chains hold under a root that was added, with the path lengths that their places ask for', async () => {
  const two = await reportOn({
    cabundle: (ders) => ders.slice(0, 1),
    certificates: { leaf: { issuer: nameOf('tests.nitro-enclaves'), signer: signDocument().chain.root.privateKey } },
  });
  assert.equal(outcomeOf(two, 'chain'), 'pass');
  assert.equal(two.verdict, 'genuine-under-added-root');
  assert.deepEqual(
    two.certificates.map(({ role }) => role),
    ['certificate 1', 'certificate 2'],
  );
});

test('a root with a path length must reach to the leaf, and may reach further', async () => {
  for (const [pathLength, outcome] of [
    [3, 'pass'],
    [4, 'pass'],
    [2, 'fail'],
  ] as const) {
    assert.equal(outcomeOf(await reportOn({ certificates: { root: { pathLength } } }), 'chain'), outcome);
  }
});

test('what real chains do in several ways is accepted', async () => {
  const others: readonly Forms[] = [
    { leaf: { basicConstraints: 'absent' } },
    { leaf: { basicConstraints: 'not critical' } },
    { leaf: { keyUsageCritical: true } },
    { instance: { keyUsageCritical: false } },
    { instance: { moreExtensions: [extension('2.5.29.14', false, der.octetString(new Uint8Array(20)))] } },
    { leaf: { serial: Uint8Array.of(0x69, 0x81, 0xc9, 0xf2) } },
    {
      leaf: {
        moreExtensions: [der.sequence(der.oid('2.5.29.37'), der.boolean(false), der.octetString(der.sequence()))],
      },
    },
  ];
  for (const certificates of others) {
    assert.equal(outcomeOf(await reportOn({ certificates }), 'chain'), 'pass');
  }
});

test('a root is known by its fingerprint, whoever signed it, but names itself as its issuer', async () => {
  const signer = keyOf('P-384', 'above');
  assert.equal(outcomeOf(await reportOn({ certificates: { root: { signer } } }), 'chain'), 'pass');
  const report = await reportOn({ certificates: { root: { signer, issuer: nameOf('above') } } });
  assert.equal(reasonOf(report, 'chain'), 'The root certificate names another issuer than itself.');
});

function wrongPathLengths(): readonly (readonly [string, Forms, RegExp])[] {
  const right = { regional: 2, zonal: 1, instance: 0 } as const;
  return (['regional', 'zonal', 'instance'] as const).flatMap((role) =>
    [undefined, 0, 1, 2, 3, 127]
      .filter((pathLength) => pathLength !== right[role])
      .map(
        (pathLength) =>
          [
            `${role} with path length ${pathLength}`,
            { [role]: { pathLength } },
            new RegExp(
              `^The ${role} certificate has ${pathLength === undefined ? 'no path length' : `path length ${pathLength}`}; it must be ${right[role]}\\.$`,
            ),
          ] as const,
      ),
  );
}

function everyRole(
  faults: (role: Role) => readonly (readonly [string, Partial<CertificateForm>, string])[],
): readonly (readonly [string, Forms, RegExp])[] {
  return (['root', 'regional', 'zonal', 'instance', 'leaf'] as const).flatMap((role) =>
    faults(role).map(
      ([name, form, clause]) =>
        [`${role} with ${name}`, { [role]: form }, new RegExp(`^The ${role} certificate ${clause}`)] as const,
    ),
  );
}

function withAlgorithm(algorithm: der.Der): Partial<CertificateForm> {
  return { innerAlgorithm: algorithm, outerAlgorithm: algorithm };
}

function keyUsageAgain(role: Role): der.Der {
  const usage = role === 'leaf' ? KEY_USAGE.digitalSignature : KEY_USAGE.keyCertSign;
  return extension('2.5.29.15', false, der.bitString([usage]));
}

/** A key whose point begins and ends like that; nobody gets as far as asking whether it is one. */
function pointOf(form: number, size: number): der.Der {
  const point = new Uint8Array(size).fill(1);
  point[0] = form;
  const algorithm = der.sequence(der.oid('1.2.840.10045.2.1'), der.oid('1.3.132.0.34'));
  return der.sequence(algorithm, der.bitString(point));
}

/** Replaces the signature of a certificate and leaves what is signed as it is. */
function withSignature(signature: der.Der, ...behind: readonly number[]): (certificate: Uint8Array) => Uint8Array {
  return (certificate) => {
    const signed = certificate.subarray(4, 8 + ((certificate[6] ?? 0) << 8) + (certificate[7] ?? 0));
    return der.sequence(signed, ALGORITHM.ecdsaWithSha384, der.bitString([...signature, ...behind]));
  };
}

function without<T>(list: readonly T[], index: number): readonly T[] {
  return list.filter((_, at) => at !== index);
}
