/**
 * Trails of any size, and where their attested calls stand: what the generator knows is what a search is held against. Texts
 * are ASCII, so that places in bytes are places in strings.
 */
import { pcrOfText, toBase64 } from '../../src/core/index.ts';

export type Layout = 'one line' | 'pretty' | 'lines';

export interface TrailKind {
  readonly name: string;
  readonly layout: Layout;
  /** One event in so many is attested. */
  readonly sparse: number;
  /** Whether callers wrote what looks like attested calls, in objects, arrays and strings of other events. */
  readonly isHostile: boolean;
}

export interface GeneratedTrail {
  readonly bytes: Buffer;
  /** Pairs [start, end) of the records with an attested call. */
  readonly truth: Float64Array;
  readonly events: number;
}

export const KINDS: readonly TrailKind[] = [
  { name: 'sparse, one line', layout: 'one line', sparse: 200, isHostile: false },
  { name: 'sparse, pretty', layout: 'pretty', sparse: 200, isHostile: false },
  { name: 'sparse, JSON Lines', layout: 'lines', sparse: 200, isHostile: false },
  { name: 'dense, one line', layout: 'one line', sparse: 1, isHostile: false },
  { name: 'dense, pretty', layout: 'pretty', sparse: 1, isHostile: false },
  { name: 'adversarial, one line', layout: 'one line', sparse: 200, isHostile: true },
];

/** Different events of a kind; larger trails repeat them. */
const DIFFERENT = 2000;
const ROLE = 'arn:aws:iam::111122223333:role/parent';

/** A trail of about so many bytes. */
export function generateTrail(kind: TrailKind, size: number): GeneratedTrail {
  const indent = kind.layout === 'pretty' ? 2 : undefined;
  const [head, between, tail] =
    kind.layout === 'lines'
      ? ['', '\n', '\n']
      : kind.layout === 'pretty'
        ? ['{\n  "Records": [\n    ', ',\n    ', '\n  ]\n}']
        : ['{"Records":[', ',', ']}'];
  const records = Array.from({ length: DIFFERENT }, (_, number) => {
    const isAttested = number % kind.sparse === 0;
    const text = JSON.stringify(eventOf(number, isAttested, kind.isHostile), undefined, indent);
    return { isAttested, bytes: Buffer.from(text.replaceAll('\n', '\n    '), 'latin1') };
  });
  const bytes = Buffer.allocUnsafeSlow(size + 1024 * 1024);
  const truth: number[] = [];
  let at = bytes.write(head, 0, 'latin1');
  let events = 0;
  for (; at < size; events++) {
    const record = records[events % DIFFERENT];
    if (record === undefined) {
      break;
    }
    at += events === 0 ? 0 : bytes.write(between, at, 'latin1');
    if (record.isAttested) {
      truth.push(at, at + record.bytes.length);
    }
    at += record.bytes.copy(bytes, at);
  }
  at += bytes.write(tail, at, 'latin1');
  return { bytes: bytes.subarray(0, at), truth: Float64Array.from(truth), events };
}

function eventOf(number: number, isAttested: boolean, isHostile: boolean): object {
  const instance = `i-0${number.toString(16).padStart(16, '0')}`;
  const bits = randomBits(number + 1);
  const hex = (digits: number): string => Array.from({ length: digits }, () => (bits() & 15).toString(16)).join('');
  const uuid = (): string => [8, 4, 4, 4, 12].map(hex).join('-');
  const base64 = (length: number): string => Array.from({ length }, () => LETTERS[bits() & 63]).join('');
  const event = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${instance}`,
      arn: `arn:aws:sts::111122223333:assumed-role/parent/${instance}`,
      accountId: '111122223333',
      accessKeyId: `ASIA${base64(16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: ROLE,
          accountId: '111122223333',
          userName: 'parent',
        },
        attributes: { creationDate: '2026-01-01T00:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: new Date(1_767_225_600_000 + number * 1_700).toISOString().replace(/\.\d+/, ''),
    eventSource: isAttested ? 'kms.amazonaws.com' : 's3.amazonaws.com',
    eventName: isAttested ? 'Decrypt' : 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `203.0.113.${bits() & 255}`,
    userAgent: number % 4 === 0 ? '[aws-sdk-java/2.20 Linux/5.10 "OpenJDK" vendor/N]' : 'aws-nitro_enclaves-sdk-c/v0.4',
    requestParameters: isHostile
      ? hostileParameters(number)
      : isAttested
        ? { keyId: 'alias/payments', encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
        : { bucketName: 'payments', key: `2026/${hex(40)}.json` },
    responseElements: null,
    additionalEventData: isAttested
      ? { keyMaterialId: 'ab'.repeat(32), recipient: recipient(number, instance) }
      : { bytesTransferredOut: bits() & 0xfffff, SignatureVersion: 'SigV4', 'x-amz-id-2': base64(76) },
    requestID: uuid(),
    eventID: uuid(),
    readOnly: true,
    resources: [
      { accountId: '111122223333', type: 'AWS::KMS::Key', ARN: 'arn:aws:kms:eu-central-1:111122223333:key/9f8e7d6c' },
    ],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' },
  };
  return event;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Names that nobody can compress, the same in every run. */
function randomBits(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 8;
  };
}

function recipient(number: number, instance: string): object {
  const pcr = (name: string): string => toBase64(pcrOfText(name));
  return {
    attestationDocumentModuleId: `${instance}-enc019b76daa87b9f3a`,
    attestationDocumentEnclaveImageDigest: pcr(`image ${number % 7}`),
    attestationDocumentEnclavePCR1: pcr('kernel'),
    attestationDocumentEnclavePCR2: pcr(`application ${number % 7}`),
    attestationDocumentEnclavePCR3: pcr(ROLE),
    attestationDocumentEnclavePCR4: pcr(instance),
    attestationDocumentEnclavePCR8: pcr('signer'),
  };
}

/** What somebody could make a service log: whole attested events, brackets and quotes in strings, escaped letters. */
function hostileParameters(number: number): object {
  const forged = {
    eventVersion: '1.11',
    eventSource: 'kms.amazonaws.com',
    additionalEventData: { recipient: { attestationDocumentModuleId: 'i' } },
  };
  switch (number % 8) {
    case 1:
      return { items: [1, forged, forged, { detail: forged }] };
    case 2:
      return { additionalEventData: forged.additionalEventData, Records: [forged] };
    case 3:
      return { message: JSON.stringify(forged), deep: JSON.stringify({ Message: JSON.stringify(forged) }) };
    case 4:
      return {
        note: '"},{"eventVersion":"1.11","additionalEventData":{"recipient":{"attestationDocument":1}}},{"x":"',
      };
    case 5:
      return { note: '":[', other: '], [', more: 'x[{"a' };
    case 6:
      return { note: 'spelled \\u0061ttestationDocument in a string' };
    default:
      return { note: 'text with "quotes" and \\ in it' };
  }
}
