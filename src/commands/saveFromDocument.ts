import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { carriedData, pemOf } from '../core/index.ts';
import { inMessage, withoutIcons } from '../editor/fileText.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { SAVABLE, type Savable } from '../panel/protocol.ts';
import type { ShownDocument } from '../panel/sessionState.ts';
import { say } from './callArguments.ts';
import { sayNoDocument } from './shownDocument.ts';

interface Export {
  readonly label: string;
  /** The end of the suggested file name. */
  readonly suffix: string;
  /** Undefined where the document does not have it. */
  readonly contents: (shown: ShownDocument) => Uint8Array | undefined;
}

const EXPORTS: Readonly<Record<Savable, Export>> = {
  document: { label: 'Attestation document (CBOR)', suffix: '.cbor', contents: ({ document }) => document.bytes },
  certificates: {
    label: 'Certificates (PEM), root first',
    suffix: '-certificates.pem',
    contents: ({ report: { certificates } }) =>
      certificates.length === 0 ? undefined : text(certificates.map(({ der }) => pemOf('CERTIFICATE', der)).join('')),
  },
  'public-key-pem': {
    label: 'Public key (PEM)',
    suffix: '-public-key.pem',
    contents: ({ document: { publicKey } }) => {
      const spki = publicKey && carriedData(publicKey).spki;
      return spki && text(pemOf('PUBLIC KEY', spki));
    },
  },
  'public-key-der': {
    label: 'Public key (as it is in the document)',
    suffix: '-public-key.der',
    contents: ({ document }) => document.publicKey,
  },
};

function whyNot(what: Savable, { document }: ShownDocument): string {
  if (what === 'public-key-pem' && document.publicKey !== undefined) {
    return 'The public key is of no form that PEM has. Save it as it is.';
  }
  return `This document carries no ${what === 'certificates' ? 'certificates' : 'public key'}.`;
}

/** Saves a part of the attestation document to a file that the user names. */
export function registerSaveFromDocument(session: AttestationSession): Disposable {
  return commands.registerCommand(CommandId.saveFromDocument, async (argument: unknown) => {
    const { shown } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const what = SAVABLE.find((savable) => savable === argument) ?? (await choose(shown));
    const contents = what && EXPORTS[what].contents(shown);
    if (what === undefined || contents === undefined) {
      if (what !== undefined) {
        say(whyNot(what, shown));
      }
      return;
    }
    const defaultUri = suggestion(shown, EXPORTS[what].suffix);
    const target = await window.showSaveDialog({
      title: `Save ${EXPORTS[what].label}`,
      ...(defaultUri === undefined ? {} : { defaultUri }),
    });
    if (target !== undefined) {
      await write(target, contents);
    }
  });
}

async function choose(shown: ShownDocument): Promise<Savable | undefined> {
  const items = SAVABLE.filter((savable) => EXPORTS[savable].contents(shown) !== undefined).map((savable) => ({
    label: EXPORTS[savable].label,
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

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
