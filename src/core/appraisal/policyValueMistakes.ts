import { type Digest, isZero, readDigest } from '../measurement/digest.ts';
import { comparesText } from '../measurement/keyPolicy/fixedMeasurements.ts';
import type { PolicyCondition, PolicyStatement, PolicyText, PolicyValue } from '../measurement/keyPolicy/keyPolicy.ts';
import { correctionOf, type PolicyMistake, type PolicyMistakeCode } from './policyMistake.ts';

/** What is wrong with the values of an attestation condition. KMS compares them with 96 lower-case hex digits. */
export function valueMistakes(statement: PolicyStatement, condition: PolicyCondition): readonly PolicyMistake[] {
  if (condition.operator.comparison !== 'null' && !comparesText(condition.operator)) {
    return [];
  }
  return condition.values.flatMap((value) => valueMistake(statement, condition, value) ?? []);
}

function valueMistake(
  statement: PolicyStatement,
  condition: PolicyCondition,
  value: PolicyValue,
): PolicyMistake | undefined {
  if (value.kind === 'unreadable') {
    return mistake('not-readable', 'This value is not readable here: nothing is said of it.', value);
  }
  if (value.variable || condition.operator.comparison === 'null') {
    return undefined;
  }
  if (value.wildcards) {
    return patternMistake(condition, value);
  }
  const digest = readDigest(value.value);
  if (!digest.ok) {
    const message = `This is not a SHA-384 digest: ${digest.error.message}. No measurement is equal to it.`;
    return mistake('not-a-digest', message, value);
  }
  return spellingMistake(condition, value, digest.value) ?? zerosMistake(statement, condition, value, digest.value);
}

function patternMistake({ operator }: PolicyCondition, value: PolicyText): PolicyMistake | undefined {
  if (operator.comparison !== 'like') {
    const message = 'Wildcards count under StringLike alone: here, no measurement is equal to this.';
    return mistake('not-a-digest', message, value);
  }
  return /^[0-9a-f*?]+$/i.test(value.value) && /[A-F]/.test(value.value) ? upperCase(value) : undefined;
}

function spellingMistake({ operator }: PolicyCondition, value: PolicyText, { hex }: Digest): PolicyMistake | undefined {
  if (value.value.toLowerCase() !== hex) {
    const message = 'KMS compares with 96 hexadecimal digits: in this spelling, no measurement is equal to it.';
    return { ...mistake('not-hex', message, value), correction: correctionOf(value, hex) };
  }
  return operator.comparison !== 'equals-ignore-case' && value.value !== hex ? upperCase(value) : undefined;
}

function upperCase(value: PolicyText): PolicyMistake {
  const message =
    'This operator tells upper-case digits from lower-case ones, which KMS is taken to compare with: write them in lower case, or use StringEqualsIgnoreCase.';
  return { ...mistake('upper-case', message, value), correction: correctionOf(value, value.value.toLowerCase()) };
}

/** Debug mode zeroes PCR0: to take zeros for good lets in every image, with a console that shows its memory. */
function zerosMistake(
  { effect }: PolicyStatement,
  { about, operator }: PolicyCondition,
  value: PolicyText,
  digest: Digest,
): PolicyMistake | undefined {
  const isImage = about.kind === 'attestation' && about.platform === 'enclave' && about.pcr === 0;
  const takesForGood = effect === (operator.negated ? 'Deny' : 'Allow');
  if (!isImage || !takesForGood || !isZero(digest)) {
    return undefined;
  }
  const message =
    'Every enclave in debug mode has zeros for PCR0: this condition takes any image for good that runs so.';
  return mistake('zeros', message, value);
}

function mistake(code: PolicyMistakeCode, message: string, { start, end }: PolicyValue): PolicyMistake {
  return { code, message, start, end };
}
