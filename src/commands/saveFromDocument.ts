import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { inMessage, withoutIcons } from '../editor/fileText.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { SAVABLE, type Savable } from '../panel/protocol.ts';
import { SAVED_PARTS, whyNotSaved } from '../panel/savedParts.ts';
import type { ShownDocument } from '../panel/sessionState.ts';
import { say } from './callArguments.ts';
import { sayNoDocument } from './shownDocument.ts';

/** Saves a part of the attestation document to a file that the user names. */
export function registerSaveFromDocument(session: AttestationSession): Disposable {
  return commands.registerCommand(CommandId.saveFromDocument, async (argument: unknown) => {
    const { shown } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const what = SAVABLE.find((savable) => savable === argument) ?? (await choose(shown));
    const contents = what && SAVED_PARTS[what].contents(shown);
    if (what === undefined || contents === undefined) {
      if (what !== undefined) {
        say(whyNotSaved(what, shown));
      }
      return;
    }
    const defaultUri = suggestion(shown, SAVED_PARTS[what].suffix);
    const target = await window.showSaveDialog({
      title: `Save ${SAVED_PARTS[what].label}`,
      ...(defaultUri === undefined ? {} : { defaultUri }),
    });
    if (target !== undefined) {
      await write(target, contents);
    }
  });
}

async function choose(shown: ShownDocument): Promise<Savable | undefined> {
  const items = SAVABLE.filter((savable) => SAVED_PARTS[savable].contents(shown) !== undefined).map((savable) => ({
    label: SAVED_PARTS[savable].label,
    savable,
  }));
  return (await window.showQuickPick(items, { title: 'Save from Attestation Document' }))?.savable;
}

/** Named after the module id, where that is one: a name from a document must not choose a folder. */
function suggestion({ document }: ShownDocument, suffix: string): Uri | undefined {
  const name = document.parsedModuleId === undefined ? 'attestation-document' : document.moduleId;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return folder && Uri.joinPath(folder, `${name}${suffix}`);
}

async function write(target: Uri, contents: Uint8Array): Promise<void> {
  const name = inMessage(workspace.asRelativePath(target));
  try {
    await workspace.fs.writeFile(target, contents);
    window.setStatusBarMessage(`Saved ${withoutIcons(name)}`, 3000);
  } catch (error) {
    const reason = error instanceof Error ? inMessage(error.message) : 'the file could not be written';
    void window.showErrorMessage(`${name} was not saved: ${reason}`);
  }
}
