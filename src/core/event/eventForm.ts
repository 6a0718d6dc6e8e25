import { type EventFields, readEventFields } from './eventFields.ts';
import { ELASTIC_SHAPE, OCSF_SHAPE } from './otherShapes.ts';
import { withRecipientOfMembers } from './recipientOfMembers.ts';
import { type RowCell, readRowFields } from './rowFields.ts';

/** How an event is written that is no object of CloudTrail's. */
export type EventForm =
  | { readonly kind: 'ocsf' | 'elastic' }
  /** A row of columns, with those of its cells that tell something of an event. */
  | { readonly kind: 'row'; readonly cells: readonly RowCell[] };

/** The members of an event that the extension asks for, however it is written; CloudTrail's own form where none is given. */
export function readEvent(text: string, form: EventForm | undefined): EventFields {
  switch (form?.kind) {
    case undefined:
      return readEventFields(text);
    case 'row':
      return readRowFields(text, form.cells);
    case 'ocsf':
      return withRecipient(readEventFields(text, OCSF_SHAPE));
    case 'elastic':
      return withRecipient(readEventFields(text, ELASTIC_SHAPE));
  }
}

function withRecipient({ fields, problems }: EventFields): EventFields {
  return { fields: withRecipientOfMembers(fields), problems };
}
