import type { AttestedCall } from '../event/attestedCall.ts';
import { isZero } from '../measurement/digest.ts';
import { pcrOfText } from '../measurement/extend.ts';
import { measuredPcr, measurementAt } from '../measurement/measurements.ts';

/**
 * Whether two parts of one record say the same. It shows that a record is consistent and proves nothing: whoever edits
 * a record can recompute them.
 */
export interface SelfCheck {
  readonly id: 'pcr4-instance' | 'pcr3-role' | 'session-instance';
  readonly outcome: 'agrees' | 'disagrees' | 'unknown';
  /** What was compared, as people call it. */
  readonly compared: readonly [string, string];
  /** One sentence without text from the file. */
  readonly statement: string;
  /** Text from the file that the check is about; escape it where it is shown. */
  readonly subject: string | undefined;
}

/** The self-checks of a call. NitroTPM has none: its PCR3 and PCR4 measure other things. */
export function selfChecks(call: AttestedCall): readonly SelfCheck[] {
  if (call.recipient.platform !== 'enclave') {
    return [];
  }
  return [checkInstance(call), checkRole(call), checkSession(call)];
}

function checkInstance(call: AttestedCall): SelfCheck {
  const instanceId = call.recipient.moduleId?.parsed?.instanceId;
  const base = {
    id: 'pcr4-instance',
    compared: ['PCR4', 'the instance id in the module id'],
    subject: instanceId,
  } as const;
  const measured = measurementAt(call.recipient, 4);
  if (measured === undefined) {
    return { ...base, outcome: 'unknown', statement: `${missing(call, 4)}, so it was not compared.` };
  }
  if (instanceId === undefined) {
    return { ...base, outcome: 'unknown', statement: 'No instance id could be read, so PCR4 was not compared.' };
  }
  return measured.hex === pcrOfText(instanceId).hex
    ? { ...base, outcome: 'agrees', statement: 'PCR4 is the measurement of this instance id.' }
    : { ...base, outcome: 'disagrees', statement: 'PCR4 is not the measurement of this instance id.' };
}

function checkRole(call: AttestedCall): SelfCheck {
  const role = call.caller.roleArn?.value;
  const base = { id: 'pcr3-role', compared: ['PCR3', "the caller's role"], subject: role } as const;
  const measured = measurementAt(call.recipient, 3);
  if (measured === undefined) {
    return { ...base, outcome: 'unknown', statement: `${missing(call, 3)}, so it was not compared.` };
  }
  if (role === undefined) {
    const statement = 'The event names no role of the caller, so PCR3 was not compared.';
    return { ...base, outcome: 'unknown', statement };
  }
  if (!isRole(role)) {
    return {
      ...base,
      outcome: 'unknown',
      statement: 'The issuer of the session is no role, so PCR3 was not compared.',
    };
  }
  if (isZero(measured)) {
    const statement = "The caller's role is not the parent's role: PCR3 is zero, no role was attached to the instance.";
    return { ...base, outcome: 'disagrees', statement };
  }
  return measured.hex === pcrOfText(role).hex
    ? { ...base, outcome: 'agrees', statement: "PCR3 is the measurement of the caller's role." }
    : {
        ...base,
        outcome: 'disagrees',
        statement: "The caller's role is not the parent's role. That can be as intended.",
      };
}

function checkSession(call: AttestedCall): SelfCheck {
  const instanceId = call.recipient.moduleId?.parsed?.instanceId;
  const session = call.caller.sessionName?.value;
  const base = {
    id: 'session-instance',
    compared: ['the session name', 'the instance id in the module id'],
    subject: session,
  } as const;
  if (instanceId === undefined) {
    const statement = 'No instance id could be read, so the session name was not compared.';
    return { ...base, outcome: 'unknown', statement };
  }
  if (session === undefined) {
    return { ...base, outcome: 'unknown', statement: 'The event has no session name, so it was not compared.' };
  }
  if (!/^i-[0-9a-f]{8,20}$/.test(session)) {
    return { ...base, outcome: 'unknown', statement: 'The session name is no instance id, so it was not compared.' };
  }
  return session === instanceId
    ? { ...base, outcome: 'agrees', statement: 'The session name says the same instance.' }
    : { ...base, outcome: 'disagrees', statement: 'The session name says another instance. Callers choose it.' };
}

/** `arn:aws:iam::111122223333:role/…`, in any partition; GetFederationToken makes sessions that a user issues. */
function isRole(arn: string): boolean {
  return /^arn:[^:]*:iam::[^:]*:role\//.test(arn);
}

function missing(call: AttestedCall, index: number): string {
  return measuredPcr(call.recipient, index) === undefined
    ? `The record has no PCR${index}`
    : `PCR${index} could not be read`;
}
