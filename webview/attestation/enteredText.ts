/**
 * A field whose text both sides change: the user by typing, the extension by a command or a file. What the user typed
 * since is never overwritten by what the extension said before.
 */
export interface EnteredText {
  /** What the extension said last; undefined before it said anything. */
  readonly said: string | undefined;
  /** What the page sent and the extension has not answered yet. */
  readonly sent: string | undefined;
}

/** What the extension says now, and whether the field is to show it. */
export function hear(before: EnteredText, says: string): { readonly after: EnteredText; readonly write: boolean } {
  const isNews = says !== before.said && says !== before.sent;
  return { after: { said: says, sent: isNews || says === before.sent ? undefined : before.sent }, write: isNews };
}

/** A text as a field of a browser holds it: with single line feeds. */
export function asInField(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Where a place of a text stands in the field, both in UTF-16 units: a line feed after a carriage return is gone. */
export function placeInField(text: string, at: number): number {
  return asInField(text.slice(0, at)).length;
}
