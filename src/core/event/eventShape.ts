/**
 * The members of a CloudTrail event that the extension asks for. Source of the names: CloudTrail user guide, "CloudTrail
 * record contents"; KMS developer guide, "Monitoring Nitro enclaves requests" and "Monitoring NitroTPM requests".
 */
export type Shape =
  /** With `after`, the part of the text after its first such character, and nothing where it has none. */
  | { readonly kind: 'leaf'; readonly name: FieldName; readonly after?: ':' }
  | { readonly kind: 'object'; readonly name?: FieldName; readonly members: ReadonlyMap<string, Shape> }
  | { readonly kind: 'every-member'; readonly name: FieldName; readonly member: Shape }
  | { readonly kind: 'elements'; readonly name?: undefined; readonly element: Shape };

export type FieldName =
  | 'eventSource'
  | 'eventName'
  | 'eventTime'
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

function leaf(name: FieldName): Shape {
  return { kind: 'leaf', name };
}

function object(members: Readonly<Record<string, Shape>>, name?: FieldName): Shape {
  const entries = new Map(Object.entries(members));
  return name === undefined ? { kind: 'object', members: entries } : { kind: 'object', name, members: entries };
}

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
  userIdentity: object({
    type: leaf('callerType'),
    arn: leaf('callerArn'),
    // Such as AROAEXAMPLEID:session; the caller chooses what stands after the colon.
    principalId: { kind: 'leaf', name: 'callerSessionName', after: ':' },
    accountId: leaf('callerAccount'),
    invokedBy: leaf('callerService'),
    sessionContext: object({ sessionIssuer: object({ arn: leaf('callerRoleArn') }) }),
  }),
  requestParameters: object({ keyId: leaf('requestedKey') }),
  resources: { kind: 'elements', element: object({ ARN: leaf('resourceArn') }) },
  additionalEventData: object(
    { recipient: { kind: 'every-member', name: 'recipient', member: leaf('recipientMember') } },
    'additionalEventData',
  ),
});
