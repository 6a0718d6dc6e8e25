import type { EventField, EventFields } from './eventFields.ts';
import type { FieldName } from './eventShape.ts';
import { readCall } from './readCall.ts';

/** What is known of an event in another form, as CloudTrail writes it. */
export interface WrittenEvent {
  readonly text: string;
  /** In the order of the text. */
  readonly places: readonly WrittenPlace[];
}

/** Where a value's text begins, and where it was read: both in UTF-16 units from the start of the event. */
export interface WrittenPlace {
  readonly written: number;
  readonly read: number;
}

/** `[]` is an element of an array; members of the recipient go below it by their keys. */
const PATHS: readonly (readonly [FieldName, readonly string[]])[] = [
  ['callerType', ['userIdentity', 'type']],
  ['callerSessionName', ['userIdentity', 'principalId']],
  ['callerArn', ['userIdentity', 'arn']],
  ['callerAccount', ['userIdentity', 'accountId']],
  ['callerRoleArn', ['userIdentity', 'sessionContext', 'sessionIssuer', 'arn']],
  ['callerService', ['userIdentity', 'invokedBy']],
  ['eventTime', ['eventTime']],
  ['sqlTime', ['eventTime']],
  ['epochTime', ['eventTime']],
  ['eventSource', ['eventSource']],
  ['eventName', ['eventName']],
  ['awsRegion', ['awsRegion']],
  ['sourceIPAddress', ['sourceIPAddress']],
  ['userAgent', ['userAgent']],
  ['errorCode', ['errorCode']],
  ['errorMessage', ['errorMessage']],
  ['requestedKey', ['requestParameters', 'keyId']],
  ['eventID', ['eventID']],
  ['resourceArn', ['resources', '[]', 'ARN']],
  ['recipientMember', ['additionalEventData', 'recipient']],
];

/** What CloudTrail writes before a value that was read without it. */
const BEFORE: ReadonlyMap<FieldName, string> = new Map([['callerSessionName', ':']]);

/**
 * An event that stands in columns, or in the form of another schema, as text that reads the same. Of what CloudTrail
 * logged it holds the members that the extension knows.
 */
export function writeEvent(event: EventFields): WrittenEvent {
  const writer = new MemberWriter();
  const time = timeOf(event);
  for (const [name, path] of PATHS) {
    const fields = event.fields.filter((field) => field.name === name);
    // Of what was said twice the extension reads one; members of a recipient count for nothing then, and stay twice.
    for (const field of name === 'recipientMember' ? fields : fields.slice(0, 1)) {
      const value = path[0] === 'eventTime' ? time : textOf(field);
      if (value !== undefined && !(path[0] === 'eventTime' && writer.hasTime)) {
        writer.hasTime ||= path[0] === 'eventTime';
        writer.write(name === 'recipientMember' ? [...path, field.key] : path, value, field.start, BEFORE.get(name));
      }
    }
  }
  return writer.end();
}

function timeOf(event: EventFields): string | undefined {
  const reading = readCall(event, { start: 0, end: 0 });
  const time = reading.kind === 'not-kms' ? undefined : reading.call.eventTime?.value;
  return time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
}

/** What is no text tells nothing of a call. */
function textOf({ content }: EventField): string | undefined {
  if (content.type !== 'string') {
    return undefined;
  }
  return content.value;
}

/** Writes members whose paths come in order, so that those with the beginning of their paths in common are neighbours. */
class MemberWriter {
  hasTime = false;
  private text = '{"eventVersion":""';
  private open: readonly string[] = [];
  private readonly places: WrittenPlace[] = [];

  write(path: readonly string[], value: string, read: number, before = ''): void {
    const parents = path.slice(0, -1);
    let common = 0;
    while (common < parents.length && parents[common] === this.open[common]) {
      common++;
    }
    this.closeTo(common);
    for (const [index, name] of parents.entries()) {
      if (index >= common) {
        const bracket = parents[index + 1] === '[]' ? '[' : '{';
        this.text += name === '[]' ? '{' : `${this.comma()}${JSON.stringify(name)}:${bracket}`;
      }
    }
    this.open = parents;
    this.text += `${this.comma()}${JSON.stringify(path[path.length - 1])}:`;
    this.places.push({ written: this.text.length + 1 + before.length, read });
    this.text += JSON.stringify(before + value);
  }

  end(): WrittenEvent {
    this.closeTo(0);
    return { text: `${this.text}}`, places: this.places };
  }

  private comma(): string {
    return /[{[]$/.test(this.text) ? '' : ',';
  }

  private closeTo(depth: number): void {
    for (let index = this.open.length - 1; index >= depth; index--) {
      this.text += this.open[index + 1] === '[]' ? ']' : '}';
    }
    this.open = this.open.slice(0, depth);
  }
}
