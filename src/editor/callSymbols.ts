import {
  type CancellationToken,
  type Disposable,
  DocumentSymbol,
  type LogOutputChannel,
  languages,
  Range,
  SymbolKind,
  type TextDocument,
} from 'vscode';
import {
  appraisedClause,
  isZero,
  pcrMeaning,
  type Recipient,
  type RecordedPcr,
  type Span,
  utcTime,
} from '../core/index.ts';
import type { AppraisedCall, AppraisedTrail } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { rangeIn } from '../workspace/documentRange.ts';
import { TRAIL_SELECTOR } from '../workspace/trailSelector.ts';
import { turns } from '../workspace/turns.ts';
import { operationLabel, shortHex } from './callWords.ts';
import { inLabel, withoutIcons } from './fileText.ts';
import { safely } from './safely.ts';

/** Calls of one outline; VS Code draws it anew after every edit. */
const MOST_CALLS = 5000;

/** Lists the attested calls of a trail in the outline, beside the members that VS Code lists of JSON. */
export function registerCallSymbols(trails: AppraisedTrails, log: LogOutputChannel): Disposable {
  const provider = {
    provideDocumentSymbols: (document: TextDocument, token: CancellationToken) =>
      safely<DocumentSymbol[]>(log, 'Outline', token, [], async () => {
        const appraised = await trails.of(document);
        return appraised === undefined ? [] : await symbolsOf(appraised, document, token);
      }),
  };
  return languages.registerDocumentSymbolProvider(TRAIL_SELECTOR, provider, { label: 'Enclave Trail' });
}

async function symbolsOf(
  appraised: AppraisedTrail,
  document: TextDocument,
  token: CancellationToken,
): Promise<DocumentSymbol[]> {
  const { calls } = appraised.trail;
  const { version } = document;
  const symbols: DocumentSymbol[] = [];
  const turn = turns();
  for (let index = 0; index < Math.min(calls.length, MOST_CALLS); index++) {
    const call = appraised.at(index);
    const record = calls.record(index);
    if (call !== undefined && record !== undefined) {
      symbols.push(symbolOf(call, record, document));
    }
    if (turn.isDue()) {
      await turn.take();
      // Places of an older text would be places of other things; VS Code asks again.
      if (token.isCancellationRequested || document.version !== version) {
        return [];
      }
    }
  }
  const next = calls.record(MOST_CALLS);
  return next === undefined ? symbols : [...symbols, restSymbol(calls.length - MOST_CALLS, next, document)];
}

function symbolOf({ call, appraisal }: AppraisedCall, record: Span, document: TextDocument): DocumentSymbol {
  const time = call.eventTime === undefined ? [] : [utcTime(call.eventTime.value)];
  const detail = [...time, withoutIcons(appraisedClause(appraisal))].join(' · ');
  const symbol = symbolAt(operationLabel(call), detail, SymbolKind.Event, record, call.operation ?? record, document);
  symbol.children = memberSymbols(call.recipient, document);
  return symbol;
}

function memberSymbols({ moduleId, platform, pcrs }: Recipient, document: TextDocument): DocumentSymbol[] {
  const named = (name: string, detail: string, member: Span & { readonly keySpan: Span }): DocumentSymbol =>
    symbolAt(name, detail, SymbolKind.Field, { start: member.keySpan.start, end: member.end }, member, document);
  const digestWords = ({ index, digest }: RecordedPcr): string => {
    const value = digest === undefined ? 'not readable' : isZero(digest) ? 'zero' : shortHex(digest.hex);
    return platform === undefined ? value : `${value} · ${pcrMeaning(platform, index)}`;
  };
  return [
    ...(moduleId === undefined ? [] : [named('Module id', inLabel(moduleId.value, 100), moduleId)]),
    ...pcrs.map((pcr) => named(`PCR${pcr.index}`, digestWords(pcr), pcr)),
  ];
}

function restSymbol(count: number, next: Span, document: TextDocument): DocumentSymbol {
  const name = `${count} more attested ${count === 1 ? 'call' : 'calls'}`;
  const detail = `An outline lists ${MOST_CALLS}; Go to Attested Call lists all.`;
  const start = { start: next.start, end: next.start };
  return symbolAt(name, detail, SymbolKind.Event, start, start, document);
}

function symbolAt(
  name: string,
  detail: string,
  kind: SymbolKind,
  whole: Span,
  selected: Span,
  document: TextDocument,
): DocumentSymbol {
  const range = rangeIn(document, whole);
  const selection = rangeIn(document, selected);
  // VS Code refuses the whole outline for one selection outside of its symbol.
  return new DocumentSymbol(
    name,
    detail,
    kind,
    range,
    range.contains(selection) ? selection : new Range(range.start, range.start),
  );
}
