import {
  type CancellationToken,
  CodeLens,
  type Command,
  Disposable,
  EventEmitter,
  type LogOutputChannel,
  languages,
  Range,
  type TextDocument,
} from 'vscode';
import { CommandId, onCall } from '../commandIds.ts';
import { appraisedClause, type KmsCall } from '../core/index.ts';
import type { AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { firstBehindLine } from '../workspace/longLines.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { turns } from '../workspace/turns.ts';
import { inLabel, withoutIcons } from './fileText.ts';
import { safely } from './safely.ts';

/** A lens whose words are found when it comes into sight: until then no call is read for it. */
class CallLens extends CodeLens {
  readonly words: () => Command | undefined;

  constructor(line: number, words: () => Command | undefined) {
    super(new Range(line, 0, line, 0));
    this.words = words;
  }
}

/**
 * Says operation and outcome in words over each attested call's event, and offers to compare it with a document. Where
 * several share a line, one lens for the first and a count.
 */
export function registerCodeLenses(trails: AppraisedTrails, log: LogOutputChannel): Disposable {
  const changed = new EventEmitter<void>();
  const registration = languages.registerCodeLensProvider(TRAIL_SELECTOR, {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document, token) =>
      safely(log, 'Code lenses', token, [], async () => {
        const appraised = await trails.of(document);
        return appraised === undefined ? [] : await lensesOf(appraised, document, token);
      }),
    resolveCodeLens: (lens, token) =>
      safely(log, 'Code lens', token, lens, async () => {
        const command = lens instanceof CallLens ? lens.words() : undefined;
        return command === undefined ? lens : new CodeLens(lens.range, command);
      }),
  });
  const subscription = trails.onDidChange(() => changed.fire());
  return Disposable.from(registration, subscription, changed);
}

/** Where attested calls and failed ones share a line, the attested ones have it. */
async function lensesOf(
  appraised: AppraisedTrail,
  document: TextDocument,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const { version } = document;
  const turn = turns();
  // Places of an older text would be places of other things; VS Code asks again.
  const goesOn = async (): Promise<boolean> => {
    if (turn.isDue()) {
      await turn.take();
    }
    return !token.isCancellationRequested && document.version === version;
  };
  const attested = await attestedLenses(appraised, document, goesOn);
  const taken = new Set(attested.map(({ range }) => range.start.line));
  const failed = await failedLenses(appraised, document, goesOn);
  return [...attested, ...failed.filter(({ range }) => !taken.has(range.start.line))];
}

async function attestedLenses(
  appraised: AppraisedTrail,
  document: TextDocument,
  goesOn: () => Promise<boolean>,
): Promise<readonly CodeLens[]> {
  const { calls } = appraised.trail;
  const byLine = new Map<number, { readonly first: number; count: number }>();
  for (let index = 0; index < calls.length; ) {
    const { line } = document.positionAt(calls.record(index)?.start ?? 0);
    // Thousands of calls on one line are counted at once.
    const next = Math.max(firstBehindLine(document, calls, line), index + 1);
    const known = byLine.get(line);
    byLine.set(line, { first: known?.first ?? index, count: (known?.count ?? 0) + next - index });
    index = next;
    if (!(await goesOn())) {
      return [];
    }
  }
  return [...byLine].flatMap(([line, { first, count }]) => {
    const lens = new CallLens(line, () => attestedWords(appraised, first, document));
    const more = { command: CommandId.goToCall, title: `${count} attested calls on this line…` };
    const compare = onCall(CommandId.compareWithDocument, 'Compare with attestation document…', document.uri, first);
    // Its words are known; told with those of the first lens, both appear at once.
    return [lens, count === 1 ? new CallLens(line, () => compare) : new CodeLens(lens.range, more)];
  });
}

function attestedWords(appraised: AppraisedTrail, index: number, document: TextDocument): Command | undefined {
  const first = appraised.at(index);
  if (first === undefined) {
    return undefined;
  }
  const title = `Attested ${operationName(first.call)}: ${withoutIcons(appraisedClause(first.appraisal))}`;
  return onCall(CommandId.showCall, title, document.uri, index);
}

/** Calls that failed and claim to come from enclave code: the log does not tell whether they were attested. */
async function failedLenses(
  appraised: AppraisedTrail,
  document: TextDocument,
  goesOn: () => Promise<boolean>,
): Promise<readonly CodeLens[]> {
  const { unattested } = appraised.trail;
  const lenses = new Map<number, CodeLens>();
  for (let index = 0; index < unattested.length; index++) {
    const record = unattested.record(index);
    if (record?.failed && record.claimsEnclaveSdk) {
      const { line } = document.positionAt(record.start);
      const lens = lenses.get(line) ?? new CallLens(line, () => failedWords(unattested.at(index), document));
      lenses.set(line, lens);
    }
    if (!(await goesOn())) {
      return [];
    }
  }
  return [...lenses.values()];
}

function failedWords(call: KmsCall | undefined, document: TextDocument): Command | undefined {
  if (call === undefined) {
    return undefined;
  }
  const error = call.error === undefined ? 'failed' : inLabel(call.error.code.value, 40);
  return {
    command: CommandId.showCall,
    title: `${operationName(call)}: ${error}, no attestation recorded · claims the Nitro Enclaves SDK`,
    arguments: [document.uri.toString(), undefined, (call.operation ?? call).start],
  };
}

function operationName(call: KmsCall): string {
  return call.operation === undefined ? 'KMS call' : inLabel(call.operation.value, 40);
}
