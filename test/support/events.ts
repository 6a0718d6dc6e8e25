// CloudTrail records that the project made itself: account, names and images are invented, PCR3 and PCR4 computed.
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from './json.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-north-1';
export const INSTANCE = 'i-0a1b2c3d4e5f60718';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/parent=north/öre`;
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`;
export const EVENT_TIME = '2026-03-04T05:06:07Z';
export const LAUNCH = Date.UTC(2026, 2, 4, 5, 0, 0);
export const ZERO = Buffer.alloc(48);

/** An invented measurement; the same words give the same one. */
export function measured(words: string | Buffer): Buffer {
  return createHash('sha384').update(words).digest();
}

/** A register into which one text was measured, computed apart from the product's code. */
export function extended(text: string): Buffer {
  return createHash('sha384').update(Buffer.alloc(48)).update(text).digest();
}

export function moduleId(instance = INSTANCE, launch = LAUNCH): string {
  return `${instance}-enc${launch.toString(16).padStart(12, '0')}beef`;
}

export const IMAGE = {
  pcr0: measured('payments, whole image'),
  pcr1: measured('payments, kernel'),
  pcr2: measured('payments, application'),
  pcr8: measured('payments, signing certificate'),
} as const;

/** The fields of a recipient by PCR; base64, as CloudTrail writes them. */
export function enclavePcrs(pcrs: Readonly<Record<number, Buffer | string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(pcrs).map(([index, value]) => [enclaveField(Number(index)), spelled(value)]),
  );
}

export function enclaveField(index: number): string {
  return index === 0 ? 'attestationDocumentEnclaveImageDigest' : `attestationDocumentEnclavePCR${index}`;
}

export function tpmPcrs(pcrs: Readonly<Record<number, Buffer | string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(pcrs).map(([index, value]) => [`attestationDocumentNitroTPMPCR${index}`, spelled(value)]),
  );
}

function spelled(value: Buffer | string): string {
  return typeof value === 'string' ? value : value.toString('base64');
}

export function recipient(members: JsonObject = {}): JsonObject {
  return {
    attestationDocumentModuleId: moduleId(),
    ...enclavePcrs({
      0: IMAGE.pcr0,
      1: IMAGE.pcr1,
      2: IMAGE.pcr2,
      3: extended(ROLE),
      4: extended(INSTANCE),
      8: IMAGE.pcr8,
    }),
    ...members,
  };
}

export function tpmRecipient(members: JsonObject = {}): JsonObject {
  return {
    attestationDocumentModuleId: `${INSTANCE}-tpm0000000000000000`,
    ...tpmPcrs({ 4: measured('boot manager'), 7: measured('secure boot policy'), 12: ZERO }),
    ...members,
  };
}

/** Any event of KMS; members given replace those of the same name. */
export function kmsEvent(members: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAINVENTEDFORTESTS:${INSTANCE}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/parent=north/${INSTANCE}`,
      accountId: ACCOUNT,
      sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, accountId: ACCOUNT }, attributes: {} },
    },
    eventTime: EVENT_TIME,
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-nitro_enclaves-sdk-c/0.4=1 "😀"',
    requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: 'alias/asked=for' },
    responseElements: null,
    requestID: '11111111-2222-3333-4444-555555555555',
    eventID: '66666666-7777-8888-9999-000000000000',
    readOnly: true,
    resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    ...members,
  };
}

export function attestedEvent(members: JsonObject = {}, recipientMembers: JsonObject = {}): JsonObject {
  const additionalEventData = { keyMaterialId: 'ab'.repeat(32), recipient: recipient(recipientMembers) };
  return kmsEvent({ additionalEventData, ...members });
}

/** An attested event with exactly this recipient, whatever it is. */
export function eventWithRecipient(value: Json, members: JsonObject = {}): JsonObject {
  return kmsEvent({ additionalEventData: { recipient: value }, ...members });
}

export function deniedEvent(): JsonObject {
  return kmsEvent({
    errorCode: 'AccessDenied',
    errorMessage: 'User is not authorized, because no resource-based policy allows the kms:Decrypt action',
  });
}

/** Of another service, and with nothing in it that concerns attestation. */
export function otherEvent(): JsonObject {
  return kmsEvent({ eventSource: 's3.amazonaws.com', eventName: 'GetObject', userAgent: 'aws-cli/2.0', resources: [] });
}
