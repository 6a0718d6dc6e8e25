// Invented CloudTrail records for the tests in VS Code, where neither Node's hash functions nor its buffers are.
import { type Digest, pcrOfText, toBase64 } from '../../src/core/index.ts';
import { type JsonObject, writeJson } from './json.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-north-1';
export const INSTANCE = 'i-0b1c2d3e4f5a60718';
export const OTHER_INSTANCE = 'i-0fedcba9876543210';
export const ROLE_NAME = 'enclave-parent';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/${ROLE_NAME}`;
export const CALLER = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE_NAME}/${INSTANCE}`;
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/9f8e7d6c-5b4a-4938-a716-05f4e3d2c1b0`;
export const EVENT_TIME = '2026-02-03T04:05:06Z';
export const LAUNCH = Date.UTC(2026, 1, 3, 4, 0, 7, 250);
export const LAUNCH_WORDS = '2026-02-03 04:00:07Z';
export const ENCLAVE_SDK = 'aws-nitro_enclaves-sdk-c/v0.4.2';

export const ZERO: Digest = { hex: '0'.repeat(96), spelling: 'hex' };

/** An image that nobody has: the same name has the same measurements. */
export interface Image {
  readonly pcr0: Digest;
  readonly pcr1: Digest;
  readonly pcr2: Digest;
  readonly pcr8: Digest;
}

export function image(name: string): Image {
  return {
    pcr0: pcrOfText(`${name}, image`),
    pcr1: pcrOfText(`${name}, kernel`),
    pcr2: pcrOfText(`${name}, application`),
    pcr8: pcrOfText(`${name}, signer`),
  };
}

export const DEBUG_IMAGE: Image = { pcr0: ZERO, pcr1: ZERO, pcr2: ZERO, pcr8: ZERO };

export function moduleId(instance = INSTANCE, launch = LAUNCH): string {
  return `${instance}-enc${launch.toString(16).padStart(12, '0')}c0de`;
}

/** The members of the recipient that KMS writes for an enclave, base64 as it writes them. */
export function enclaveRecipient({ pcr0, pcr1, pcr2, pcr8 }: Image, instance = INSTANCE): JsonObject {
  return {
    attestationDocumentModuleId: moduleId(instance),
    attestationDocumentEnclaveImageDigest: toBase64(pcr0),
    attestationDocumentEnclavePCR1: toBase64(pcr1),
    attestationDocumentEnclavePCR2: toBase64(pcr2),
    attestationDocumentEnclavePCR3: toBase64(pcrOfText(ROLE)),
    attestationDocumentEnclavePCR4: toBase64(pcrOfText(instance)),
    attestationDocumentEnclavePCR8: toBase64(pcr8),
  };
}

export const TPM_PCR4 = pcrOfText('ledger, boot manager');
export const TPM_PCR7 = pcrOfText('ledger, Secure Boot');

/** PCR8 and PCR12 are zero, as they may rightly be. */
export function tpmRecipient(): JsonObject {
  return {
    attestationDocumentModuleId: `${INSTANCE}-tpm0000000000000000`,
    attestationDocumentNitroTPMPCR4: toBase64(TPM_PCR4),
    attestationDocumentNitroTPMPCR7: toBase64(TPM_PCR7),
    attestationDocumentNitroTPMPCR8: toBase64(ZERO),
    attestationDocumentNitroTPMPCR12: toBase64(ZERO),
  };
}

/** A KMS event; members given replace those of the same name. */
export function kmsEvent(members: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAINVENTEDINVENTED:${INSTANCE}`,
      arn: CALLER,
      accountId: ACCOUNT,
      sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, accountId: ACCOUNT, userName: ROLE_NAME } },
    },
    eventTime: EVENT_TIME,
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.9',
    userAgent: ENCLAVE_SDK,
    requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: KEY },
    responseElements: null,
    additionalEventData: { keyMaterialId: 'ab'.repeat(32) },
    requestID: '10101010-2020-3030-4040-505050505050',
    eventID: '60606060-7070-8080-9090-a0a0a0a0a0a0',
    readOnly: true,
    resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    ...members,
  };
}

export function attestedCall(recipient: JsonObject = enclaveRecipient(image('payments')), members: JsonObject = {}) {
  return kmsEvent({ additionalEventData: { keyMaterialId: 'ab'.repeat(32), recipient }, ...members });
}

/** A call of an enclave with this image; the time tells calls apart. */
export function callOf(name: string, members: JsonObject = {}): JsonObject {
  return attestedCall(enclaveRecipient(image(name)), members);
}

export function debugCall(): JsonObject {
  return attestedCall(enclaveRecipient(DEBUG_IMAGE));
}

export function tpmCall(): JsonObject {
  return attestedCall(tpmRecipient(), { userAgent: 'aws-cli/2.32.6' });
}

/** As in 2020: the module id and the image digest, in hex. */
export function oldCall(name: string): JsonObject {
  return attestedCall({
    attestationDocumentModuleId: moduleId(),
    attestationDocumentEnclaveImageDigest: image(name).pcr0.hex,
  });
}

export function deniedCall(): JsonObject {
  return kmsEvent({
    errorCode: 'AccessDenied',
    errorMessage: 'The caller is not authorized, because no resource-based policy allows the kms:Decrypt action',
  });
}

/** Has a recipient of its own kind, and is none of ours. */
export function otherEvent(): JsonObject {
  return kmsEvent({
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    userAgent: 'aws-cli/2.32.6',
    requestParameters: { recipient: { attestationDocumentModuleId: moduleId() } },
    resources: [],
  });
}

/** A pretty-printed log file, the container in which most tests look. */
export function trail(...events: readonly JsonObject[]): string {
  return `${writeJson({ Records: events }, { indent: '  ' })}\n`;
}

/** An entry of a measurements file that fixes every PCR of an image. */
export function referenceEntry(name: string, members: JsonObject = {}): JsonObject {
  const { pcr0, pcr1, pcr2, pcr8 } = image(name);
  return { name, pcrs: { PCR0: pcr0.hex, PCR1: pcr1.hex, PCR2: pcr2.hex, PCR8: pcr8.hex }, ...members };
}

export function measurements(...entries: readonly JsonObject[]): string {
  return `${writeJson({ measurements: entries }, { indent: '  ' })}\n`;
}
