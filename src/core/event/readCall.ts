import { type Located, type Placing, placedSpan, type Span } from '../located.ts';
import type { AttestedCall, CallError, Caller, CallProblem, KmsCall } from './attestedCall.ts';
import type { EventField, EventFields } from './eventFields.ts';
import type { FieldName } from './eventShape.ts';
import { brokenRecipientProblems, readRecipient } from './readRecipient.ts';

const KMS = 'kms.amazonaws.com';

/** KMS developer guide, "How AWS Nitro Enclaves uses AWS KMS". */
const ATTESTED_OPERATIONS: ReadonlySet<string> = new Set([
  'Decrypt',
  'DeriveSharedSecret',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateRandom',
]);

/** An event as the extension understands it. */
export type EventReading =
  | { readonly kind: 'attested'; readonly call: AttestedCall }
  | { readonly kind: 'unattested'; readonly call: KmsCall }
  | { readonly kind: 'not-kms' };

/**
 * What an event says, with ranges moved to where the event stands in its file: `placing` leads from its own offsets there.
 * An event that names no source is taken for KMS's if it has a recipient; one that names another is not.
 */
export function readCall(event: EventFields, span: Span, placing: Placing = placingAt(span.start)): EventReading {
  const values = new FieldValues(event, placing);
  const source = values.text('eventSource');
  if (source !== undefined && source.value !== KMS) {
    return { kind: 'not-kms' };
  }
  const call = readKmsCall(values, span);
  const recipient = readRecipient(event.fields, placing);
  if (recipient === undefined) {
    const broken = brokenRecipientProblems(event.fields, placing);
    const unattested = { ...call, problems: [...call.problems, ...broken] };
    return source === undefined ? { kind: 'not-kms' } : { kind: 'unattested', call: unattested };
  }
  const problems = [...call.problems, ...recipient.problems, ...operationProblems(call)];
  return { kind: 'attested', call: { ...call, recipient: recipient.recipient, problems } };
}

/** Of an event that stands as it is in its file. */
function placingAt(start: number): Placing {
  return { layers: ['json'], outerOffset: (offset) => start + offset };
}

function readKmsCall(values: FieldValues, span: Span): KmsCall {
  const call = {
    start: span.start,
    end: span.end,
    operation: values.text('eventName'),
    eventTime: values.time('eventTime', isoTime) ?? values.time('sqlTime', sqlTime) ?? values.epochTime(),
    eventId: values.text('eventID'),
    region: values.text('awsRegion'),
    key: values.text('resourceArn') ?? values.text('requestedKey'),
    caller: readCaller(values),
    sourceIp: values.text('sourceIPAddress'),
    userAgent: values.text('userAgent'),
    error: readError(values),
  };
  return { ...call, problems: values.problems };
}

function readCaller(values: FieldValues): Caller {
  return {
    type: values.text('callerType'),
    arn: values.text('callerArn'),
    account: values.text('callerAccount'),
    service: values.text('callerService'),
    roleArn: values.text('callerRoleArn'),
    sessionName: values.text('callerSessionName'),
  };
}

function readError(values: FieldValues): CallError | undefined {
  const code = values.text('errorCode');
  return code && { code, message: values.text('errorMessage') };
}

function operationProblems(call: KmsCall): readonly CallProblem[] {
  if (call.operation === undefined || ATTESTED_OPERATIONS.has(call.operation.value)) {
    return [];
  }
  const { start, end } = call.operation;
  const message = 'KMS does not document this operation as one that takes an attestation document.';
  return [{ code: 'not-an-attested-operation', message, start, end }];
}

/** Milliseconds since 1970 of a time as CloudTrail writes it. */
function isoTime(text: string): number | undefined {
  const isIsoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(text);
  const value = isIsoTime ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 30th of February for a day in March.
  return Number.isNaN(value) || !new Date(value).toISOString().startsWith(text.slice(0, 19)) ? undefined : value;
}

/** The same of `2026-01-01 00:00:00.000`, as Athena and CloudTrail Lake print it: in UTC, which Athena says. */
function sqlTime(text: string): number | undefined {
  const [, day, time] = /^(\S{10}) (\S+?)(?: UTC)?$/.exec(text) ?? [];
  return isoTime(`${day}T${time}Z`);
}

/** The fields of one event by name, moved to where the event stands, with a problem for each that is not as it should be. */
class FieldValues {
  readonly problems: CallProblem[];
  private readonly event: EventFields;
  private readonly placing: Placing;

  constructor(event: EventFields, placing: Placing) {
    this.event = event;
    this.placing = placing;
    this.problems = event.problems.map(({ message, ...span }) => ({
      code: 'syntax',
      message,
      ...placedSpan(span, placing),
    }));
  }

  text(name: FieldName): Located<string> | undefined {
    const field = this.field(name);
    if (field === undefined || field.content.type === 'null') {
      return undefined;
    }
    const { start, end } = this.moved(field);
    const layers = field.layers ?? this.placing.layers;
    if (field.content.type !== 'string') {
      this.report('not-text', 'Text was expected here.', { start, end });
      return undefined;
    }
    return { value: field.content.value, start, end, layers };
  }

  time(name: FieldName, read: (text: string) => number | undefined): Located<number> | undefined {
    const text = this.text(name);
    if (text === undefined) {
      return undefined;
    }
    const value = read(text.value);
    if (value === undefined) {
      this.report('not-a-time', 'A time such as 2026-01-01T00:00:00Z was expected here.', text);
      return undefined;
    }
    return { ...text, value };
  }

  epochTime(): Located<number> | undefined {
    const field = this.field('epochTime');
    if (field === undefined || field.content.type === 'null') {
      return undefined;
    }
    const span = this.moved(field);
    const { content } = field;
    if (content.type !== 'number' || Number.isNaN(new Date(content.value).getTime())) {
      this.report('not-a-time', 'A time in milliseconds since 1970 was expected here.', span);
      return undefined;
    }
    return { ...span, value: content.value, layers: field.layers ?? this.placing.layers };
  }

  /** Of equal members the last counts, as in JSON.parse, and the repetition is a problem. An event has many resources. */
  private field(name: FieldName): EventField | undefined {
    const found = this.event.fields.filter((field) => field.name === name);
    if (name === 'resourceArn') {
      return found[0];
    }
    const last = found.at(-1);
    if (last !== undefined && found.length > 1) {
      this.report('repeated-member', 'This member is there more than once; the last one is shown.', this.moved(last));
    }
    return last;
  }

  private moved(span: Span): Span {
    return placedSpan(span, this.placing);
  }

  private report(code: CallProblem['code'], message: string, { start, end }: Span): void {
    this.problems.push({ code, message, start, end });
  }
}
