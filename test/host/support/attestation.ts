// Attestation documents that were signed for these tests, and what the extension reports of them.
import { ConfigurationTarget, commands, env, window, workspace } from 'vscode';
import documents from '../../fixtures/attestation/documents.json';
import { until } from './until.ts';

/** Base64, as test/support/hostDocuments.ts describes them. */
export const DOCUMENTS = documents;

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atobInEveryHost(base64));
}

/** Node 16 and web workers both have `atob`; the types of neither host are loaded here. */
function atobInEveryHost(base64: string): readonly number[] {
  return [...globalThis.atob(base64)].map((character) => character.charCodeAt(0));
}

export async function addRoots(...roots: readonly string[]): Promise<void> {
  const settings = workspace.getConfiguration('enclaveTrail');
  await settings.update('attestation.addedRoots', roots.length === 0 ? undefined : roots, ConfigurationTarget.Global);
}

export async function decodeFromClipboard(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  await commands.executeCommand('enclaveTrail.decodeDocumentFromClipboard');
}

/** The report as its read-only document has it. */
async function report(): Promise<string> {
  await commands.executeCommand('enclaveTrail.showAttestationReport');
  const document = window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'enclave-trail-report') throw new Error('No report was opened.');
  return withoutEscapes(document.getText());
}

/** The report once it says something; the document follows the page. */
export async function reportWith(words: RegExp): Promise<string> {
  return await until(`a report with ${words}`, async () => {
    const text = await report();
    return words.test(text) ? text : undefined;
  });
}

export async function jsonReport(): Promise<JsonReport> {
  await commands.executeCommand('enclaveTrail.copyAttestationReport', 'json');
  return JSON.parse(await env.clipboard.readText()) as JsonReport;
}

/** What these tests look at in the report for programs. */
export interface JsonReport {
  readonly verdict: string;
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly reason: string }[];
  readonly document: {
    readonly platform: string;
    readonly moduleId: string;
    readonly region: string;
    readonly timestamp: number;
    readonly pcrs: Readonly<Record<string, string>>;
    readonly nonce: { readonly bytes: number; readonly hex: string } | null;
    readonly cose: string;
  };
  readonly image: { readonly outcome: string; readonly references: readonly { readonly name: string }[] };
  readonly logEntry?: {
    readonly operation: string;
    readonly eventId: string;
    readonly moduleId: string;
    readonly comparedWithDocument: {
      readonly moduleId: string;
      readonly secondsBeforeCall: number;
      readonly pcrs: readonly { readonly index: number; readonly outcome: string }[];
    };
  };
}

function withoutEscapes(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
