import {
  type CompletionItem,
  CompletionItemKind,
  type Disposable,
  type DocumentSelector,
  type LogOutputChannel,
  languages,
  MarkdownString,
  type Range,
  workspace,
} from 'vscode';
import { isZero, pcrMeaning, referenceTitle, wantedDigest } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { ReadCallsByValue } from '../workspace/callsByValue.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { type KnownDigest, knownDigests } from '../workspace/knownDigests.ts';
import { holdsReferences } from '../workspace/referenceFile.ts';
import type { References } from '../workspace/references.ts';
import { countOfCalls, shortHex } from './callWords.ts';
import { codeSpan, inLabel, plainInMarkdown } from './fileText.ts';
import { referenceInMarkdown, referenceLabel } from './referenceWords.ts';
import { safely } from './safely.ts';

const JSON_DOCUMENTS: DocumentSelector = [{ language: 'json' }, { language: 'jsonc' }];
/** A list with more is searched by nobody. */
const MOST_ITEMS = 300;
const MOST_REFERENCES = 3;

/** Offers, where a measurements file or a key policy wants a digest, those that calls and references have of that PCR. */
export function registerDigestCompletion(
  trails: AppraisedTrails,
  references: References,
  callsByValue: ReadCallsByValue,
  log: LogOutputChannel,
): Disposable {
  return languages.registerCompletionItemProvider(
    JSON_DOCUMENTS,
    {
      provideCompletionItems: (document, position, token) =>
        safely<CompletionItem[]>(log, 'Completion', token, [], async () => {
          const wanted = holdsReferences(document)
            ? wantedDigest(document.getText(), document.offsetAt(position))
            : undefined;
          if (wanted === undefined) {
            return [];
          }
          const range = rangeIn(document, wanted);
          const there = document.getText(range).toLowerCase();
          const known = await knownDigests(wanted, document, trails, references, callsByValue, token);
          return known
            .filter(({ value }) => value.hex !== there && !isDebugZero(value))
            .slice(0, MOST_ITEMS)
            .map((digest, order) => itemOf(digest, order, range));
        }),
    },
    '"',
  );
}

/** What debug mode reports of every image; it names none. */
function isDebugZero({ platform, pcr, hex }: KnownDigest['value']): boolean {
  return platform === 'enclave' && pcr <= 2 && isZero({ hex, spelling: 'hex' });
}

function itemOf(digest: KnownDigest, order: number, range: Range): CompletionItem {
  const { hex } = digest.value;
  const names = [...digest.references.map(referenceTitle), ...digest.operations];
  return {
    label: isZero({ hex, spelling: 'hex' }) ? `zero ${shortHex(hex)}` : shortHex(hex),
    kind: CompletionItemKind.Value,
    detail: detailOf(digest),
    documentation: documentationOf(digest),
    insertText: hex,
    range,
    // What is typed between the quotes is looked for here: digits of the digest, or the name of an image.
    filterText: [hex, ...names].join(' '),
    sortText: String(order).padStart(4, '0'),
  };
}

/** `3 calls: Decrypt · payments 1.4.2` */
function detailOf({ callCount, operations, image, references }: KnownDigest): string {
  const calls = `${countOfCalls(callCount)}: ${operations.map((operation) => inLabel(operation, 40)).join(', ')}`;
  const named = references.slice(0, MOST_REFERENCES).map((reference) => inLabel(referenceLabel(reference)));
  return [
    ...(callCount === 0 ? [] : [calls]),
    ...named,
    ...(references.length > MOST_REFERENCES ? [`${references.length - MOST_REFERENCES} more references`] : []),
    ...(image === undefined ? [] : [`${image.name} of ${inLabel(workspace.asRelativePath(image.document.uri))}`]),
  ].join(' · ');
}

function documentationOf({ value, callCount, references }: KnownDigest): MarkdownString {
  const seen =
    callCount === 0
      ? 'In no call of the open trails.'
      : `In ${countOfCalls(callCount)} of the open trails, which anybody may have edited.`;
  const known = references.slice(0, MOST_REFERENCES).map((reference) => `Reference ${referenceInMarkdown(reference)}`);
  const meaning = `PCR${value.pcr}, ${plainInMarkdown(pcrMeaning(value.platform, value.pcr))}`;
  return new MarkdownString([meaning, codeSpan(value.hex), seen, ...known].join('\n\n'));
}
