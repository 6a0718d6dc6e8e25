import { carriedData, type FoundDocuments, grouped, type ReadProblem, utcTime } from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import type { DocumentView, InputView, PanelView, ProblemView } from '../protocol.ts';
import type { SessionInput, SessionState, ShownDocument } from '../sessionState.ts';
import { callView } from './callView.ts';
import { carriedView } from './carriedView.ts';
import { certificatesView } from './certificatesView.ts';
import { expectationsView } from './expectationsView.ts';
import { identityView } from './identityView.ts';
import { measurementsView } from './measurementsView.ts';
import { checkViews, verdictView } from './verdictView.ts';

/** All that the page and the report show, in words. */
export function panelView(state: SessionState): PanelView {
  return { input: inputView(state), document: state.shown && documentView(state.shown, state.expected) };
}

export function documentView(shown: ShownDocument, expected: SessionState['expected']): DocumentView {
  const { document } = shown;
  const expectations = expectationsView(document, expected);
  return {
    verdict: verdictView(shown, expectations),
    checks: checkViews(shown),
    expectations,
    identity: identityView(shown),
    call: callView(shown),
    measurements: measurementsView(shown),
    certificates: certificatesView(shown),
    carried: carriedView(document),
    notation: shown.notation,
    size: document.bytes.length,
    can: {
      savePublicKey: document.publicKey !== undefined,
      savePublicKeyConverted: document.publicKey !== undefined && carriedData(document.publicKey).key !== undefined,
      addReference: true,
    },
  };
}

function inputView({ input, problem, problemIn, found, foundIn, chosen }: SessionState): InputView {
  const { documents, stopped } = found;
  const isChoice = documents.length > 1 || stopped !== undefined;
  return {
    text: typeof input.content === 'string' ? input.content : '',
    origin: input.origin === undefined ? undefined : visible(input.origin, 100),
    problem: problem && (problemIn === input ? problemView(problem) : problemElsewhere(problem, problemIn)),
    choices: isChoice ? documents.map(({ document }, index) => choice(document, index)) : [],
    chosen,
    choicesAre: isChoice ? choicesAre(found, foundIn === input ? 'this text' : 'the text before') : '',
  };
}

function choicesAre({ documents, stopped }: FoundDocuments, text: string): string {
  const count = grouped(documents.length);
  switch (stopped?.because) {
    case undefined:
      return `${count} in ${text}`;
    case 'documents':
      return `the first ${count} in ${text}`;
    case 'cost':
      return `${count} in ${text} up to character ${grouped(stopped?.at ?? 0)}, where the search stopped`;
  }
}

function choice({ moduleId, timestamp }: ShownDocument['document'], index: number): string {
  const time = timestamp === undefined ? 'no time' : utcTime(timestamp);
  return `${index + 1}: ${moduleId === undefined ? 'no module id' : visible(moduleId, 60)} · ${time}`;
}

/** A problem of a file, or of what is too large: the text is another, and no place in it is meant. */
function problemElsewhere(problem: ReadProblem, { origin }: SessionInput): ProblemView {
  const { message, details } = problemView(problem);
  const where = origin === undefined ? 'This is not about the text here.' : `This is about ${visible(origin, 100)}.`;
  return { message, details: [where, ...details], at: undefined };
}

export function problemView({ message, looksLike, expected, byteOffset, textOffset }: ReadProblem): ProblemView {
  return {
    message,
    details: [
      looksLike === undefined ? undefined : `It looks like ${looksLike}.`,
      byteOffset === undefined
        ? undefined
        : `It breaks at byte ${byteOffset}${expected === undefined ? '' : `, where ${expected} was expected`}.`,
    ].filter((line) => line !== undefined),
    at: textOffset,
  };
}
