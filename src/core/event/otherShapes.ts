import { type FieldName, leaf, PRINCIPAL_ID, RECIPIENT, REQUEST_PARAMETERS, type Shape } from './eventShape.ts';

/**
 * Where other schemas have the members of a CloudTrail event. Exporters write `{"a":{"b":1}}` or `{"a.b":1}`; callers
 * choose names below the parameters of their request alone, so that neither can pass for the other.
 */
function dotted(members: Readonly<Record<string, Shape>>, name?: FieldName): Shape {
  const entries = new Map(Object.entries(members));
  return { kind: 'object', dotted: true, members: entries, ...(name === undefined ? {} : { name }) };
}

const additionalEventData = dotted({ recipient: RECIPIENT }, 'additionalEventData');

/**
 * API Activity (class 6003) of OCSF, version 1.1 and later. Source: mappings of CloudTrail in the repository
 * ocsf/examples; what has no place in OCSF keeps its name below `unmapped`.
 */
export const OCSF_SHAPE: Shape = dotted({
  time: leaf('epochTime'),
  api: dotted({
    operation: leaf('eventName'),
    service: dotted({ name: leaf('eventSource') }),
    request: dotted({ data: REQUEST_PARAMETERS }),
    response: dotted({ error: leaf('errorCode'), message: leaf('errorMessage'), error_message: leaf('errorMessage') }),
  }),
  actor: dotted({
    invoked_by: leaf('callerService'),
    session: dotted({ issuer: leaf('callerRoleArn') }),
    user: dotted({
      type: leaf('callerType'),
      uid: leaf('callerArn'),
      uid_alt: PRINCIPAL_ID,
      account: dotted({ uid: leaf('callerAccount') }),
      account_uid: leaf('callerAccount'),
    }),
  }),
  cloud: dotted({ region: leaf('awsRegion') }),
  http_request: dotted({ user_agent: leaf('userAgent') }),
  metadata: dotted({ uid: leaf('eventID') }),
  resources: { kind: 'elements', element: dotted({ uid: leaf('resourceArn') }) },
  src_endpoint: dotted({ ip: leaf('sourceIPAddress'), domain: leaf('sourceIPAddress') }),
  unmapped: dotted({ additionalEventData }),
});

/** Documents that Elastic's integration for CloudTrail writes. Source: its ingest pipeline and field list. */
export const ELASTIC_SHAPE: Shape = dotted({
  '@timestamp': leaf('eventTime'),
  event: dotted({ provider: leaf('eventSource'), action: leaf('eventName'), id: leaf('eventID') }),
  cloud: dotted({ region: leaf('awsRegion') }),
  source: dotted({ address: leaf('sourceIPAddress') }),
  user_agent: dotted({ original: leaf('userAgent') }),
  aws: dotted({
    cloudtrail: dotted({
      error_code: leaf('errorCode'),
      error_message: leaf('errorMessage'),
      user_identity: dotted({
        type: leaf('callerType'),
        arn: leaf('callerArn'),
        invoked_by: leaf('callerService'),
        session_context: dotted({ session_issuer: dotted({ arn: leaf('callerRoleArn') }) }),
      }),
      resources: { kind: 'elements', element: dotted({ arn: leaf('resourceArn') }) },
      flattened: dotted({
        additional_eventdata: additionalEventData,
        request_parameters: REQUEST_PARAMETERS,
      }),
    }),
  }),
});
