import type { Uri } from 'vscode';
import { CommandId, commandLink } from '../commandIds.ts';
import {
  type Appraisal,
  type CallProblem,
  type Comparison,
  claimsEnclaveSdk,
  isZero,
  type KmsCall,
  measuredPcr,
  type Outcome,
  outcomeClause,
  pcrList,
  pcrMeaning,
  plausibleLaunch,
  type Recipient,
  type RecordedPcr,
  type ReferenceMeasurement,
  referenceTitle,
  type SelfCheck,
  toBase64,
  touches,
  utcTime,
} from '../core/index.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { PolicyInFile } from '../workspace/keyPolicies.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { codeCell, codeSpan, markdownOf, plainInMarkdown } from './fileText.ts';
import { policyFitSection } from './policyFitMarkdown.ts';

// No text of an event stands between asterisks, not even as a code span: VS Code's renderer finds their ends inside it.

/** What a ✓ means, and what it does not. */
const GROUNDS =
  '*Read from this file, which anybody may have edited. A ✓ means that it equals that reference, not that it is genuine.*';

/** The hover of an attested call, as Markdown; the value at `offset` comes first. */
export function attestedCallHover(
  appraised: AppraisedCall,
  document: Uri,
  offset: number,
  policies: readonly PolicyInFile[],
): string {
  const { call, appraisal } = appraised;
  const copy = (title: string, field: string): string =>
    commandLink(title, CommandId.copyValue, document.toString(), appraised.index, field);
  const under = call.recipient.pcrs.find((pcr) => touches(pcr, offset) || touches(pcr.keySpan, offset));
  return sections([
    heading(appraised, document),
    problemLines(call.problems),
    under && `${pcrLines(under, appraised, copy)}${differingLine(under, appraisal)}`,
    factTable(identityFacts(appraised, copy)),
    selfCheckLines(appraisal.selfChecks),
    policyFitSection(policies, call.recipient),
    policies.length === 0
      ? ''
      : commandLink('Every statement and condition…', CommandId.checkKeyPolicies, document.toString(), appraised.index),
    pcrSection(appraised, under, copy),
    GROUNDS,
  ]);
}

/** The hover of a KMS call that was not attested and is worth a word. */
export function unattestedCallHover(call: KmsCall, document: Uri): string {
  const operation = call.operation === undefined ? 'KMS call' : codeSpan(call.operation.value, 64);
  const denied = call.error === undefined ? '' : ', which failed';
  const claim = claimsEnclaveSdk(call) ? 'Its user agent claims the Nitro Enclaves SDK. ' : '';
  const reason =
    call.error === undefined
      ? 'The event records no attestation document.'
      : 'KMS logs nothing of the attestation document of a call that fails, so it is not known whether there was one.';
  return sections([
    `${operation}${denied} — no attestation recorded`,
    `${claim}${reason}`,
    call.error === undefined
      ? ''
      : commandLink(
          'Evaluate key policies for an attestation document in its place…',
          CommandId.checkKeyPolicies,
          document.toString(),
          0,
          (call.operation ?? call).start,
        ),
    problemLines(call.problems),
    factTable(callFacts(call, plainCopy)),
  ]);
}

export function problemHover(problems: readonly { readonly message: string }[]): string {
  return sections(problems.map((problem) => `⚠ ${problem.message}`));
}

/** References that a hover lists; VS Code cuts hovers that grow too long. */
const MOST_REFERENCES = 10;

type Copy = (title: string, field: string) => string;
const plainCopy: Copy = () => '';

function heading({ call, appraisal, index }: AppraisedCall, document: Uri): string {
  const operation = call.operation === undefined ? 'KMS call' : codeSpan(call.operation.value, 64);
  const from = { enclave: 'a Nitro enclave', 'nitro-tpm': 'a NitroTPM instance' };
  const { platform } = call.recipient;
  const open = commandLink('open', CommandId.openReference, document.toString(), index);
  const source = platform === undefined ? 'an attestation document' : from[platform];
  return [
    `${operation} attested by ${source} — **${markdownOf(outcomeClause(appraisal.outcome))}**`,
    ...outcomeDetail(appraisal.outcome, call.recipient, open).map((line) => `\n\n${line}`),
    ...appraisal.named
      .slice(0, MOST_REFERENCES)
      .map((comparison, position) => `\n\n${referenceLine(comparison, position, document, index)}`),
    appraisal.namedCount > MOST_REFERENCES
      ? `\n\n${commandLink(`More of the ${appraisal.namedCount} references…`, CommandId.openReference, document.toString(), index)}`
      : '',
    appraisal.outcome.kind === 'unknown' && canHaveReferences(document)
      ? `\n\n${commandLink('Add as reference measurement…', CommandId.addReference, document.toString(), index)}`
      : '',
    `\n\n${commandLink('Compare with attestation document…', CommandId.compareWithDocument, document.toString(), index)}`,
  ].join('');
}

