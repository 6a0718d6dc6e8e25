import { type ExtensionContext, window } from 'vscode';
import { registerAddReferenceFromCall } from './commands/addReferenceFromCall.ts';
import { registerAddReferenceFromDocument } from './commands/addReferenceFromDocument.ts';
import { registerAddReferenceFromEif } from './commands/addReferenceFromEif.ts';
import { registerAddReferenceFromOutput } from './commands/addReferenceFromOutput.ts';
import { registerCheckKeyPolicies } from './commands/checkKeyPolicies.ts';
import { registerCompareDocuments } from './commands/compareDocuments.ts';
import { registerCompareWithCall } from './commands/compareWithCall.ts';
import { registerCompareWithDocument } from './commands/compareWithDocument.ts';
import { registerCopyQueryForAthena } from './commands/copyQueryForAthena.ts';
import { registerCopyQueryForLake } from './commands/copyQueryForLake.ts';
import { registerCopyReport } from './commands/copyReport.ts';
import { registerCopyScanResults } from './commands/copyScanResults.ts';
import { registerCopyValue } from './commands/copyValue.ts';
import { registerDecodeDocument } from './commands/decodeDocument.ts';
import { registerDecodeFromClipboard } from './commands/decodeFromClipboard.ts';
import { registerDecodeFromFile } from './commands/decodeFromFile.ts';
import { registerDecodeFromSelection } from './commands/decodeFromSelection.ts';
import { registerGoToCall } from './commands/goToCall.ts';
import { registerGoToSource } from './commands/goToSource.ts';
import { registerOpenAsTrail } from './commands/openAsTrail.ts';
import { registerOpenDocumentReference } from './commands/openDocumentReference.ts';
import { registerOpenFormattedView } from './commands/openFormattedView.ts';
import { registerOpenReference } from './commands/openReference.ts';
import { registerOpenSampleTrail } from './commands/openSampleTrail.ts';
import { registerSaveFromDocument } from './commands/saveFromDocument.ts';
import { registerScanFolder } from './commands/scanFolder.ts';
import { registerShowCall } from './commands/showCall.ts';
import { registerShowRecognised } from './commands/showRecognised.ts';
import { registerShowReport } from './commands/showReport.ts';
import { registerShowScannedCall } from './commands/showScannedCall.ts';
import { registerStepToCall } from './commands/stepToCall.ts';
import { registerTurnPage } from './commands/turnPage.ts';
import { registerCallFixes } from './editor/callFixes.ts';
import { registerCallSymbols } from './editor/callSymbols.ts';
import { registerCodeLenses } from './editor/codeLenses.ts';
import { registerDefinitions } from './editor/definitions.ts';
import { registerDigestCompletion } from './editor/digestCompletion.ts';
import { registerDigestHovers } from './editor/digestHovers.ts';
import { registerFindReferences } from './editor/findReferences.ts';
import { registerGutterMarks } from './editor/gutterMarks.ts';
import { registerHovers } from './editor/hovers.ts';
import { registerInlayHints } from './editor/inlayHints.ts';
import { registerLimitsStatus } from './editor/limitsStatus.ts';
import { markdownReports } from './editor/markdownReports.ts';
import { registerMeasurementsDiagnostics } from './editor/measurementsDiagnostics.ts';
import { measuringProgress } from './editor/measuringProgress.ts';
import { registerPolicyDiagnostics } from './editor/policyDiagnostics.ts';
import { registerPolicyFixes } from './editor/policyFixes.ts';
import { readingProgress } from './editor/readingProgress.ts';
import { scanProgress } from './editor/scanProgress.ts';
import { registerStatusBar } from './editor/statusBar.ts';
import { registerTrailDiagnostics } from './editor/trailDiagnostics.ts';
import { registerViewContext } from './editor/viewContext.ts';
import { registerViewLenses } from './editor/viewLenses.ts';
import { registerViewOffer } from './editor/viewOffer.ts';
import type { HostPlatform } from './hostPlatform.ts';
import { attestationPanel } from './panel/attestationPanel.ts';
import { attestationSession } from './panel/attestationSession.ts';
import { registerDocumentContext } from './panel/documentContext.ts';
import { registerReportDocument } from './panel/reportDocument.ts';
import { registerScanView } from './views/scanView.ts';
import { activeTrail } from './workspace/activeTrail.ts';
import { appraisedTrails } from './workspace/appraisedTrails.ts';
import { rememberedCallsByValue } from './workspace/callsByValue.ts';
import { excerpts } from './workspace/excerpts.ts';
import { formattedViews } from './workspace/formattedViews.ts';
import { workspacePolicies } from './workspace/keyPolicies.ts';
import { measuredImages } from './workspace/measuredImages.ts';
import { referenceFiles } from './workspace/referenceFiles.ts';
import { references } from './workspace/references.ts';
import { registerSampleFiles } from './workspace/sampleFiles.ts';
import { folderScans } from './workspace/scan/folderScans.ts';
import { scanAccess } from './workspace/scan/scanAccess.ts';
import { scanStore } from './workspace/scan/scanStore.ts';
import { whileEnabled } from './workspace/settings.ts';
import { streamedTrails } from './workspace/streamedTrails.ts';
import { trailDocuments } from './workspace/trailDocuments.ts';
import { registerViewFiles } from './workspace/viewFiles.ts';
import { watchViews } from './workspace/viewWatch.ts';

