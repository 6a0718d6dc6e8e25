import { indented, literal } from './sqlText.ts';

/** How a member of an event comes from columns of a table. */
type Member =
  /** A column or field of text. */
  | { readonly kind: 'text'; readonly name: string; readonly from: string }
  /** A column of text that is JSON. */
  | { readonly kind: 'json'; readonly name: string; readonly from: string }
  | { readonly kind: 'object'; readonly name: string; readonly members: readonly Member[] }
  | { readonly kind: 'resources'; readonly name: string };

/**
 * SQL for the text of a whole event, made of the columns that every table of CloudTrail's log files has. Of maps, not of
 * rows: what a row becomes as JSON differs between versions of the engine, and its names lose their capitals.
 */
export function athenaEvent(): readonly string[] {
  return ['json_format(', ...indented(objectLines(EVENT)), ')'];
}

function texts(path: string, ...names: readonly string[]): readonly Member[] {
  return names.map((name) => ({ kind: 'text', name, from: `${path}${name}` }));
}

const SESSION = 'userIdentity.sessionContext.';

const EVENT: readonly Member[] = [
  ...texts('', 'eventVersion', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent'),
  ...texts('', 'errorCode', 'errorMessage', 'requestID', 'eventID', 'eventType', 'recipientAccountId'),
  ...texts('', 'sharedEventID', 'vpcEndpointId'),
  {
    kind: 'object',
    name: 'userIdentity',
    members: [
      ...texts('userIdentity.', 'type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'userName', 'invokedBy'),
      {
        kind: 'object',
        name: 'sessionContext',
        members: [
          {
            kind: 'object',
            name: 'sessionIssuer',
            members: texts(`${SESSION}sessionIssuer.`, 'type', 'principalId', 'arn', 'accountId', 'userName'),
          },
          {
            kind: 'object',
            name: 'attributes',
            members: texts(`${SESSION}attributes.`, 'creationDate', 'mfaAuthenticated'),
          },
        ],
      },
    ],
  },
  { kind: 'json', name: 'requestParameters', from: 'requestParameters' },
  { kind: 'json', name: 'responseElements', from: 'responseElements' },
  { kind: 'json', name: 'additionalEventData', from: 'additionalEventData' },
  { kind: 'resources', name: 'resources' },
];

function objectLines(members: readonly Member[]): readonly string[] {
  const values = members.map(valueLines);
  return [
    'CAST(MAP(',
    ...indented([
      `ARRAY[${members.map(({ name }) => literal(name)).join(', ')}],`,
      'ARRAY[',
      ...indented(values.flatMap((lines, index) => withComma(lines, index < values.length - 1))),
      ']',
    ]),
    ') AS JSON)',
  ];
}

function valueLines(member: Member): readonly string[] {
  switch (member.kind) {
    case 'text':
      return [`CAST(${member.from} AS JSON)`];
    case 'json':
      // One broken text must not cost the whole query.
      return [`TRY(json_parse(${member.from}))`];
    case 'object':
      return objectLines(member.members);
    case 'resources':
      return [
        "CAST(transform(resources, r -> MAP(ARRAY['ARN', 'accountId', 'type'], ARRAY[r.arn, r.accountId, r.type])) AS JSON)",
      ];
  }
}

function withComma(lines: readonly string[], isFollowed: boolean): readonly string[] {
  return isFollowed ? [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`] : lines;
}
