import { type Disposable, Hover, type LogOutputChannel, languages, MarkdownString } from 'vscode';
import { isZero, pcrMeaning } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import type { ReadCallsByValue } from '../workspace/callsByValue.ts';
import { type DigestInDocument, digestAt } from '../workspace/digestInDocument.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { type KnownDigest, knownDigests } from '../workspace/knownDigests.ts';
import type { ReferenceFiles } from '../workspace/referenceFiles.ts';
import type { References } from '../workspace/references.ts';
import { REFERENCE_SELECTOR } from '../workspace/trailSelector.ts';
import { countOfCalls } from './callWords.ts';
import { codeSpan, plainInMarkdown } from './fileText.ts';
import { referenceInMarkdown } from './referenceWords.ts';
import { safely } from './safely.ts';

/** References that a hover names. */
const MOST_REFERENCES = 10;

/** Says of a digest in a key policy, a measurements file or a tool's output which image it is and how many calls had it. */
export function registerDigestHovers(
  trails: AppraisedTrails,
  references: References,
  files: ReferenceFiles,
  callsByValue: ReadCallsByValue,
  log: LogOutputChannel,
): Disposable {
  return languages.registerHoverProvider(REFERENCE_SELECTOR, {
    provideHover: (document, position, token) =>
      safely(log, 'Hover', token, undefined, async () => {
        const digest = await digestAt(document, document.offsetAt(position), files);
        if (digest === undefined) {
          return undefined;
        }
        const known = await knownDigests(digest.value, document, trails, references, callsByValue, token);
        const found = known.find(({ value }) => value.hex === digest.value.hex);
        return new Hover(new MarkdownString(hoverText(digest, found)), rangeIn(document, digest));
      }),
  });
}

function hoverText({ value }: DigestInDocument, known: KnownDigest | undefined): string {
  const { platform, pcr, hex } = value;
  const seen = known?.callCount ?? 0;
  const operations =
    known === undefined || seen === 0
      ? ''
      : `: ${known.operations.map((name) => plainInMarkdown(name, 40)).join(', ')}`;
  const references = known?.references ?? [];
  const named = references.slice(0, MOST_REFERENCES).map((reference) => `Fixed by ${referenceInMarkdown(reference)}`);
  const more = references.length - named.length;
  return [
    `**PCR${pcr}** ${pcrMeaning(platform, pcr)}${isZero({ hex, spelling: 'hex' }) ? ' — zero' : ''}`,
    codeSpan(hex),
    ...(named.length === 0 ? ['No reference measurement fixes it.'] : named),
    ...(more > 0 ? [`… and ${more} more.`] : []),
    seen === 0
      ? 'In no call of the open trails.'
      : `In ${countOfCalls(seen)} of the open trails${operations}. Anybody may have edited them.`,
  ].join('\n\n');
}
