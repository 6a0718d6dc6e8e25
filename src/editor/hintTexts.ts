import { isZero, measuredPcr, type Outcome, plausibleLaunch, shortened, utcTime } from '../core/index.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import { visible } from './fileText.ts';

/** A hint for the value that starts at `start`, or the outcome of the whole call. */
export type CallHint =
  | { readonly kind: 'text'; readonly start: number; readonly text: string; readonly tooltip: string }
  | {
      readonly kind: 'outcome';
      readonly start: number;
      readonly outcome: Outcome;
      readonly imageName: string | undefined;
    };

/** Characters of a hint that has its line to itself. */
const LONGEST = 42;

/** The hints of one call, one for each value that it explains. A ✓ is for references alone. */
export function callHints({ call, appraisal }: AppraisedCall, imageName: string | undefined): readonly CallHint[] {
  const hints: CallHint[] = [];
  const { moduleId, pcrs, platform } = call.recipient;
  const launch = moduleId?.parsed && plausibleLaunch(moduleId.parsed, call.eventTime?.value);
  if (moduleId !== undefined && launch !== undefined) {
    const tooltip = 'When the enclave was launched, inferred from its id. AWS does not document this.';
    hints.push({ kind: 'text', start: moduleId.start, text: `~launched ${utcTime(launch)}`, tooltip });
  }
  // On NitroTPM the first measurement stands for the image: there is no digest of the whole.
  const image = platform === 'nitro-tpm' ? pcrs[0] : measuredPcr(call.recipient, 0);
  // Without one, the recipient's line says so: it has no other hint.
  const place = image ?? call.recipient;
  hints.push({ kind: 'outcome', start: place.start, outcome: appraisal.outcome, imageName });
  for (const check of appraisal.selfChecks) {
    const pcr = measuredPcr(call.recipient, check.id === 'pcr3-role' ? 3 : 4);
    if (check.outcome === 'agrees' && check.id !== 'session-instance' && pcr !== undefined) {
      const text =
        check.id === 'pcr3-role'
          ? `= role ${visible(roleName(check.subject ?? ''))}`
          : `= ${visible(check.subject ?? '')}`;
      const tooltip = `${check.statement} This shows that the record is consistent, and proves nothing.`;
      hints.push({ kind: 'text', start: pcr.start, text: shortened(text, LONGEST), tooltip });
    }
  }
  const signature = measuredPcr(call.recipient, 8);
  if (appraisal.unsigned && signature?.digest !== undefined && isZero(signature.digest)) {
    const tooltip = 'PCR8 is zero: the image was built without a signing certificate.';
    hints.push({ kind: 'text', start: signature.start, text: 'unsigned', tooltip });
  }
  return hints;
}

/** `enclave-parent`, from `arn:aws:iam::111122223333:role/path/enclave-parent`. */
function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
