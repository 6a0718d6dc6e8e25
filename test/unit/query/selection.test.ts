import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallFilter, parseDigest } from '../../../src/core/index.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { ENGINES } from '../../support/sql/engines.ts';
import { runQuery } from '../../support/sql/runQuery.ts';
import {
  ACCOUNT,
  attestedCall,
  callOf,
  debugCall,
  deniedCall,
  enclaveRecipient,
  INSTANCE,
  image,
  KEY,
  kmsEvent,
  moduleId,
  OTHER_INSTANCE,
  oldCall,
  otherEvent,
  REGION,
  TPM_PCR4,
  TPM_PCR7,
  tpmCall,
  ZERO,
} from '../../support/trails.ts';

const OTHER_KEY = `arn:aws:kms:${REGION}:444455556666:key/mrk-0123456789abcdef0123456789abcdef`;
const elsewhere = attestedCall(enclaveRecipient(image('payments'), OTHER_INSTANCE), {
  userIdentity: { type: 'AssumedRole', principalId: `AROAINVENTEDINVENTED:${OTHER_INSTANCE}` },
});

/** Names of the calls that a table holds besides what is none. */
const CALLS: Readonly<Record<string, JsonObject>> = {
  payments: callOf('payments'),
  batch: callOf('batch'),
  hex: oldCall('payments'),
  upperHex: attestedCall({
    attestationDocumentModuleId: moduleId(),
    attestationDocumentEnclaveImageDigest: image('payments').pcr0.hex.toUpperCase(),
  }),
  tpm: tpmCall(),
  debug: debugCall(),
  elsewhere,
  otherKey: callOf('payments', { resources: [{ ARN: OTHER_KEY, accountId: ACCOUNT, type: 'AWS::KMS::Key' }] }),
  otherRegion: callOf('payments', { awsRegion: 'us-east-1' }),
  later: callOf('payments', { eventTime: '2026-03-01T00:00:00Z' }),
  random: callOf('payments', { eventName: 'GenerateRandom', requestParameters: null, resources: [] }),
};
const EVERY = Object.keys(CALLS);

const DENIED: Readonly<Record<string, JsonObject>> = {
  denied: deniedCall(),
  deniedElsewhere: { ...deniedCall(), userIdentity: { principalId: `AROAINVENTEDINVENTED:${OTHER_INSTANCE}` } },
};

/** What only looks like an attested call; texts of callers and broken texts are among them. */
const OTHERS: Readonly<Record<string, JsonObject>> = {
  plain: kmsEvent(),
  otherService: otherEvent(),
  likeADenial: { ...deniedCall(), userAgent: 'my aws-nitro_enclaves-sdk-c/v0.4.2' },
  otherUserAgent: { ...deniedCall(), userAgent: 'aws-nitro-enclaves-sdk-c/v0.4.2' },
  requested: kmsEvent({ requestParameters: { recipient: enclaveRecipient(image('payments')) } }),
  context: kmsEvent({ requestParameters: { encryptionContext: { note: writeJson(callOf('payments')) } } }),
  noData: kmsEvent({ additionalEventData: null, userIdentity: null }),
};

const IMAGE = { platform: 'enclave' as const, pcrs: new Map([[0, image('payments').pcr0]]) };

const CASES: readonly (readonly [string, CallFilter, readonly string[]])[] = [
  ['every attested call', {}, EVERY],
  ['an image, in every spelling of its digest', { images: [IMAGE] }, without('batch', 'tpm', 'debug')],
  ['the image of an instance', { images: [ofTpm(TPM_PCR4.hex, TPM_PCR7.hex)] }, ['tpm']],
  ['an image of which one PCR differs', { images: [ofTpm(TPM_PCR4.hex, ZERO.hex)] }, []],
  ['any of several images', { images: [IMAGE, ofTpm(TPM_PCR4.hex, TPM_PCR7.hex)] }, without('batch', 'debug')],
  ['debug mode', { images: [{ platform: 'enclave', pcrs: new Map([[0, ZERO]]) }] }, ['debug']],
  ['an enclave', { moduleId: moduleId(OTHER_INSTANCE) }, ['elsewhere']],
  ['an enclave as nitro-cli prints it', { moduleId: moduleId(OTHER_INSTANCE).replace('enc0', 'enc') }, ['elsewhere']],
  ['an instance', { instanceId: INSTANCE }, without('elsewhere')],
  ['a key', { key: KEY }, without('otherKey', 'random')],
  ['a key by its id', { key: OTHER_KEY.split('/')[1] ?? '' }, ['otherKey']],
  ['a part of the id of a key', { key: '0123456789abcdef' }, []],
  ['a region', { region: 'us-east-1' }, ['otherRegion']],
  ['an operation', { operation: 'GenerateRandom' }, ['random']],
  ['a time', { time: { from: Date.UTC(2026, 2, 1) } }, ['later']],
  ['a time before a call', { time: { to: Date.UTC(2026, 2, 1) } }, without('later')],
  ['denied calls as well', { withDenied: true }, [...EVERY, ...Object.keys(DENIED)]],
  [
    'denied calls of an instance as well',
    { instanceId: OTHER_INSTANCE, withDenied: true },
    ['elsewhere', 'deniedElsewhere'],
  ],
  [
    'denied calls of an enclave as well',
    { moduleId: moduleId(OTHER_INSTANCE), withDenied: true },
    ['elsewhere', 'deniedElsewhere'],
  ],
  ['what no call is', { images: [IMAGE], instanceId: OTHER_INSTANCE, region: 'us-east-1' }, []],
];

for (const { name, query, row } of ENGINES) {
  describe(`a query for ${name} finds`, () => {
    const table = { ...CALLS, ...DENIED, ...OTHERS };
    const rows = Object.entries(table).map(([id, event]) => row({ ...event, eventID: id, requestID: id }));

    for (const [what, filter, expected] of CASES) {
      it(what, () => {
        const found = runQuery(query(filter).sql, rows).map(({ eventJson }) => JSON.parse(eventJson ?? '').eventID);
        assert.deepEqual(found.sort(), [...expected].sort());
      });
    }
  });
}

describe('a query for Athena', () => {
  it('passes over rows whose texts are no JSON', () => {
    const [athena] = ENGINES;
    assert.ok(athena);
    const good = athena.row(callOf('payments'));
    const broken = { ...good, additionaleventdata: '{"recipient": {', requestparameters: 'x' };
    const halfBroken = { ...good, requestparameters: '{' };
    const found = runQuery(athena.query({}).sql, [broken, halfBroken, good]);
    assert.deepEqual(
      found.map(({ eventJson }) => JSON.parse(eventJson ?? '').requestParameters?.keyId),
      [undefined, KEY],
    );
  });
});

function without(...names: readonly string[]): readonly string[] {
  return EVERY.filter((name) => !names.includes(name));
}

function ofTpm(pcr4: string, pcr7: string) {
  const pcrs = [
    [4, parseDigest(pcr4)],
    [7, parseDigest(pcr7)],
  ] as const;
  return {
    platform: 'nitro-tpm' as const,
    pcrs: new Map(pcrs.flatMap(([pcr, digest]) => (digest === undefined ? [] : [[pcr, digest] as const]))),
  };
}
