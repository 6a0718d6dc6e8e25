import type { TextDocument } from 'vscode';
import type { AttestedCall, Kinship } from '../core/index.ts';

/** A call of an open trail that may stand beside an attestation document. */
export interface OpenCall {
  readonly document: TextDocument;
  /** Among the trail's attested calls. */
  readonly index: number;
  readonly call: AttestedCall;
  readonly kinship: Kinship;
}

/** UTF-16 units: ids of KMS have 36. */
const LONGEST_MARK = 200;

/** What a call is known by in its file, wherever an edit moves it: its event id, else what tells it from others. */
export function callMark({ eventId, operation, eventTime, recipient }: AttestedCall): string {
  const mark = eventId?.value ?? `${operation?.value} ${eventTime?.value} ${recipient.moduleId?.value}`;
  return mark.slice(0, LONGEST_MARK);
}
