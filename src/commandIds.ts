import type { Command, Uri } from 'vscode';

/** The commands of the extension. Those with arguments take a document's URI, the index of a call, and a field name. */
export const CommandId = {
  openSampleTrail: 'enclaveTrail.openSampleTrail',
  nextCall: 'enclaveTrail.nextAttestedCall',
  previousCall: 'enclaveTrail.previousAttestedCall',
  goToCall: 'enclaveTrail.goToAttestedCall',
  showRecognised: 'enclaveTrail.showRecognised',
  addReference: 'enclaveTrail.addReferenceFromCall',
  openReference: 'enclaveTrail.openReference',
  showCall: 'enclaveTrail.showCall',
  copyValue: 'enclaveTrail.copyValue',
  decode: 'enclaveTrail.decodeDocument',
  decodeClipboard: 'enclaveTrail.decodeDocumentFromClipboard',
  decodeSelection: 'enclaveTrail.decodeDocumentFromSelection',
  decodeFile: 'enclaveTrail.decodeDocumentFromFile',
  compareWithCall: 'enclaveTrail.compareWithCall',
  checkKeyPolicies: 'enclaveTrail.checkKeyPolicies',
  compareDocuments: 'enclaveTrail.compareDocuments',
  compareWithDocument: 'enclaveTrail.compareWithDocument',
  showReport: 'enclaveTrail.showAttestationReport',
  copyReport: 'enclaveTrail.copyAttestationReport',
  saveFromDocument: 'enclaveTrail.saveFromDocument',
  addReferenceFromDocument: 'enclaveTrail.addReferenceFromDocument',
  addReferenceFromEif: 'enclaveTrail.addReferenceFromEif',
  addReferenceFromOutput: 'enclaveTrail.addReferenceFromOutput',
  openDocumentReference: 'enclaveTrail.openDocumentReference',
  scanFolder: 'enclaveTrail.scanFolder',
  scanAgain: 'enclaveTrail.scanAgain',
  scanAnew: 'enclaveTrail.scanAnew',
  cancelScan: 'enclaveTrail.cancelScan',
  copyScanResults: 'enclaveTrail.copyScanResults',
  showScannedCall: 'enclaveTrail.showScannedCall',
  openFormattedView: 'enclaveTrail.openFormattedView',
  goToSource: 'enclaveTrail.goToSource',
  nextPage: 'enclaveTrail.nextPage',
  previousPage: 'enclaveTrail.previousPage',
  showEveryEvent: 'enclaveTrail.showEveryEvent',
  showAttestedCalls: 'enclaveTrail.showAttestedCalls',
  openAsTrail: 'enclaveTrail.openAsTrail',
  copyQueryForAthena: 'enclaveTrail.copyQueryForAthena',
  copyQueryForLake: 'enclaveTrail.copyQueryForLake',
} as const;

export function onCall(command: string, title: string, document: Uri, callIndex: number): Command {
  return { command, title, arguments: [document.toString(), callIndex] };
}

/**
 * A Markdown link to a command, made of arguments of ours alone: never of text from the file. Encoded twice, as VS Code
 * decodes it twice: a URI whose own escapes were undone on the way would name another document.
 */
export function commandLink(title: string, command: string, ...args: readonly (string | number)[]): string {
  return `[${title}](command:${command}?${encodeURIComponent(encodeURIComponent(JSON.stringify(args)))})`;
}
