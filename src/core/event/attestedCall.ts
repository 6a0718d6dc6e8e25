import type { Located, Span } from '../located.ts';
import type { MeasuredPcr, Measurements } from '../measurement/measurements.ts';
import type { ModuleId } from './moduleId.ts';

/** What one KMS event says. Anybody may have written it: nothing here is proved. */
export interface KmsCall extends Span {
  readonly operation: Located<string> | undefined;
  /** Milliseconds since the epoch. */
  readonly eventTime: Located<number> | undefined;
  readonly eventId: Located<string> | undefined;
  readonly region: Located<string> | undefined;
  /** The key's ARN as the event's resources have it, else as the request named it. GenerateRandom names none. */
  readonly key: Located<string> | undefined;
  readonly caller: Caller;
  readonly sourceIp: Located<string> | undefined;
  /** The caller's own words. */
  readonly userAgent: Located<string> | undefined;
  readonly error: CallError | undefined;
  readonly problems: readonly CallProblem[];
}

/** A KMS call whose event records that an attestation document came with it. */
export interface AttestedCall extends KmsCall {
  readonly recipient: Recipient;
}

export interface Caller {
  /** Such as `AssumedRole` or `IAMUser`. */
  readonly type: Located<string> | undefined;
  readonly arn: Located<string> | undefined;
  readonly account: Located<string> | undefined;
  /** An AWS service that called on somebody's behalf. */
  readonly service: Located<string> | undefined;
  /** The ARN of the role behind an assumed-role session, from its session issuer. */
  readonly roleArn: Located<string> | undefined;
  /** What the session calls itself: the part of the principal id after its colon. The caller chooses it. */
  readonly sessionName: Located<string> | undefined;
}

export interface CallError {
  readonly code: Located<string>;
  readonly message: Located<string> | undefined;
}

/** `additionalEventData.recipient`: what KMS logged of the attestation document. The range is its object. */
export interface Recipient extends Span, Measurements {
  readonly moduleId: RecordedModuleId | undefined;
  /** In ascending order of PCR. */
  readonly pcrs: readonly RecordedPcr[];
  /** The document itself, which one page of AWS's names and no known record has. */
  readonly document: Located<string> | undefined;
}

export interface RecordedModuleId extends Located<string> {
  readonly keySpan: Span;
  readonly parsed: ModuleId | undefined;
}

export interface RecordedPcr extends Span, MeasuredPcr {
  /** The member's name, one of the documented ones. */
  readonly field: string;
  readonly keySpan: Span;
  /** Undefined where the value is no text. */
  readonly text: string | undefined;
}

export type CallProblemCode =
  | 'syntax'
  | 'repeated-member'
  | 'not-text'
  | 'not-a-digest'
  | 'not-a-module-id'
  | 'missing-module-id'
  | 'missing-measurements'
  | 'not-a-time'
  | 'not-an-object'
  | 'contradicting-platforms'
  | 'unknown-member'
  | 'not-an-attested-operation';

/** Something in the event that could not be read, or that is not as KMS writes it. The message is ours alone. */
export interface CallProblem extends Span {
  readonly code: CallProblemCode;
  readonly message: string;
}

/** What user agents of AWS's enclave SDK begin with, before a slash. Callers choose their user agent: it is a claim. */
export const ENCLAVE_SDK_NAME = 'aws-nitro_enclaves-sdk-c';

export function claimsEnclaveSdk(call: KmsCall): boolean {
  return call.userAgent?.value.startsWith(`${ENCLAVE_SDK_NAME}/`) ?? false;
}
