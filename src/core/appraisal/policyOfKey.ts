import type { KeyPolicy } from '../measurement/keyPolicy/keyPolicy.ts';

/**
 * Whether a policy is of the key that a call names, each by ARN or by id: `unknown` where the policy's file does not say
 * which key it is of, or the call none. ARNs of other accounts and regions are other keys, also with the same id, unless
 * both are of one multi-Region key (`mrk-…`).
 */
export function isPolicyOf({ key }: KeyPolicy, callKey: string | undefined): 'yes' | 'no' | 'unknown' {
  if (key === undefined || callKey === undefined) {
    return 'unknown';
  }
  const [one, other] = [key.toLowerCase(), callKey.toLowerCase()];
  if (one === other) {
    return 'yes';
  }
  const isSameId = idOf(one) !== undefined && idOf(one) === idOf(other);
  const areArns = one.startsWith('arn:') && other.startsWith('arn:');
  if (isSameId) {
    return areArns && !(isMultiRegion(one) && accountOf(one) === accountOf(other)) ? 'no' : 'yes';
  }
  // An alias, or a name that only its account can resolve, may be of any key.
  return idOf(one) === undefined || idOf(other) === undefined ? 'unknown' : 'no';
}

function isMultiRegion(key: string): boolean {
  return idOf(key)?.startsWith('mrk-') ?? false;
}

function accountOf(arn: string): string | undefined {
  return arn.split(':')[4];
}

/** Source: AWS KMS developer guide, key identifiers. */
function idOf(key: string): string | undefined {
  return /^(?:arn:[^:]*:kms:[^:]*:[^:]*:key\/)?((?:mrk-)?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|mrk-[0-9a-f]{32})$/.exec(
    key,
  )?.[1];
}
