import { Range, type TextDocument, Uri, WorkspaceEdit, type WorkspaceFolder, window, workspace } from 'vscode';
import { addMeasurement, identifyingPcrs, MEASUREMENTS_FILE_NAME, type NewMeasurement } from '../core/index.ts';
import { shortHex } from '../editor/callWords.ts';
import { inLabel, inMessage, visible } from '../editor/fileText.ts';
import { isMeasurementsFile, type ReferenceFiles } from '../workspace/referenceFiles.ts';
import { pause } from '../workspace/turns.ts';
import { trailFile } from '../workspace/viewAddress.ts';
import { say } from './callArguments.ts';

/** What of an image is known before it has a name. */
export type MeasuredImage = Pick<NewMeasurement, 'platform' | 'pcrs'>;

/** What the image may be called: by itself or by whoever built it. */
export interface SuggestedTitle {
  readonly name?: string;
  readonly version?: string;
}

/** Asks for a name and a version, and writes the image into the workspace's reference measurements. */
export async function addAsReference(
  image: MeasuredImage,
  beside: Uri | undefined,
  files: ReferenceFiles,
  suggested: SuggestedTitle = {},
): Promise<void> {
  const title = await askTitle(suggested, image);
  if (title === undefined) {
    return;
  }
  const target = await chooseFile(beside, files);
  if (target !== undefined) {
    await add({ ...title, platform: image.platform, pcrs: image.pcrs }, target);
  }
}

type Title = Pick<NewMeasurement, 'name' | 'version'>;

async function askTitle(suggested: SuggestedTitle, { platform, pcrs }: MeasuredImage): Promise<Title | undefined> {
  // So that whoever names an image sees which.
  const named = identifyingPcrs(platform).find((pcr) => pcrs.has(pcr)) ?? 0;
  const image = `PCR${named} ${shortHex(pcrs.get(named)?.hex ?? '')}`;
  const name = await window.showInputBox({
    title: 'Add as Reference Measurement (1/2)',
    ...(suggested.name === undefined ? {} : { value: visible(suggested.name, 100) }),
    prompt: `Name of the image with ${image}, such as "payments". Whoever reads the trail will see it.`,
    validateInput: (text) => (text.trim() === '' || text.length > 100 ? 'A name has 1 to 100 characters.' : undefined),
  });
  if (name === undefined) {
    return undefined;
  }
  const version = await window.showInputBox({
    title: 'Add as Reference Measurement (2/2)',
    ...(suggested.version === undefined ? {} : { value: visible(suggested.version, 100) }),
    prompt: `Version of the image with ${image}, such as "1.4.2". Leave it empty if there is none.`,
    validateInput: (text) => (text.length > 100 ? 'A version has at most 100 characters.' : undefined),
  });
  return version === undefined
    ? undefined
    : { name: name.trim(), version: version.trim() === '' ? undefined : version.trim() };
}

/** A file of the trail's own folder where there is one, else a new one at the folder's top; untitled without a folder. */
async function chooseFile(trail: Uri | undefined, files: ReferenceFiles): Promise<TextDocument | undefined> {
  if (workspace.workspaceFolders === undefined) {
    return await workspace.openTextDocument({ language: 'json', content: '' });
  }
  const own = trail && workspace.getWorkspaceFolder(trailFile(trail));
  const folder = own ?? (await chooseFolder(workspace.workspaceFolders));
  if (folder === undefined) {
    return undefined;
  }
  await files.ready();
  const inFolder = files.files().filter((file) => file.takesEntries && file.folder === folder.uri.toString());
  if (inFolder.length > 1) {
    const items = inFolder.map(({ uri }) => ({ label: inLabel(workspace.asRelativePath(uri)), uri }));
    const picked = await window.showQuickPick(items, { title: 'Add to Which File of Reference Measurements?' });
    return picked && (await whenAsOnDisk(await workspace.openTextDocument(picked.uri)));
  }
  const uri = inFolder[0]?.uri ?? Uri.joinPath(folder.uri, MEASUREMENTS_FILE_NAME);
  if (!(await exists(uri))) {
    // Not as an edit: an editor that still has the text of a file that is gone would bring it back.
    await workspace.fs.writeFile(uri, new Uint8Array());
  }
  return await whenAsOnDisk(await workspace.openTextDocument(uri));
}

async function exists(uri: Uri): Promise<boolean> {
  return await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Milliseconds for which an editor may show what its file held before. */
const PATIENCE = 2000;
const PAUSE = 50;

/** A file that was changed or made anew a moment ago may still have its old text in the editor. */
async function whenAsOnDisk(document: TextDocument): Promise<TextDocument> {
  const alike = (text: string): string => text.replace(/^\ufeff|\r/g, '');
  const end = Date.now() + PATIENCE;
  while (!document.isDirty && Date.now() < end) {
    const onDisk = new TextDecoder().decode(await workspace.fs.readFile(document.uri));
    if (alike(onDisk) === alike(document.getText())) {
      break;
    }
    await pause(PAUSE);
  }
  return document;
}

async function chooseFolder(folders: readonly WorkspaceFolder[]): Promise<WorkspaceFolder | undefined> {
  return folders.length === 1
    ? folders[0]
    : await window.showWorkspaceFolderPick({ placeHolder: 'Folder whose reference measurements get the image' });
}

async function add(measurement: NewMeasurement, document: TextDocument): Promise<void> {
  const edits = addMeasurement(document.getText(), measurement);
  if (!edits.ok) {
    void window.showErrorMessage(`Nothing was added to ${pathOf(document)}. ${edits.error}`);
    await window.showTextDocument(document);
    return;
  }
  const edit = new WorkspaceEdit();
  for (const { start, end, text } of edits.value) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  }
  // Unsaved changes of the user's own are theirs to save; open text counts as it stands.
  const hadChanges = document.isDirty;
  const applied = await workspace.applyEdit(edit);
  if (document.isUntitled) {
    await window.showTextDocument(document);
    say(`Save this as ${MEASUREMENTS_FILE_NAME} in a workspace folder, so that it counts.`);
    return;
  }
  const saved = applied && (hadChanges || (await document.save()));
  const where = pathOf(document);
  if (!saved) {
    void window.showErrorMessage(`The reference measurement could not be written to ${where}.`);
    return;
  }
  if (!isMeasurementsFile(document)) {
    const setting = 'enclaveTrail.referenceMeasurements.files';
    say(`Added to ${where}, which does not count yet: the setting ${setting} names other files.`);
    return;
  }
  const choice = await window.showInformationMessage(`Added ${inMessage(measurement.name)} to ${where}.`, 'Open');
  if (choice === 'Open') {
    await window.showTextDocument(document);
  }
}

function pathOf(document: TextDocument): string {
  return inMessage(workspace.asRelativePath(document.uri));
}
