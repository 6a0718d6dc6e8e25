import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddedRoots } from '../../../src/core/attestation/addedRoots.ts';
import { AWS_NITRO_ROOT_PEM } from '../../../src/core/attestation/awsNitroRoot.ts';
import { pemOf } from '../../../src/core/encoding/pem.ts';
import { type SigningOptions, signDocument } from '../../support/attestationSigner.ts';
import { nameOf } from '../../support/certificateAuthority.ts';
import { reportOn } from '../../support/verifying.ts';

type RootForm = NonNullable<NonNullable<SigningOptions['certificates']>['root']>;

function rootPem(form: RootForm = {}): string {
  return pemOf('CERTIFICATE', signDocument({ certificates: { root: form } }).root);
}

test('texts with one certificate or several give roots in their order', () => {
  const [one, other] = [rootPem(), rootPem({ serial: Uint8Array.of(5) })];
  const { roots, problems } = readAddedRoots([one, `# of the lab\n${other}\n${AWS_NITRO_ROOT_PEM}`]);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    roots.map((der) => pemOf('CERTIFICATE', der)),
    [one, other, AWS_NITRO_ROOT_PEM],
  );
  assert.deepEqual(readAddedRoots([]), { roots: [], problems: [] });
});

test('a document under an added root is genuine under that root, never plainly so', async () => {
  const { roots } = readAddedRoots([rootPem()]);
  assert.equal((await reportOn({}, { roots })).verdict, 'genuine-under-added-root');
});

test('adding a root does not let others in, and one that was added twice counts once', async () => {
  const { roots } = readAddedRoots([rootPem({ serial: Uint8Array.of(5) }), rootPem({ serial: Uint8Array.of(5) })]);
  assert.equal(roots.length, 2);
  assert.equal((await reportOn({}, { roots })).verdict, 'not-genuine');
});

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'it holds no PEM certificate'],
  ['a path', '/etc/roots/lab.pem', 'it holds no PEM certificate'],
  ['a key', pemOf('PUBLIC KEY', Uint8Array.of(1)), 'it holds no PEM certificate'],
  [
    'a block that is not whole',
    rootPem().slice(0, 200),
    'its certificate is not base64 between its first and last line',
  ],
  [
    'no certificate inside',
    pemOf('CERTIFICATE', Uint8Array.of(0x30, 0)),
    'its certificate could not be read: it is no X.509 certificate',
  ],
  ['a leaf', pemOf('CERTIFICATE', signDocument().chain.leaf.der), 'its certificate is not a CA'],
  ['a root on P-256', rootPem({ keyKind: 'P-256' }), 'its certificate has a key that is P-256, not P-384'],
  ['an RSA root', rootPem({ keyKind: 'RSA' }), 'its certificate has a key that is RSA, not P-384'],
  ['a root for other things', rootPem({ keyUsage: 0x80 }), 'its certificate is not for signing certificates'],
  [
    'a CA below a root',
    pemOf('CERTIFICATE', signDocument().chain.regional.der),
    'its certificate names another issuer than itself',
  ],
  [
    'a certificate that names another issuer',
    rootPem({ issuer: nameOf('x') }),
    'its certificate names another issuer than itself',
  ],
  ['a library', rootPem().repeat(200), 'it has more than 65536 characters'],
];

for (const [name, text, clause] of REFUSED) {
  test(`left out with a problem: ${name}`, () => {
    const { roots, problems } = readAddedRoots([rootPem(), text]);
    assert.equal(roots.length, 1);
    assert.deepEqual(problems, [{ index: 1, message: `Added root 2 is left out: ${clause}.` }]);
  });
}

test('of a text with good and bad certificates the good ones stay, and each bad one is told', () => {
  const bad = pemOf('CERTIFICATE', Uint8Array.of(1));
  const { roots, problems } = readAddedRoots([`${bad}${rootPem()}${bad}`]);
  assert.equal(roots.length, 1);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [1, 3].map(
      (which) => `Added root 1 is left out: its certificate ${which} could not be read: it is not well-formed DER.`,
    ),
  );
});
