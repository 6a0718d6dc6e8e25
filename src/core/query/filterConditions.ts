import { ENCLAVE_SDK_NAME } from '../event/attestedCall.ts';
import { type Digest, toBase64 } from '../measurement/digest.ts';
import type { Platform } from '../measurement/pcr.ts';
import type { CheckedFilter, CheckedImage, CheckedKey, TimeRange } from './callFilter.ts';
import { all, any, type Combined, type Condition } from './condition.ts';
import { literal } from './sqlText.ts';

/** What engines write differently. Names of columns are CloudTrail's, which both know in upper and lower case. */
export interface Engine {
  /** An expression for a member of the recipient: its text, or null where the event has none. */
  readonly recipientMember: (name: string) => string;
  /** A time as the engine compares it, from whole seconds, in milliseconds since the epoch. */
  readonly time: (milliseconds: number) => string;
}

export const MODULE_ID = 'attestationDocumentModuleId';
export const IMAGE_DIGEST = 'attestationDocumentEnclaveImageDigest';

/** What rows have to be like to be calls that the filter means. */
export function filterConditions(filter: CheckedFilter, engine: Engine): Combined {
  const { region, operation, key } = filter;
  const attested = all(...attestedConditions(filter, engine));
  return all(
    "eventSource = 'kms.amazonaws.com'",
    ...timeConditions(filter.time, engine),
    ...(region === undefined ? [] : [`awsRegion = ${literal(region)}`]),
    ...(operation === undefined ? [] : [`eventName = ${literal(operation)}`]),
    ...(key === undefined ? [] : [keyCondition(key)]),
    filter.withDenied ? any(attested, deniedCondition(filter)) : attested,
  );
}

function timeConditions({ from, to }: TimeRange, { time }: Engine): readonly Condition[] {
  return [
    ...(from === undefined ? [] : [`eventTime >= ${literal(time(Math.floor(from / 1000) * 1000))}`]),
    ...(to === undefined ? [] : [`eventTime < ${literal(time(Math.ceil(to / 1000) * 1000))}`]),
  ];
}

/** Of the event's resources: requests may name a key by an alias. */
function keyCondition({ kind, text }: CheckedKey): Condition {
  const compared = kind === 'arn' ? `r.arn = ${literal(text)}` : `r.arn LIKE ${literal(`%:key/${text}`)}`;
  return `any_match(resources, r -> ${compared})`;
}

function attestedConditions(filter: CheckedFilter, engine: Engine): readonly Condition[] {
  const { images, moduleId, instanceId } = filter;
  const recorded = engine.recipientMember(MODULE_ID);
  return [
    `${recorded} IS NOT NULL`,
    ...(moduleId === undefined ? [] : [`${recorded} IN (${moduleId.spellings.map(literal).join(', ')})`]),
    ...(instanceId === undefined ? [] : [`${recorded} LIKE ${literal(`${instanceId}-%`)}`]),
    ...(images.length === 0 ? [] : [any(...images.map((image) => imageCondition(image, engine)))]),
  ];
}

function imageCondition({ platform, pcrs }: CheckedImage, engine: Engine): Condition {
  return all(...pcrs.map(([pcr, digest]) => digestCondition(engine.recipientMember(pcrMember(platform, pcr)), digest)));
}

/** CloudTrail writes base64, AWS's documentation of it hex. */
function digestCondition(expression: string, digest: Digest): Condition {
  return any(`${expression} = ${literal(toBase64(digest))}`, `lower(${expression}) = ${literal(digest.hex)}`);
}

/** The documented names: PCR0 of an enclave is the image digest. */
function pcrMember(platform: Platform, pcr: number): string {
  if (platform === 'nitro-tpm') {
    return `attestationDocumentNitroTPMPCR${pcr}`;
  }
  return pcr === 0 ? IMAGE_DIGEST : `attestationDocumentEnclavePCR${pcr}`;
}

/** The session of a parent instance's role is named after the instance; other callers choose the names of theirs. */
function deniedCondition({ moduleId, instanceId }: CheckedFilter): Condition {
  const instance = instanceId ?? moduleId?.instanceId;
  return {
    ...all(
      "errorCode LIKE 'AccessDenied%'",
      `starts_with(userAgent, ${literal(`${ENCLAVE_SDK_NAME}/`)})`,
      ...(instance === undefined ? [] : [`userIdentity.principalId LIKE ${literal(`%:${instance}`)}`]),
    ),
    note: 'Denied calls: KMS logs no recipient of them. User agent and session are what the caller says.',
  };
}
