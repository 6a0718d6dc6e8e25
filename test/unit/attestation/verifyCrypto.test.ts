import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VerifyingKey, WebCrypto } from '../../../src/core/attestation/webCrypto.ts';
import { crypto, notPassed, outcomeOf, reasonOf, reportOn } from '../../support/verifying.ts';

const UNCHECKED = { signature: 'unknown', chain: 'unknown' } as const;

function cryptoWith(members: Partial<WebCrypto['subtle']>): WebCrypto {
  return {
    subtle: {
      importKey: (...given) => crypto.subtle.importKey(...given),
      verify: (...given) => crypto.subtle.verify(...given),
      ...members,
    },
  };
}

/** As hostile as a platform may be. */
function answering(answer: () => unknown): WebCrypto {
  return cryptoWith({ verify: answer as WebCrypto['subtle']['verify'] });
}

test('without WebCrypto nothing is known of signatures, and all else is', async () => {
  const report = await reportOn({}, { crypto: undefined });
  assert.deepEqual(notPassed(report), UNCHECKED);
  assert.equal(report.verdict, 'undecided');
  assert.match(reasonOf(report, 'signature'), /there is no WebCrypto here/);
  assert.match(reasonOf(report, 'chain'), /there is no WebCrypto here/);
});

test('without WebCrypto what is wrong besides signatures fails all the same', async () => {
  const report = await reportOn({ certificates: { zonal: { pathLength: 0 } } }, { crypto: undefined });
  assert.deepEqual(notPassed(report), { signature: 'unknown', chain: 'fail' });
  assert.equal(report.verdict, 'not-genuine');
  const sized = await reportOn({ signature: () => new Uint8Array(95) }, { crypto: undefined });
  assert.equal(outcomeOf(sized, 'signature'), 'fail');
});

const BROKEN: readonly (readonly [string, WebCrypto])[] = [
  ['that rejects', answering(() => Promise.reject(new Error('P-384 is not supported')))],
  [
    'that throws',
    answering(() => {
      throw new Error('no');
    }),
  ],
  ['that rejects with nothing', answering(() => Promise.reject(undefined))],
  ...[undefined, null, 1, 'true', {}, [], () => true].map(
    (answer) => [`that answers ${typeof answer} ${JSON.stringify(answer)}`, answering(async () => answer)] as const,
  ),
  ['that imports no key', cryptoWith({ importKey: () => Promise.reject(new Error('NotSupportedError')) })],
  [
    'that throws for a key',
    cryptoWith({
      importKey: () => {
        throw new Error('no');
      },
    }),
  ],
  [
    'that gives nothing for a key',
    cryptoWith({ importKey: (async () => undefined) as unknown as WebCrypto['subtle']['importKey'] }),
  ],
  ['without subtle', {} as WebCrypto],
  [
    'whose subtle throws',
    Object.defineProperty({}, 'subtle', {
      get: () => {
        throw new Error('insecure context');
      },
    }) as WebCrypto,
  ],
];

for (const [name, broken] of BROKEN) {
  test(`a WebCrypto ${name} is no pass, and no rejection`, async () => {
    const report = await reportOn({}, { crypto: broken });
    assert.deepEqual(notPassed(report), UNCHECKED);
    assert.equal(report.verdict, 'undecided');
    assert.match(reasonOf(report, 'signature'), /WebCrypto here did not check/);
  });
}

test('one answer that is missing among passes leaves the chain unknown, and one false among unknowns fails it', async () => {
  const answers = (list: readonly unknown[]): WebCrypto => {
    let index = 0;
    return answering(async () => list[index++]);
  };
  const missing = await reportOn({}, { crypto: answers([true, true, true, undefined, true]) });
  assert.deepEqual(notPassed(missing), { chain: 'unknown' });
  const one = await reportOn({}, { crypto: answers([true, undefined, undefined, undefined, false]) });
  assert.deepEqual(notPassed(one), { chain: 'fail' });
});

test('each verification is asked with the right curve, hash and sizes, five in all', async () => {
  const asked: string[] = [];
  const watching = cryptoWith({
    importKey: (format, key, algorithm, extractable, usages): Promise<VerifyingKey> => {
      assert.deepEqual([format, key.length, key[0], extractable, usages], ['raw', 97, 4, false, ['verify']]);
      assert.deepEqual(algorithm, { name: 'ECDSA', namedCurve: 'P-384' });
      asked.push('key');
      return crypto.subtle.importKey(format, key, algorithm, extractable, usages);
    },
    verify: (algorithm, key, signature, data): Promise<boolean> => {
      assert.deepEqual(algorithm, { name: 'ECDSA', hash: 'SHA-384' });
      assert.equal(signature.length, 96);
      asked.push('signature');
      return crypto.subtle.verify(algorithm, key, signature, data);
    },
  });
  assert.deepEqual(notPassed(await reportOn({}, { crypto: watching })), {});
  assert.deepEqual(asked.sort(), [...Array(5).fill('key'), ...Array(5).fill('signature')]);
});
