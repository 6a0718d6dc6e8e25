import { type Disposable, Hover, type LogOutputChannel, languages, MarkdownString, type TextDocument } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { type KmsCall, type Recipient, type Span, type Trail, touches } from '../core/index.ts';
import type { AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import type { WorkspacePolicies } from '../workspace/keyPolicies.ts';
import { canHaveReferences } from '../workspace/references.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { attestedCallHover, problemHover, unattestedCallHover } from './hoverText.ts';
import { safely } from './safely.ts';

const COMMANDS = [
  CommandId.copyValue,
  CommandId.openReference,
  CommandId.addReference,
  CommandId.compareWithDocument,
  CommandId.checkKeyPolicies,
];

/** Explains an attested call on its event name and anywhere in its recipient, and what could not be read at its place. */
export function registerHovers(
  trails: AppraisedTrails,
  policies: WorkspacePolicies,
  log: LogOutputChannel,
): Disposable {
  return languages.registerHoverProvider(TRAIL_SELECTOR, {
    provideHover: (document, position, token) =>
      safely(log, 'Hover', token, undefined, async () => {
        const appraised = await trails.of(document);
        return appraised && (await hoverAt(appraised, document, document.offsetAt(position), policies));
      }),
  });
}

async function hoverAt(
  appraised: AppraisedTrail,
  document: TextDocument,
  offset: number,
  policies: WorkspacePolicies,
): Promise<Hover | undefined> {
  const { calls, unattested } = appraised.trail;
  const attested = calls.indexAt(offset);
  const at = attested === undefined ? undefined : appraised.at(attested);
  if (at !== undefined) {
    const { recipient } = at.call;
    const explained = operationSpan(at.call, offset) ?? memberSpan(recipient, offset);
    if (explained !== undefined || touches(recipient, offset)) {
      // The sample has nothing to do with what is in the workspace.
      const found = canHaveReferences(document.uri) ? await policies.of(at.call.key?.value) : [];
      return hover(attestedCallHover(at, document.uri, offset, found), document, explained);
    }
    return problemsAt(at.call, appraised.trail, document, offset);
  }
  const other = unattested.indexAt(offset);
  const call = other === undefined ? undefined : unattested.at(other);
  const span = call && operationSpan(call, offset);
  if (call !== undefined && span !== undefined) {
    return hover(unattestedCallHover(call, document.uri), document, span);
  }
  return problemsAt(call, appraised.trail, document, offset);
}

function operationSpan(call: KmsCall, offset: number): Span | undefined {
  return call.operation !== undefined && touches(call.operation, offset) ? call.operation : undefined;
}

/** The member of the recipient at the offset, name and value, as KMS writes it on a line of its own. */
function memberSpan({ moduleId, pcrs }: Recipient, offset: number): Span | undefined {
  return [moduleId, ...pcrs]
    .filter((member) => member !== undefined)
    .map(({ keySpan, end }) => ({ start: keySpan.start, end }))
    .find((span) => touches(span, offset));
}

function problemsAt(
  call: KmsCall | undefined,
  trail: Trail,
  document: TextDocument,
  offset: number,
): Hover | undefined {
  const found = [...(call?.problems ?? []), ...trail.problems].filter(
    (problem) => touches(firstPart(problem), offset) || touches(lastPart(problem), offset),
  );
  const [first] = found;
  if (first === undefined) {
    return undefined;
  }
  return hover(problemHover(found), document, touches(firstPart(first), offset) ? firstPart(first) : lastPart(first));
}

/** A cut-off event can span the rest of the file: its first and its last characters say so, not all between. */
const PART = 100;

function firstPart({ start, end }: Span): Span {
  return { start, end: Math.min(end, start + PART) };
}

function lastPart({ start, end }: Span): Span {
  return { start: Math.max(start, end - PART), end };
}

/** Without a span the hover belongs to the word under the pointer. */
function hover(markdown: string, document: TextDocument, span?: Span): Hover {
  // No theme icons: VS Code would draw $(name) from the file, even inside a code span.
  const text = new MarkdownString(markdown);
  text.isTrusted = { enabledCommands: [...COMMANDS] };
  return span === undefined ? new Hover(text) : new Hover(text, rangeIn(document, span));
}
