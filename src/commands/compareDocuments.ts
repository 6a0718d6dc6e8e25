import { commands, type Disposable, env, type QuickPickItem, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import {
  type AttestationDocument,
  preciseUtcTime,
  searchAttestationDocuments,
  sideBySide,
  sideOfDocument,
  type VerificationReport,
  verdictSentence,
} from '../core/index.ts';
import { comparisonMarkdown, type NamedSide } from '../editor/comparisonMarkdown.ts';
import { inLabel, inMessage } from '../editor/fileText.ts';
import type { MarkdownReports } from '../editor/markdownReports.ts';
import type { AttestationSession } from '../panel/attestationSession.ts';
import { LARGEST_INPUT } from '../panel/protocol.ts';
import { TURN, yieldNow } from '../workspace/turns.ts';
import { chooseDocumentFile, readDocumentFile } from './documentFile.ts';
import { sayNoDocument } from './shownDocument.ts';

/** Compares the attestation document that is shown with another one: from the same input, the clipboard or a file. */
export function registerCompareDocuments(session: AttestationSession, reports: MarkdownReports): Disposable {
  return commands.registerCommand(CommandId.compareDocuments, async () => {
    const { shown, foundIn } = session.current;
    if (shown === undefined) {
      sayNoDocument(session);
      return;
    }
    const other = await chooseOther(session);
    if (other === undefined) {
      return;
    }
    const report = await session.verified(other.document);
    const one = sideNamed(shown.document, shown.report, foundIn.origin ?? 'the attestation page');
    const sides = sideBySide(sideOfDocument(shown.document), sideOfDocument(other.document));
    const markdown = comparisonMarkdown(
      'Two attestation documents',
      one,
      sideNamed(other.document, report, other.origin),
      sides,
    );
    await reports.show('Comparison of Documents', markdown);
  });
}

interface Chosen {
  readonly document: AttestationDocument;
  readonly origin: string;
}

interface SourceItem extends QuickPickItem {
  readonly take: () => Promise<Chosen | undefined>;
}

async function chooseOther({ current }: AttestationSession): Promise<Chosen | undefined> {
  const origin = current.foundIn.origin ?? 'the attestation page';
  const besides: readonly SourceItem[] = current.found.documents
    .filter((_, index) => index !== current.chosen)
    .map(({ document }, index) => ({
      label: `Document ${index + (index < current.chosen ? 1 : 2)} of the same input`,
      description: document.timestamp === undefined ? '' : preciseUtcTime(document.timestamp),
      detail: inLabel(document.moduleId ?? 'without a module id'),
      take: async () => ({ document, origin }),
    }));
  const items: readonly SourceItem[] = [
    ...besides,
    { label: 'From the clipboard', take: async () => await readFrom(await env.clipboard.readText(), 'the clipboard') },
    { label: 'From a file…', take: fromFile },
  ];
  const picked = await window.showQuickPick(items, { title: 'Compare with Which Attestation Document?' });
  return await picked?.take();
}

async function fromFile(): Promise<Chosen | undefined> {
  const file = await chooseDocumentFile('Compare with Attestation Document');
  const read = file && (await readDocumentFile(file));
  return read && (await readFrom(read.content, read.name));
}

/** The first document of what was handed over; what holds none is named in a message. */
async function readFrom(content: string | Uint8Array, origin: string): Promise<Chosen | undefined> {
  if (content.length > LARGEST_INPUT) {
    void window.showErrorMessage(`There is more than 1 MiB in ${inMessage(origin)}, far more than a document.`);
    return undefined;
  }
  const found = await searchAttestationDocuments(content, { yieldNow, turn: TURN });
  const document = found.ok ? found.value.documents[0]?.document : undefined;
  if (document === undefined) {
    const reason = found.ok ? '' : ` ${found.error.message}`;
    void window.showErrorMessage(`No attestation document was found in ${inMessage(origin)}.${reason}`);
    return undefined;
  }
  return { document, origin };
}

function sideNamed(document: AttestationDocument, report: VerificationReport, origin: string): NamedSide {
  const { moduleId, timestamp } = document;
  return {
    name: origin,
    facts: [
      { label: 'Verdict', value: verdictSentence(report), isText: false },
      ...(timestamp === undefined ? [] : [{ label: 'Made', value: preciseUtcTime(timestamp), isText: false }]),
      ...(moduleId === undefined ? [] : [{ label: 'Module id', value: moduleId, isText: true }]),
      ...(report.region === undefined ? [] : [{ label: 'Region', value: report.region, isText: true }]),
    ],
  };
}