function outcomeDetail(outcome: Outcome, recipient: Recipient, open: string): readonly string[] {
  switch (outcome.kind) {
    case 'match':
    case 'named-by-untrusted':
      return [`Equal in ${pcrList(outcome.by.equal)}, which is all that the reference fixes.`];
    case 'partial':
      return [
        `Equal in ${pcrList(outcome.by.equal)}. The reference also fixes ${pcrList(outcome.by.absent)}, not in this record.`,
      ];
    case 'different':
      return [`The reference is ${comparisonText(outcome.by)}.`];
    case 'unknown': {
      const { nearest } = outcome;
      return nearest === undefined
        ? []
        : [
            `Nearest reference: ${plainInMarkdown(referenceTitle(nearest.reference))}${trustNote(nearest.reference)}, ${comparisonText(nearest)}, ${open}.`,
          ];
    }
    case 'debug':
      return [`Zero: ${pcrList(recordedZeros(recipient))}. The enclave ran in debug mode, whatever its image was.`];
    case 'unreadable':
      return ['The measurement that names the image is not there or could not be read.'];
  }
}

function recordedZeros(recipient: Recipient): readonly number[] {
  return [0, 1, 2].filter((index) => measuredPcr(recipient, index) !== undefined);
}

/** `equal in PCR0, different in PCR8, absent in PCR1`, without what there is none of. */
function comparisonText({ equal, different, absent }: Comparison): string {
  const parts: readonly (readonly [string, readonly number[]])[] = [
    ['equal in', equal],
    ['different in', different],
    ['not to be compared in', absent],
  ];
  return parts
    .filter(([, indexes]) => indexes.length > 0)
    .map(([words, indexes]) => `${words} ${pcrList(indexes)}`)
    .join(', ');
}

/** Of the first one it is said above what it comes to; any other may disagree with it. */
function referenceLine(comparison: Comparison, position: number, document: Uri, call: number): string {
  const { reference } = comparison;
  const agrees = comparison.different.length + comparison.absent.length === 0;
  const result = position === 0 || agrees ? '' : `, ${comparisonText(comparison)}`;
  const where = commandLink('open', CommandId.openReference, document.toString(), call, position);
  const trust = trustNote(reference);
  const description = reference.description === undefined ? '' : ` — ${plainInMarkdown(reference.description)}`;
  return `Reference ${plainInMarkdown(referenceTitle(reference))} in ${codeSpan(reference.source.label)}${trust}${result}, ${where}${description}`;
}

function trustNote(reference: ReferenceMeasurement): string {
  return reference.source.trusted ? '' : ' (untrusted workspace)';
}

type Fact = readonly [name: string, value: string];

function identityFacts({ call, appraisal }: AppraisedCall, copy: Copy): readonly Fact[] {
  const { moduleId } = call.recipient;
  const facts: Fact[] = [];
  const parsed = moduleId?.parsed;
  if (parsed !== undefined) {
    facts.push(['Instance', `${codeCell(parsed.instanceId)} ${copy('copy', 'instanceId')}`]);
    if (parsed.enclaveId !== undefined) {
      facts.push(['Enclave', `${codeCell(parsed.enclaveId)} ${copy('copy', 'enclaveId')}`]);
    }
    const launch = plausibleLaunch(parsed, call.eventTime?.value);
    if (launch !== undefined) {
      facts.push(['Launched', `~${utcTime(launch)}, inferred from the module id`]);
    }
  } else if (moduleId !== undefined) {
    facts.push(['Module id', codeCell(moduleId.value)]);
  }
  if (appraisal.unsigned) {
    facts.push(['Signature', 'unsigned: PCR8 is zero']);
  }
  if (appraisal.singleRamdisk) {
    facts.push(['Image', 'single ramdisk: PCR2 is the measurement of nothing']);
  }
  return [...callFacts(call, copy), ...facts];
}

