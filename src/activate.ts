import { type ExtensionContext, window } from 'vscode';
import { registerAddReference } from './commands/addReference.ts';
import { registerCopyValue } from './commands/copyValue.ts';
import { registerGoToCall } from './commands/goToCall.ts';
import { registerOpenReference } from './commands/openReference.ts';
import { registerOpenSampleTrail } from './commands/openSampleTrail.ts';
import { registerShowCall } from './commands/showCall.ts';
import { registerShowRecognised } from './commands/showRecognised.ts';
import { registerStepToCall } from './commands/stepToCall.ts';
import { registerCodeLenses } from './editor/codeLenses.ts';
import { registerGutterMarks } from './editor/gutterMarks.ts';
import { registerHovers } from './editor/hovers.ts';
import { registerInlayHints } from './editor/inlayHints.ts';
import { registerLimitsStatus } from './editor/limitsStatus.ts';
import { registerMeasurementsDiagnostics } from './editor/measurementsDiagnostics.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { activeTrail } from './workspace/activeTrail.ts';
import { appraisedTrails } from './workspace/appraisedTrails.ts';
import { referenceFiles } from './workspace/referenceFiles.ts';
import { references } from './workspace/references.ts';
import { registerSampleFiles } from './workspace/sampleFiles.ts';
import { whileEnabled } from './workspace/settings.ts';
import { trailDocuments } from './workspace/trailDocuments.ts';

/** Wires the rooms; nothing else knows them all. Does no work of its own: everything waits to be asked. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Enclave Trail', { log: true });
  const failed = (error: unknown): void => log.error(error instanceof Error ? error : String(error));

  const documents = trailDocuments();
  const files = referenceFiles((message) => log.warn(message));
  const known = references(files);
  const trails = appraisedTrails(documents, known);
  const active = activeTrail(trails, failed);

  context.subscriptions.push(
    log,
    documents,
    files,
    known,
    trails,
    active,
    registerSampleFiles(context.extensionUri),
    whileEnabled(['inlayHints'], () => registerInlayHints(trails, log)),
    whileEnabled(['hovers'], () => registerHovers(trails, log)),
    whileEnabled(['codeLenses'], () => registerCodeLenses(trails, log)),
    whileEnabled(['gutter', 'overviewRuler'], () => registerGutterMarks(trails, context.extensionUri, failed)),
    whileEnabled(['statusBar'], () => registerStatusBar(active)),
    whileEnabled(['statusBar'], () => registerLimitsStatus(active)),
    registerMeasurementsDiagnostics(files, log),
    registerOpenSampleTrail(),
    registerStepToCall(trails),
    registerGoToCall(trails),
    registerShowCall(trails),
    registerShowRecognised(trails),
    registerCopyValue(trails),
    registerOpenReference(trails),
    registerAddReference(trails, files),
  );
}
