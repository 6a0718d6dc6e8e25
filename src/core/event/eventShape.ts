/**
 * The members of a CloudTrail event that the extension asks for. Source of the names: CloudTrail user guide, "CloudTrail
 * record contents"; KMS developer guide, "Monitoring Nitro enclaves requests" and "Monitoring NitroTPM requests".
 */
export type Shape =
  /** With `after`, the part of the text after its first such character, and nothing where it has none. */
  | { readonly kind: 'leaf'; readonly name: FieldName; readonly after?: ':' }
  /** With `dotted`, a name such as `a.b` stands for the member `b` of the member `a`, where no member is called so. */
  | {
      readonly kind: 'object';
      readonly name?: FieldName;
      readonly dotted?: true;
      readonly members: ReadonlyMap<string, Shape>;
    }
  | { readonly kind: 'every-member'; readonly name: FieldName; readonly member: Shape }
  | { readonly kind: 'elements'; readonly name?: undefined; readonly element: Shape };

export type FieldName =
  | 'eventSource'
  | 'eventName'
  | 'eventTime'
  /** A time as SQL prints it, and one in milliseconds since 1970: where other containers have `eventTime`. */
  | 'sqlTime'
  | 'epochTime'
  | 'eventID'
  | 'awsRegion'
  | 'sourceIPAddress'
  | 'userAgent'
  | 'errorCode'
  | 'errorMessage'
  | 'callerType'
  | 'callerArn'
  | 'callerSessionName'
  | 'callerAccount'
  | 'callerService'
  | 'callerRoleArn'
  | 'requestedKey'
  | 'resourceArn'
  | 'additionalEventData'
  | 'recipient'
  | 'recipientMember';

export function leaf(name: FieldName): Shape {
  return { kind: 'leaf', name };
}

function object(members: Readonly<Record<string, Shape>>, name?: FieldName): Shape {
  const entries = new Map(Object.entries(members));
  return name === undefined ? { kind: 'object', members: entries } : { kind: 'object', name, members: entries };
}

/** Such as `AROAEXAMPLEID:session`; the caller chooses what stands after the colon. */
export const PRINCIPAL_ID: Shape = { kind: 'leaf', name: 'callerSessionName', after: ':' };

export const RECIPIENT: Shape = { kind: 'every-member', name: 'recipient', member: leaf('recipientMember') };

export const USER_IDENTITY: Shape = object({
  type: leaf('callerType'),
  arn: leaf('callerArn'),
  principalId: PRINCIPAL_ID,
  accountId: leaf('callerAccount'),
  invokedBy: leaf('callerService'),
  sessionContext: object({ sessionIssuer: object({ arn: leaf('callerRoleArn') }) }),
});

export const REQUEST_PARAMETERS: Shape = object({ keyId: leaf('requestedKey') });

export const RESOURCES: Shape = { kind: 'elements', element: object({ ARN: leaf('resourceArn') }) };

export const ADDITIONAL_EVENT_DATA: Shape = object({ recipient: RECIPIENT }, 'additionalEventData');

export const EVENT_SHAPE: Shape = object({
  eventSource: leaf('eventSource'),
  eventName: leaf('eventName'),
  eventTime: leaf('eventTime'),
  eventID: leaf('eventID'),
  awsRegion: leaf('awsRegion'),
  sourceIPAddress: leaf('sourceIPAddress'),
  userAgent: leaf('userAgent'),
  errorCode: leaf('errorCode'),
  errorMessage: leaf('errorMessage'),
  userIdentity: USER_IDENTITY,
  requestParameters: REQUEST_PARAMETERS,
  resources: RESOURCES,
  additionalEventData: ADDITIONAL_EVENT_DATA,
});

/** The shape with every member under its name in lower case as well, as tables of Athena have them. */
export function orLowerCase(shape: Shape): Shape {
  if (shape.kind === 'elements') {
    return { ...shape, element: orLowerCase(shape.element) };
  }
  if (shape.kind !== 'object') {
    return shape;
  }
  const members = [...shape.members].flatMap(([name, member]) =>
    [name, name.toLowerCase()].map((spelled) => [spelled, orLowerCase(member)] as const),
  );
  return { ...shape, members: new Map(members) };
}
