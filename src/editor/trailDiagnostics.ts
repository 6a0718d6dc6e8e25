import { type Diagnostic, Disposable, languages, type TextDocument, type Uri, window, workspace } from 'vscode';
import { type CallFinding, outcomeFinding, recordFindings } from '../core/index.ts';
import type { AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { onSettingsChanged } from '../workspace/settings.ts';
import { debounced, turns } from '../workspace/turns.ts';
import { type DiagnosticMaker, diagnosticMaker } from './diagnosticCodes.ts';

/** A list of more nobody reads; the annotations show each call. */
const MOST_DIAGNOSTICS = 500;
/** Milliseconds after a change until the list is made anew. */
const SETTLED = 250;

/**
 * Lists, in trails that are in sight, what about their attested calls needs somebody's attention: each image once, with the
 * number of its calls, and what records have wrong.
 */
export function registerTrailDiagnostics(
  trails: AppraisedTrails,
  extensionUri: Uri,
  failed: (error: unknown) => void,
): Disposable {
  const collection = languages.createDiagnosticCollection('enclave-trail-calls');
  const maker = diagnosticMaker(extensionUri);

  /** The last look at each document: what an earlier one finds out meanwhile is old. */
  const looks = new WeakMap<TextDocument, symbol>();

  const publish = async (document: TextDocument): Promise<void> => {
    const { version } = document;
    const mine = Symbol(document.uri.toString());
    looks.set(document, mine);
    const appraised = await trails.of(document);
    const diagnostics = appraised === undefined ? [] : await diagnosticsOf(appraised, document, await maker);
    // What has changed meanwhile is listed when it has settled; until then the last list stands.
    if (document.version === version && !document.isClosed && looks.get(document) === mine) {
      collection.set(document.uri, diagnostics);
    }
  };
  /** Those whose list is shown, also while another editor is in front of them. */
  const listed = new Set<TextDocument>();
  const publishAll = (): void => {
    for (const { document } of window.visibleTextEditors) {
      listed.add(document);
    }
    for (const document of listed) {
      publish(document).catch(failed);
    }
  };
  const settled = debounced(publishAll, SETTLED);
  publishAll();
  return Disposable.from(
    collection,
    settled,
    window.onDidChangeVisibleTextEditors(publishAll),
    trails.onDidChange(settled.ask),
    onSettingsChanged(settled.ask),
    workspace.onDidCloseTextDocument((document) => {
      listed.delete(document);
      collection.delete(document.uri);
    }),
  );
}

async function diagnosticsOf(
  appraised: AppraisedTrail,
  document: TextDocument,
  make: DiagnosticMaker,
): Promise<readonly Diagnostic[]> {
  const { version } = document;
  const { groups, withFindings } = await appraised.summary();
  const diagnostics: Diagnostic[] = [];
  const turn = turns();
  /** What has changed meanwhile is not published, and places of an older text would be places of other things. */
  const goesOn = async (): Promise<boolean> => {
    if (turn.isDue()) {
      await turn.take();
    }
    return document.version === version;
  };
  const add = (finding: CallFinding | undefined, calls: string): void => {
    const diagnostic = finding && make(finding.code, `${finding.message}${calls}`, rangeIn(document, finding));
    if (diagnostic !== undefined) {
      diagnostics.push(diagnostic);
    }
  };
  for (const { first, count } of groups.slice(0, MOST_DIAGNOSTICS)) {
    if (!(await goesOn())) {
      return [];
    }
    const found = appraised.at(first);
    add(found && outcomeFinding(found.call, found.appraisal.outcome), count === 1 ? '' : ` (${count} such calls)`);
  }
  for (const index of withFindings) {
    if (diagnostics.length >= MOST_DIAGNOSTICS || !(await goesOn())) {
      break;
    }
    const call = appraised.at(index)?.call;
    for (const finding of call === undefined ? [] : recordFindings(call)) {
      add(finding, '');
    }
  }
  return diagnostics;
}
