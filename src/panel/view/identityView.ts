import {
  type Appraised,
  claimedOutcomeClause,
  isProved,
  type Outcome,
  outcomeClause,
  outcomeOf,
  plausibleLaunch,
  preciseUtcTime,
  utcTime,
} from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import type { FactView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';
import { type CopyableFact, factViews } from './facts.ts';
import { referenceOf } from './measurementsView.ts';

/** What the document says of itself. The region is in the leaf certificate's name. */
export function identityFacts({ document, report, appraised }: ShownDocument): readonly CopyableFact[] {
  const { parsedModuleId: parsed, moduleId, timestamp } = document;
  const facts: CopyableFact[] = [];
  if (parsed !== undefined) {
    facts.push({ label: 'Instance', value: parsed.instanceId, code: true });
  } else if (moduleId !== undefined) {
    facts.push({ label: 'Module id', value: moduleId, code: true, note: 'not of the shape that is known' });
  }
  if (parsed?.enclaveId !== undefined) {
    facts.push({ label: 'Enclave', value: parsed.enclaveId, code: true });
  }
  if (report.region !== undefined) {
    const note = isProved(report) ? "from the leaf certificate's name" : "claimed by the leaf certificate's name";
    facts.push({ label: 'Region', value: report.region, note });
  }
  const launch = parsed && plausibleLaunch(parsed, timestamp);
  if (launch !== undefined) {
    facts.push({ label: 'Launched', value: `~${utcTime(launch)}`, note: 'inferred from the module id' });
  }
  if (timestamp !== undefined) {
    facts.push({ label: 'Made', value: preciseUtcTime(timestamp), note: 'says the document' });
  }
  return [...facts, ...imageFacts(appraised, isProved(report))];
}

/** References that the page names; the others are as many in the report for programs. */
const MOST_REFERENCES = 5;

/** The image, by every reference that names it: conflicting ones and several names of one image are all shown. */
function imageFacts({ outcome, named, namedCount }: Appraised, proved: boolean): readonly CopyableFact[] {
  const fact = (label: string, shown: Outcome): CopyableFact => {
    const source = shown.kind === 'unknown' ? undefined : referenceOf(shown)?.reference.source.label;
    return {
      label,
      value: proved ? outcomeClause(shown) : claimedOutcomeClause(shown),
      note: source === undefined ? undefined : `in ${visible(source)}`,
    };
  };
  const others = named.slice(1, MOST_REFERENCES).map((by) => fact('Image, also', outcomeOf(by)));
  const left = namedCount - others.length - 1;
  return [
    fact('Image', outcome),
    ...others,
    ...(left > 0 ? [{ label: 'Image, also', value: `${left} more references name it` }] : []),
  ];
}

export function identityView(shown: ShownDocument): readonly FactView[] {
  return factViews(identityFacts(shown), 'identity');
}
