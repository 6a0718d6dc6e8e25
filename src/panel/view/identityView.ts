import { outcomeClause, plausibleLaunch, preciseUtcTime, utcTime } from '../../core/index.ts';
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
    facts.push({ label: 'Region', value: report.region, note: "from the leaf certificate's name" });
  }
  const launch = parsed && plausibleLaunch(parsed, timestamp);
  if (launch !== undefined) {
    facts.push({ label: 'Launched', value: utcTime(launch), note: 'inferred from the module id' });
  }
  if (timestamp !== undefined) {
    facts.push({ label: 'Made', value: preciseUtcTime(timestamp), note: 'says the document' });
  }
  const source = referenceOf(appraised.outcome)?.reference.source.label;
  const note = appraised.outcome.kind === 'unknown' || source === undefined ? undefined : `in ${visible(source)}`;
  facts.push({ label: 'Image', value: outcomeClause(appraised.outcome), note });
  return facts;
}

export function identityView(shown: ShownDocument): readonly FactView[] {
  return factViews(identityFacts(shown), 'identity');
}
