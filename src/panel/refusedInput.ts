import type { ReadProblem } from '../core/index.ts';
import { LARGEST_INPUT } from './protocol.ts';
import type { SessionInput, SessionState } from './sessionState.ts';

/** What of the state changes with input that holds no document. */
export function refusedInput(
  input: SessionInput,
  problem: ReadProblem,
): Pick<SessionState, 'problem' | 'problemIn'> & Partial<Pick<SessionState, 'input'>> {
  const { content, origin } = input;
  // A file, an empty clipboard, or what is too large, would empty the text area of what was pasted there.
  const isText = typeof content === 'string' && content.length <= LARGEST_INPUT;
  return isText && (origin === undefined || /\S/.test(content))
    ? { input, problem, problemIn: input }
    : { problem, problemIn: { content: '', origin } };
}
