import type { Span } from '../../located.ts';
import { isZero } from '../digest.ts';
import type { MeasurementsFile, MeasurementsFileProblem } from '../measurementsFile.ts';
import {
  identifyingPcrs,
  type ReferenceMeasurement,
  type ReferenceSource,
  sourceName,
  whyNotAReference,
} from '../referenceMeasurement.ts';
import { type BlockedMeasurements, blockedBy, whyBlocked } from './blockedMeasurements.ts';
import { type FixedDigest, type FixedMeasurements, type FixedValues, fixedMeasurements } from './fixedMeasurements.ts';
import type { KeyPolicy, PolicyStatement } from './keyPolicy.ts';

const MAX_NAME = 100;
const MAX_PROBLEMS = 100;
/** Of one statement: lists under several PCRs multiply. A single list is as long as it is. */
const MAX_COMBINATIONS = 4096;
/** Of one file, those with a reason why they are no references, too. */
const MAX_REFERENCES = 10_000;

/**
 * The images that policies take for good, each a reference: those that an Allow statement demands, and those that a
 * Deny statement spares. What a Deny statement names is blocked, by whatever statement it is allowed.
 */
export function policyReferences(policies: readonly KeyPolicy[], source: ReferenceSource): MeasurementsFile {
  const from: ReferenceSource = { ...source, kind: 'key-policy' };
  const entries: ReferenceMeasurement[] = [];
  const problems: MeasurementsFileProblem[] = [];
  let tried = 0;
  for (const policy of policies) {
    const blocked = blockedBy(policy);
    for (const statement of policy.statements) {
      for (const reference of referencesOf(statement, policy, blocked, from)) {
        tried++;
        if (!('reason' in reference)) {
          entries.push(reference);
        } else if (problems.length < MAX_PROBLEMS) {
          const message = `${statementTitle(statement)} gives no reference measurements: ${reference.reason}.`;
          problems.push({ code: 'statement-not-used', message, start: reference.start, end: reference.end });
        }
        if (tried >= MAX_REFERENCES) {
          const message = 'The file has more references than are used: later ones are left out.';
          problems.push({ code: 'too-large', message, start: statement.place.start, end: statement.place.end });
          return { entries, problems };
        }
      }
    }
  }
  return { entries, problems };
}

interface Unusable extends Span {
  readonly reason: string;
}

/** The references of a statement, and why it, or one of them, is none. */
function* referencesOf(
  statement: PolicyStatement,
  policy: KeyPolicy,
  blocked: BlockedMeasurements,
  source: ReferenceSource,
): Generator<ReferenceMeasurement | Unusable> {
  const fixed = fixedMeasurements(statement);
  if (fixed.kind === 'none') {
    return;
  }
  if (fixed.kind === 'unusable') {
    yield fixed;
    return;
  }
  const combined = combinations(fixed.values);
  if (combined === undefined) {
    const reason = `its lists of values have more than ${MAX_COMBINATIONS} combinations`;
    yield { reason, start: statement.place.start, end: statement.place.end };
    return;
  }
  for (const values of combined) {
    const pcrs = new Map([...values].map(([pcr, { digest }]) => [pcr, digest] as const));
    const reason = whyBlocked(fixed.platform, pcrs, blocked) ?? whyNotAReference(fixed.platform, pcrs);
    const place = placeOf(fixed, values) ?? statement.place;
    if (reason !== undefined) {
      yield { reason, ...place };
    } else {
      const name = nameOf(statement, policy, source);
      const description = describe(statement, fixed.values, values);
      yield { name, description, platform: fixed.platform, pcrs, source, place };
    }
  }
}

type Combination = ReadonlyMap<number, FixedDigest>;

/** Every choice of one digest a PCR, as far as a file may have them, or undefined where they multiply to too many. */
function combinations(values: FixedValues): readonly Combination[] | undefined {
  const lists = [...values.values()].filter(({ length }) => length > 1);
  const count = lists.reduce((product, { length }) => product * length, 1);
  if (lists.length > 1 && count > MAX_COMBINATIONS) {
    return undefined;
  }
  let combined: readonly Combination[] = [new Map()];
  for (const [pcr, digests] of values) {
    const among = digests.slice(0, MAX_REFERENCES);
    combined = combined.flatMap((chosen) => among.map((digest) => new Map([...chosen, [pcr, digest]])));
  }
  return combined;
}

/** Where the digest stands that names the image; zeros name none. */
function placeOf({ platform }: Extract<FixedMeasurements, { kind: 'fixed' }>, values: Combination): Span | undefined {
  const identifying = identifyingPcrs(platform).flatMap((pcr) => values.get(pcr) ?? []);
  const named = identifying.find(({ digest }) => !isZero(digest)) ?? identifying[0];
  return named && { start: named.start, end: named.end };
}

function nameOf({ sid }: PolicyStatement, { name }: KeyPolicy, source: ReferenceSource): string {
  const given = [sid?.value, name].find((text) => text !== undefined && text.trim() !== '');
  return (given ?? sourceName(source)).slice(0, MAX_NAME);
}

/** Which statement says so, and of lists, which of their values. */
function describe(statement: PolicyStatement, values: FixedValues, chosen: Combination): string {
  const from = `from a key policy: ${statementTitle(statement)}`;
  const choices = [...values].flatMap(([pcr, digests]) => {
    const digest = chosen.get(pcr);
    const position = digest === undefined ? 0 : digests.indexOf(digest) + 1;
    return digests.length > 1 ? [`value ${position} of ${digests.length} for PCR${pcr}`] : [];
  });
  return [from, ...choices].join(', ');
}

function statementTitle({ sid, effect }: PolicyStatement): string {
  const kind = effect === 'Deny' ? 'Deny statement' : 'Statement';
  return sid === undefined ? `${kind} without a Sid` : `${kind} "${sid.value.slice(0, MAX_NAME)}"`;
}
