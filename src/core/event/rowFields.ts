import { readCsvCell } from '../csvCell.ts';
import { type EmbeddedText, readEmbedded } from '../jsonInString.ts';
import { type Layer, placedSpan, type Span } from '../located.ts';
import { type Column, measurementKey, type ObjectColumn } from './column.ts';
import { type EventField, type EventFields, readEventFields, type SyntaxProblem } from './eventFields.ts';
import {
  ADDITIONAL_EVENT_DATA,
  type FieldName,
  orLowerCase,
  RECIPIENT,
  REQUEST_PARAMETERS,
  RESOURCES,
  type Shape,
  USER_IDENTITY,
} from './eventShape.ts';
import { readMapText } from './mapText.ts';
import { withRecipientOfMembers } from './recipientOfMembers.ts';

/** One column's text in a row; offsets count from the start of the row. */
export interface RowCell extends Span {
  readonly column: Column;
  /** What has to be undone on its text. */
  readonly layer: Layer;
}

const SHAPES: Readonly<Record<ObjectColumn, Shape>> = {
  userIdentity: orLowerCase(USER_IDENTITY),
  requestParameters: REQUEST_PARAMETERS,
  resources: orLowerCase(RESOURCES),
  additionalEventData: ADDITIONAL_EVENT_DATA,
  recipient: RECIPIENT,
};

/** Such as `2026-01-01 00:00:12.000`. */
const SQL_TIME = /^\d{4}-\d{2}-\d{2} /;

/**
 * The fields of an event whose parts stand in columns. What is in a column counts as that column alone: a user agent
 * that looks like a recipient is a user agent. A recipient in `additionalEventData` goes before one in a column of its
 * own, and that before columns of its members, as queries select one from the other.
 */
export function readRowFields(text: string, cells: readonly RowCell[]): EventFields {
  const values = cells.flatMap((cell) => cellValues(text, cell));
  const isTpm = isOfTpm(values);
  const problems: SyntaxProblem[] = [];
  const fields: EventField[] = [];
  const read = (kind: Column['kind']): void => {
    // What a query selected out of an object has a column of its own besides.
    const known = new Set(kind === 'userIdentity' || kind === 'resources' ? fields.map(({ name }) => name) : []);
    for (const value of values.filter(({ cell }) => cell.column.kind === kind)) {
      const found = readValue(value, isTpm);
      problems.push(...found.problems);
      for (const field of found.fields) {
        if (!known.has(field.name)) {
          fields.push(field);
        }
      }
    }
  };
  const hasRecipient = (): boolean => fields.some(({ name }) => name === 'recipient');
  for (const kind of ['field', 'userIdentity', 'requestParameters', 'resources', 'additionalEventData'] as const) {
    read(kind);
  }
  if (!hasRecipient()) {
    read('recipient');
  }
  if (hasRecipient()) {
    return { fields, problems };
  }
  read('recipient-member');
  read('pcr');
  return { fields: withRecipientOfMembers(fields), problems };
}

/** A cell that is not empty; `broken` where its escapes are wrong. */
interface CellValue {
  readonly cell: RowCell;
  readonly text: EmbeddedText | undefined;
}

function cellValues(text: string, cell: RowCell): readonly CellValue[] {
  const raw = text.slice(cell.start, cell.end);
  // NULL, as Athena prints it and as JSON does.
  if (raw.trim() === '' || raw === 'null') {
    return [];
  }
  return [{ cell, text: cell.layer === 'csv' ? readCsvCell(raw, cell.start) : readEmbedded(raw, cell.start) }];
}

function readValue({ cell, text }: CellValue, isTpm: boolean): EventFields {
  const { column, start, end, layer } = cell;
  if (text === undefined) {
    return { fields: [], problems: [{ message: 'An escape in this text is wrong.', start, end }] };
  }
  switch (column.kind) {
    case 'field': {
      const isSqlTime = column.name === 'eventTime' && SQL_TIME.test(text.value);
      return { fields: [plainField(isSqlTime ? 'sqlTime' : column.name, column.name, cell, text.value)], problems: [] };
    }
    case 'recipient-member':
      return { fields: [plainField('recipientMember', column.key, cell, text.value)], problems: [] };
    case 'pcr': {
      const key = measurementKey(!isTpm, column.index);
      return { fields: [plainField('recipientMember', key, cell, text.value)], problems: [] };
    }
    case 'whole-event':
      return { fields: [], problems: [] };
    default:
      return readObject(column.kind, text, { start, end }, layer);
  }
}

/** The value of a column: its name stands in the header, so that what is marked is the value alone. */
function plainField(name: FieldName, key: string, { start, end, layer }: RowCell, value: string): EventField {
  const keySpan = { start, end: start };
  return { name, key, keySpan, content: { type: 'string', value }, start, end, layers: [layer] };
}

function isOfTpm(row: readonly CellValue[]): boolean {
  return row.some(
    ({ cell: { column }, text }) =>
      column.kind === 'recipient-member' &&
      column.key === 'attestationDocumentModuleId' &&
      text?.value.includes('-tpm') === true,
  );
}

function readObject(kind: ObjectColumn, text: EmbeddedText, cell: Span, layer: Layer): EventFields {
  const { value } = text;
  const shape = SHAPES[kind];
  const isJson = /^\s*(?:\{\s*["}]|\[\s*[\]{]\s*["}]|\[\s*\])/.test(value.slice(0, 100));
  // Callers choose request parameters, and in what Java prints they could pass for others.
  if (!isJson && kind === 'requestParameters') {
    return { fields: [], problems: [] };
  }
  const found = isJson ? readEventFields(value, shape) : readMapText(value, shape);
  if (found === undefined) {
    const message = 'This is neither JSON nor a map such as {name=value}: it was not read.';
    const keySpan = { start: cell.start, end: cell.start };
    const recipient = {
      name: 'recipient',
      key: 'recipient',
      keySpan,
      content: { type: 'unreadable' },
      ...cell,
    } as const;
    const hasRecipient = kind === 'recipient' || (kind === 'additionalEventData' && value.includes('recipient'));
    return { fields: hasRecipient ? [recipient] : [], problems: [{ message, ...cell }] };
  }
  const fields: EventField[] = found.fields.map((field) => ({
    ...field,
    ...placedSpan(field, text),
    keySpan: placedSpan(field.keySpan, text),
    layers: [layer, ...(field.layers ?? (['json'] as const))],
  }));
  const problems = found.problems.map((problem) => ({ ...problem, ...placedSpan(problem, text) }));
  // The column's own member of the event: two of them are a recipient too many.
  if (isJson && (kind === 'additionalEventData' || kind === 'recipient')) {
    const { start, end } = cell;
    fields.push({ name: kind, key: kind, keySpan: { start, end: start }, content: { type: 'object' }, start, end });
  }
  return { fields, problems };
}
