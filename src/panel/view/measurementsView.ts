import {
  type AttestedCall,
  besideClause,
  type Comparison,
  claimedBesideClause,
  isProved,
  measuredPcr,
  type Outcome,
  pcrMeaning,
  pcrOfText,
  referenceTitle,
} from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import type { Compared, MeasurementRow, MeasurementsView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';

/** Registers that are shown even when they are zero: what an enclave's image and place are told by. */
const ALWAYS_SHOWN = { enclave: [0, 1, 2, 3, 4, 8], 'nitro-tpm': [4, 7] } as const;

/** The table of PCRs: document, log entry and reference side by side. */
export function measurementsView(shown: ShownDocument): MeasurementsView {
  const { document, call, appraised } = shown;
  const reference = referenceOf(appraised.outcome);
  const indexes = new Set([
    ...document.pcrs.map(({ index }) => index),
    ...(call?.call.recipient.pcrs.map(({ index }) => index) ?? []),
    ...(reference?.reference.pcrs.keys() ?? []),
  ]);
  const rows = [...indexes]
    .sort((one, other) => one - other)
    .map((index) => rowOf(index, shown, reference))
    .filter((row) => isWorthARow(row, shown));
  const others = indexes.size - rows.length;
  return {
    reference: headingOf(appraised.outcome, reference),
    canOpenReference: reference !== undefined,
    conclusion: conclusionOf(shown, rows),
    rows,
    others: others === 0 ? '' : `${others} more ${others === 1 ? 'register is' : 'registers are'} zero.`,
  };
}

const CLAIMED = '“Claimed” is equal, but the document is not proved.';

function conclusionOf({ document, report, beside }: ShownDocument, rows: readonly MeasurementRow[]): string {
  const clause = isProved(report) ? besideClause : claimedBesideClause;
  const isClaimed = rows.some((row) => row.callOutcome === 'claimed' || row.referenceOutcome === 'claimed');
  return [
    ...(beside === undefined ? [] : [sentence(clause(beside, document.platform))]),
    ...(isClaimed ? [CLAIMED] : []),
  ].join(' ');
}

function rowOf(index: number, shown: ShownDocument, by: Comparison | undefined): MeasurementRow {
  const { document, report, call, beside } = shown;
  const proved = isProved(report);
  const inDocument = document.pcrs.find((pcr) => pcr.index === index)?.hex;
  const compared = beside?.pcrs.find((pcr) => pcr.index === index);
  return {
    index,
    meaning: document.platform === undefined ? '' : pcrMeaning(document.platform, index),
    document: inDocument,
    call: compared?.call,
    callOutcome: beside === undefined ? undefined : earned(compared?.outcome ?? 'absent', proved),
    canReveal: call !== undefined && measuredPcr(call.call.recipient, index) !== undefined,
    ...referencePart(index, inDocument, by, proved),
    note: by?.reference.pcrs.has(index) ? undefined : computedNote(index, inDocument, document, call?.call),
  };
}

/** What nobody proved earns no tick, whatever it equals. */
function earned(outcome: Compared, proved: boolean): Compared {
  return outcome === 'same' && !proved ? 'claimed' : outcome;
}

type ReferencePart = Pick<MeasurementRow, 'reference' | 'referenceNote' | 'referenceOutcome'>;

function referencePart(
  index: number,
  inDocument: string | undefined,
  by: Comparison | undefined,
  proved: boolean,
): ReferencePart {
  const fixed = by?.reference.pcrs.get(index);
  if (by === undefined || fixed === undefined) {
    const referenceNote = by === undefined ? undefined : 'not fixed';
    return { reference: undefined, referenceNote, referenceOutcome: undefined };
  }
  const outcome = inDocument === undefined ? 'absent' : inDocument === fixed.hex ? 'same' : 'different';
  // What an untrusted workspace brings along never earns a tick.
  return by.reference.source.trusted || outcome !== 'same'
    ? { reference: fixed.hex, referenceNote: undefined, referenceOutcome: earned(outcome, proved) }
    : { reference: fixed.hex, referenceNote: 'equal, in an untrusted file', referenceOutcome: undefined };
}

/** PCR3 and PCR4 of an enclave can be computed from what is known of the parent instance. Differing is no alarm. */
function computedNote(
  index: number,
  inDocument: string | undefined,
  { platform, parsedModuleId }: ShownDocument['document'],
  call: AttestedCall | undefined,
): string | undefined {
  if (platform !== 'enclave' || inDocument === undefined) {
    return undefined;
  }
  const instanceId = parsedModuleId?.instanceId;
  const role = call?.caller.roleArn?.value;
  if (index === 4 && instanceId !== undefined) {
    const is = pcrOfText(instanceId).hex === inDocument ? 'this is' : 'this is not';
    return `${is} ${visible(instanceId)}, computed`;
  }
  if (index === 3 && role !== undefined) {
    return pcrOfText(role).hex === inDocument
      ? `this is ${visible(roleName(role), 80)}, computed`
      : "the caller's role is not the parent's role";
  }
  return undefined;
}

function roleName(arn: string): string {
  return arn.slice(arn.indexOf(':role/') + 1) || arn;
}

/** Registers that are zero in the document, and of which nobody says anything, are counted and not listed. */
function isWorthARow({ index, document: hex, reference }: MeasurementRow, { document, call }: ShownDocument): boolean {
  const always: readonly number[] = document.platform === undefined ? [] : ALWAYS_SHOWN[document.platform];
  const isRecorded = call !== undefined && measuredPcr(call.call.recipient, index) !== undefined;
  return always.includes(index) || hex === undefined || /[^0]/.test(hex) || isRecorded || reference !== undefined;
}

/** The reference beside which the document is shown: the one that decided, else the nearest. */
export function referenceOf(outcome: Outcome): Comparison | undefined {
  switch (outcome.kind) {
    case 'debug':
    case 'unreadable':
      return undefined;
    case 'unknown':
      return outcome.nearest;
    default:
      return outcome.by;
  }
}

function headingOf(outcome: Outcome, by: Comparison | undefined): string {
  if (by === undefined) {
    return outcome.kind === 'debug' ? 'none: debug mode' : 'none known';
  }
  const title = visible(referenceTitle(by.reference), 80);
  const trust = by.reference.source.trusted ? '' : ', in an untrusted file';
  return `${outcome.kind === 'unknown' ? 'nearest: ' : ''}${title}${trust}`;
}

function sentence(clause: string): string {
  return `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}.`;
}