function callFacts(call: KmsCall, copy: Copy): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: string | undefined, field?: string): void => {
    if (value !== undefined) {
      facts.push([name, `${codeCell(value)} ${field === undefined ? '' : copy('copy', field)}`.trimEnd()]);
    }
  };
  add('Key', call.key?.value, 'key');
  add('Caller', call.caller.arn?.value ?? call.caller.service?.value ?? call.caller.type?.value, 'caller');
  if (call.eventTime !== undefined) {
    facts.push(['Time', utcTime(call.eventTime.value)]);
  }
  add('Region', call.region?.value);
  add('From', call.sourceIp?.value);
  add('User agent says', call.userAgent?.value);
  add('Error', call.error?.code.value);
  add('Message', call.error?.message?.value);
  add('Event id', call.eventId?.value, 'eventId');
  return facts;
}

function factTable(facts: readonly Fact[]): string {
  if (facts.length === 0) {
    return '';
  }
  return ['| | |', '|:--|:--|', ...facts.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function selfCheckLines(checks: readonly SelfCheck[]): string {
  if (checks.length === 0) {
    return '';
  }
  const lines = checks.map((check) => {
    const [one, other] = check.compared;
    const subject = check.subject === undefined ? '' : ` ${codeSpan(check.subject)}`;
    return `- ${one} with ${other}${subject}: **${check.outcome}**. ${check.statement}`;
  });
  return ['Self-checks: is the record consistent? They prove nothing.', '', ...lines].join('\n');
}

function pcrSection({ call, appraisal, index }: AppraisedCall, shown: RecordedPcr | undefined, copy: Copy): string {
  return call.recipient.pcrs
    .filter((pcr) => pcr !== shown)
    .map((pcr) => pcrLines(pcr, { call, appraisal, index }, copy))
    .join('\n\n');
}

/** The PCR, its meaning, and its value as hex and as the file has it. */
function pcrLines(pcr: RecordedPcr, { call, appraisal }: AppraisedCall, copy: Copy): string {
  const meaning = call.recipient.platform === undefined ? '' : ` ${pcrMeaning(call.recipient.platform, pcr.index)}`;
  const name = `**PCR${pcr.index}**${meaning}`;
  const { digest, text } = pcr;
  if (digest === undefined) {
    return text === undefined ? `${name}: not readable` : `${name}: not readable, ${codeSpan(text)}`;
  }
  const zero = isZero(digest) ? ` — ${zeroMeaning(pcr.index, call.recipient.platform, appraisal)}` : '';
  const field = `pcr${pcr.index}`;
  const links = `${copy('copy hex', `${field}.hex`)} · ${copy('copy base64', `${field}.base64`)}`;
  const asWritten = digest.spelling === 'hex' ? codeSpan(toBase64(digest)) : codeSpan(text ?? '');
  const label = digest.spelling === 'hex' ? 'hex, as in the file' : 'hex';
  const otherLabel = digest.spelling === 'hex' ? 'base64' : 'base64, as in the file';
  return `${name}${zero} · ${links}  \n${codeSpan(digest.hex)} ${label}  \n${asWritten} ${otherLabel}`;
}

/** What the reference has in place of a value that differs: the one by which the call was judged, or else the nearest. */
function differingLine({ index }: RecordedPcr, { outcome }: Appraisal): string {
  const by = outcome.kind === 'different' ? outcome.by : outcome.kind === 'unknown' ? outcome.nearest : undefined;
  const fixed = by?.different.includes(index) ? by.reference.pcrs.get(index) : undefined;
  return by === undefined || fixed === undefined
    ? ''
    : `  \n${codeSpan(fixed.hex)} in ${plainInMarkdown(referenceTitle(by.reference))}${trustNote(by.reference)}, different`;
}

function zeroMeaning(index: number, platform: string | undefined, { outcome, unsigned }: Appraisal): string {
  if (platform !== 'enclave') {
    return 'zero';
  }
  if (outcome.kind === 'debug' && (index <= 2 || index === 8)) {
    return 'zero, as debug mode leaves it';
  }
  return index === 8 && unsigned ? 'zero: the image is unsigned' : 'zero';
}

function problemLines(problems: readonly CallProblem[]): string {
  const shown = problems.slice(0, 5).map((problem) => `⚠ ${problem.message}`);
  const rest = problems.length - shown.length;
  return sections(rest > 0 ? [...shown, `⚠ ${rest} more places could not be read.`] : shown);
}

function sections(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