/** Wires the rooms; nothing else knows them all. Does no work of its own: everything waits to be asked. */
export function activate(context: ExtensionContext, platform: HostPlatform): void {
  const log = window.createOutputChannel('Enclave Trail', { log: true });
  const failed = (error: unknown): void => log.error(error instanceof Error ? error : String(error));

  const documents = trailDocuments();
  const images = measuredImages(platform, context.workspaceState, measuringProgress, (message) => log.warn(message));
  const files = referenceFiles(images, (message) => log.warn(message));
  const known = references(files, (message) => log.warn(message));
  const trails = appraisedTrails(documents, known);
  const callsByValue = rememberedCallsByValue();
  const active = activeTrail(trails, failed);
  const session = attestationSession(trails, known, platform, failed);
  const policies = workspacePolicies(files);
  const reports = markdownReports();
  const storage = context.storageUri ?? context.globalStorageUri;
  const scanned = scanStore(storage, context.storageUri !== undefined, (message) => log.warn(message));
  const scans = folderScans(scanAccess(platform), scanned, scanProgress);
  const streams = streamedTrails(platform, readingProgress);
  const views = formattedViews(documents, streams);
  const surroundings = excerpts(platform, readingProgress);
  const panel = attestationPanel(session, platform, context.extensionUri, failed);

  context.subscriptions.push(
    log,
    documents,
    images,
    files,
    known,
    trails,
    active,
    session,
    reports,
    panel,
    scans,
    streams,
    views,
    registerSampleFiles(context.extensionUri),
    registerViewFiles(views, surroundings),
    watchViews(views, failed),
    registerViewContext(views, failed),
    whileEnabled(['inlayHints'], () => registerInlayHints(trails, log)),
    whileEnabled(['hovers'], () => registerHovers(trails, policies, log)),
    whileEnabled(['codeLenses'], () => registerCodeLenses(trails, log)),
    whileEnabled(['gutter', 'overviewRuler'], () => registerGutterMarks(trails, context.extensionUri, failed)),
    whileEnabled(['statusBar'], () => registerStatusBar(active)),
    whileEnabled(['statusBar'], () => registerLimitsStatus(active, streams)),
    whileEnabled(['statusBar'], () => registerViewOffer(active)),
    whileEnabled(['codeLenses'], () => registerViewLenses(trails, views, surroundings, log)),
    registerMeasurementsDiagnostics(files, context.extensionUri, log),
    whileEnabled(['diagnostics'], () => registerTrailDiagnostics(trails, context.extensionUri, failed)),
    registerCallFixes(trails, log),
    registerDefinitions(trails, known, files, log),
    whileEnabled(['hovers'], () => registerDigestHovers(trails, known, files, callsByValue, log)),
    whileEnabled(['diagnostics'], () => registerPolicyDiagnostics(context.extensionUri, failed)),
    registerPolicyFixes(log),
    registerFindReferences(trails, known, files, callsByValue, log),
    registerCallSymbols(trails, log),
    registerDigestCompletion(trails, known, callsByValue, log),
    registerOpenSampleTrail(),
    registerStepToCall(trails),
    registerGoToCall(trails),
    registerShowCall(trails),
    registerShowRecognised(trails, streams),
    registerOpenFormattedView(views, surroundings),
    registerOpenAsTrail(views, streams),
    registerGoToSource(views, surroundings),
    registerTurnPage(views),
    registerCopyValue(trails),
    registerOpenReference(trails),
    registerAddReferenceFromCall(trails, files),
    registerDecodeDocument(panel),
    registerDecodeFromClipboard(session, panel),
    registerDecodeFromSelection(session, panel),
    registerDecodeFromFile(session, panel),
    registerCompareWithDocument(trails, session, panel),
    registerCompareWithCall(trails, reports),
    registerCompareDocuments(session, reports),
    registerCheckKeyPolicies(trails, policies, session, reports),
    registerReportDocument(session),
    registerDocumentContext(session),
    registerShowReport(session),
    registerCopyReport(session),
    registerSaveFromDocument(session),
    registerAddReferenceFromDocument(session, files),
    registerAddReferenceFromEif(images, files),
    registerAddReferenceFromOutput(files),
    registerOpenDocumentReference(session),
    registerScanView(scans, known, failed),
    registerScanFolder(scans),
    registerCopyScanResults(scans, known),
    registerShowScannedCall(scans, trails),
    registerCopyQueryForAthena(trails, failed),
    registerCopyQueryForLake(trails, failed),
  );
}
