import { LARGEST_INPUT, type PageState } from '../../src/panel/protocol.ts';

/**
 * What the page keeps over a reload: the extension's part, and the text in the field where it was typed and not decoded.
 *
 * @param said what the extension said last, as a field holds it
 */
export function withDraft(state: PageState, text: string, said: string): PageState {
  return { ...state, draft: text === said || text.length > LARGEST_INPUT ? undefined : text };
}

/** The draft that still belongs into the field: one that was typed over the text that the extension says now. */
export function draftOver(kept: PageState | undefined, said: string): string | undefined {
  return kept?.text === said ? kept.draft : undefined;
}
