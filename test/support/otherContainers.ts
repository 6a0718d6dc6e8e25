// Containers in which events are rows of columns, have the form of another schema, or are text at a path.
import type { ContainerKind } from '../../src/core/index.ts';
import { type Json, type JsonObject, writeJson } from './json.ts';

/** A sample of a container in which events have another form than CloudTrail's, or stand as text in a place of theirs. */
export interface OtherSample {
  readonly name: string;
  readonly kind: ContainerKind;
  readonly text: string;
  /** What a call in it has besides its recipient, by the names of `locatedValues`. */
  readonly carries: readonly string[];
}

const ALL = ['operation', 'eventId', 'region', 'key', 'sourceIp', 'caller.type', 'caller.arn', 'caller.roleArn'];
const SELECTED = ['operation', 'eventId', 'key', 'caller.type', 'caller.arn', 'caller.roleArn'];

/** The columns of Athena's table of CloudTrail events that most queries select. */
const ATHENA_COLUMNS = [
  'eventtime',
  'eventsource',
  'eventname',
  'eventid',
  'useridentity',
  'additionaleventdata',
  'requestparameters',
  'resources',
  'useragent',
  'errorcode',
] as const;

export function otherContainerSamples(events: readonly JsonObject[], eol = '\n'): readonly OtherSample[] {
  const lines = (values: readonly string[]): string => values.map((line) => `${line}${eol}`).join('');
  const pretty = (value: Json): string => writeJson(value, { indent: '  ', eol });
  const texts = events.map((event) => writeJson(event));
  const athenaRows = [[...ATHENA_COLUMNS], ...events.map((event) => athenaCells(event))];
  const ocsf = events.map((event) => ocsfEvent(event));
  const own = events.map((event) => ownColumns(event));
  const lake = (cells: readonly JsonObject[]): Json => ({
    QueryStatus: 'FINISHED',
    QueryResultRows: cells.map((row) => Object.entries(row).map(([name, value]) => ({ [name]: value }))),
  });
  return [
    { name: 'CSV of Athena', kind: 'csv', text: lines(athenaRows.map(csvLine)), carries: SELECTED },
    { name: 'CSV with a mark', kind: 'csv', text: `\ufeff${lines(athenaRows.map(csvLine))}`, carries: SELECTED },
    {
      name: 'CSV of Lake, whole events',
      kind: 'csv',
      text: lines([['eventTime', 'eventJson'], ...texts.map((text) => ['t', text])].map(csvLine)),
      carries: ALL,
    },
    {
      name: 'CSV of Insights, one column',
      kind: 'csv',
      text: lines([['@message'], ...texts.map((text) => [text])].map(csvLine)),
      carries: ALL,
    },
    {
      name: 'CSV of Lake, members of the recipient in columns of a query',
      kind: 'csv',
      text: lines([Object.keys(own[0] ?? {}), ...own.map((row) => Object.values(row))].map((row) => row.join(','))),
      carries: ['operation', 'eventId'],
    },
    {
      name: "rows of Athena's API",
      kind: 'athena',
      text: pretty(athenaResult(athenaRows, ATHENA_COLUMNS)),
      carries: SELECTED,
    },
    {
      name: "a later page of Athena's API",
      kind: 'athena',
      text: writeJson(athenaResult(athenaRows.slice(1), ATHENA_COLUMNS)),
      carries: SELECTED,
    },
    {
      name: "rows of Athena's API alone",
      kind: 'athena',
      text: pretty({ ResultSet: { Rows: athenaRows.map(athenaRow) } }),
      carries: SELECTED,
    },
    {
      name: "whole events in rows of Athena's API",
      kind: 'athena',
      text: pretty(athenaResult([['eventjson'], ...texts.map((text) => [text])], ['eventjson'])),
      carries: ALL,
    },
    {
      name: 'rows of Lake, maps as Java prints them',
      kind: 'lake-columns',
      text: pretty(lake(events.map((event) => lakeCells(event, mapText)))),
      carries: SELECTED,
    },
    {
      name: 'rows of Lake, JSON in maps',
      kind: 'lake-columns',
      text: pretty(
        lake(events.map((event) => lakeCells(event, (data) => mapTextOf(data, (value) => writeJson(value))))),
      ),
      carries: SELECTED,
    },
    {
      name: 'rows of Lake, members of the recipient in columns of a query',
      kind: 'lake-columns',
      text: writeJson(lake(own)),
      carries: ['operation', 'eventId'],
    },
    {
      name: 'hits of Elasticsearch, with the original',
      kind: 'elastic',
      text: pretty(hits(texts.map((original, index) => ({ ...elasticSource(events[index] ?? {}, original) })))),
      carries: ALL,
    },
    {
      name: 'hits of Elasticsearch, one a line, dotted',
      kind: 'elastic',
      text: lines(texts.map((original) => writeJson({ _index: 'i', _source: { 'event.original': original } }))),
      carries: ALL,
    },
    {
      name: 'hits of Elasticsearch, as messages',
      kind: 'elastic',
      text: pretty(hits(texts.map((message) => ({ '@timestamp': 't', message })))),
      carries: ALL,
    },
    {
      name: 'hits of Elasticsearch, without the original',
      kind: 'elastic',
      text: pretty(hits(events.map((event) => elasticSource(event, undefined)))),
      carries: ['operation', 'region', 'sourceIp', 'key', 'caller.type', 'caller.arn', 'caller.roleArn'],
    },
    {
      name: 'an export of Insights',
      kind: 'insights',
      text: pretty(events.map((event) => ({ '@timestamp': '2026-03-04 05:06:07.000', '@message': event }))),
      carries: ALL,
    },
    {
      name: 'rows of Insights, events as text',
      kind: 'cloudwatch-logs',
      text: pretty(texts.map((text) => ({ '@timestamp': '2026-03-04 05:06:07.000', '@message': text }))),
      carries: ALL,
    },
    { name: 'an array of OCSF', kind: 'ocsf', text: pretty(ocsf), carries: ALL },
    { name: 'JSON Lines of OCSF', kind: 'ocsf', text: lines(ocsf.map((event) => writeJson(event))), carries: ALL },
    {
      name: 'OCSF with dotted names below unmapped',
      kind: 'ocsf',
      text: lines(ocsf.map((event) => writeJson({ ...event, unmapped: flattened((event.unmapped ?? null) as Json) }))),
      carries: ALL,
    },
    {
      name: 'OCSF with dotted names throughout',
      kind: 'ocsf',
      text: lines(ocsf.map((event) => writeJson(flattened(event)))),
      carries: ALL.filter((name) => name !== 'key'),
    },
  ];
}

/** RFC 4180, each cell in quotes, as Athena writes them. */
export function csvLine(cells: readonly Json[]): string {
  return cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',');
}

/** What Java prints of a map, and SQL engines with it: nothing is escaped. */
export function mapText(value: Json): string {
  return mapTextOf(value, mapText);
}

function mapTextOf(value: Json, inner: (value: Json) => string): string {
  if (value === null || typeof value !== 'object') {
    return String(value);
  }
  const isArray = Array.isArray(value);
  const members = Object.entries(value).map(([name, member]) => {
    const text = member === null || typeof member !== 'object' ? String(member) : inner(member);
    return isArray ? text : `${name}=${text}`;
  });
  return isArray ? `[${members.join(', ')}]` : `{${members.join(', ')}}`;
}

export function athenaResult(rows: readonly (readonly Json[])[], columns: readonly string[]): Json {
  return {
    ResultSet: {
      Rows: rows.map(athenaRow),
      ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ CatalogName: 'hive', Name, Type: 'varchar' })) },
    },
    UpdateCount: 0,
  };
}

function athenaRow(cells: readonly Json[]): JsonObject {
  return { Data: cells.map((cell) => (cell === '' ? {} : { VarCharValue: cell })) };
}

function athenaCells(event: JsonObject): readonly string[] {
  return ATHENA_COLUMNS.map((column) => {
    const [, value] = Object.entries(event).find(([name]) => name.toLowerCase() === column) ?? [];
    switch (column) {
      case 'useridentity':
      case 'resources':
        return mapText(lowerCased(value ?? null));
      case 'additionaleventdata':
      case 'requestparameters':
        return value === undefined ? '' : writeJson(value);
      default:
        return value === undefined ? '' : String(value);
    }
  });
}

function lakeCells(event: JsonObject, map: (value: Json) => string): JsonObject {
  const { eventTime, eventName, eventSource, eventID, userIdentity, resources, additionalEventData } = event;
  return {
    eventTime: String(eventTime).replace('T', ' ').replace('Z', '.000'),
    eventName: eventName ?? null,
    eventSource: eventSource ?? null,
    eventID: eventID ?? null,
    userIdentity: mapText(lowerCased(userIdentity ?? null)),
    ...(additionalEventData === undefined ? {} : { additionalEventData: map(additionalEventData) }),
    resources: mapText(lowerCased(resources ?? null)),
  };
}

/** Columns that a query gave names of its own: nothing of the recipient but two of its members. */
function ownColumns(event: JsonObject): JsonObject {
  const { eventTime, eventName, eventID, additionalEventData } = event;
  const { recipient } = (additionalEventData ?? {}) as { readonly recipient?: JsonObject };
  return {
    eventTime: String(eventTime).replace('T', ' ').replace('Z', '.000'),
    eventName: eventName ?? '',
    eventID: eventID ?? '',
    moduleId: recipient?.attestationDocumentModuleId ?? '',
    imageDigest: recipient?.attestationDocumentEnclaveImageDigest ?? '',
    tpm_pcr4: recipient?.attestationDocumentNitroTPMPCR4 ?? '',
  };
}

function lowerCased(value: Json): Json {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Array.isArray(value)
    ? value.map((element: Json) => lowerCased(element))
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), lowerCased(member)]));
}

function hits(sources: readonly JsonObject[]): Json {
  return {
    took: 1,
    hits: { total: { value: sources.length }, hits: sources.map((_source) => ({ _id: 'x', _source })) },
  };
}

function elasticSource(event: JsonObject, original: string | undefined): JsonObject {
  const identity = event.userIdentity as { readonly type: string; readonly arn: string; readonly sessionContext: Json };
  const { sessionIssuer } = identity.sessionContext as { readonly sessionIssuer: JsonObject };
  return {
    '@timestamp': event.eventTime ?? null,
    event: {
      provider: event.eventSource ?? null,
      action: event.eventName ?? null,
      ...(original === undefined ? {} : { original }),
    },
    cloud: { region: event.awsRegion ?? null },
    source: { address: event.sourceIPAddress ?? null },
    user_agent: { original: event.userAgent ?? null },
    aws: {
      cloudtrail: {
        user_identity: {
          type: identity.type,
          arn: identity.arn,
          session_context: { session_issuer: { arn: sessionIssuer.arn ?? null } },
        },
        resources: ((event.resources ?? []) as readonly JsonObject[]).map(({ ARN }) => ({ arn: ARN ?? null })),
        flattened: {
          additional_eventdata: event.additionalEventData ?? null,
          request_parameters: event.requestParameters ?? null,
        },
        additional_eventdata: mapText(event.additionalEventData ?? null),
        ...(event.errorCode === undefined ? {} : { error_code: event.errorCode }),
      },
    },
  };
}

export function ocsfEvent(event: JsonObject): JsonObject {
  const identity = event.userIdentity as { readonly [name: string]: Json };
  const { sessionIssuer } = (identity.sessionContext ?? {}) as { readonly sessionIssuer: JsonObject };
  const resources = (event.resources ?? []) as readonly JsonObject[];
  return {
    class_uid: 6003,
    class_name: 'API Activity',
    api: {
      operation: event.eventName ?? null,
      service: { name: event.eventSource ?? null },
      request: { data: event.requestParameters ?? null },
      response: { error: event.errorCode ?? null, message: event.errorMessage ?? null },
    },
    actor: {
      user: {
        type: identity.type ?? null,
        uid: identity.arn ?? null,
        uid_alt: identity.principalId ?? null,
        account: { uid: identity.accountId ?? null },
      },
      session: { issuer: sessionIssuer.arn ?? null },
    },
    cloud: { provider: 'AWS', region: event.awsRegion ?? null },
    http_request: { user_agent: event.userAgent ?? null },
    metadata: { uid: event.eventID ?? null, product: { name: 'CloudTrail' } },
    resources: resources.map(({ ARN }) => ({ uid: ARN ?? null })),
    src_endpoint: { ip: event.sourceIPAddress ?? null },
    time: Date.parse(String(event.eventTime)),
    unmapped: { eventType: 'AwsApiCall', additionalEventData: event.additionalEventData ?? null },
  };
}

/** Members of members by their whole path; arrays stay as they are. */
function flattened(value: Json, path = ''): JsonObject {
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([name, member]) =>
      member !== null && typeof member === 'object' && !Array.isArray(member)
        ? Object.entries(flattened(member, `${path}${name}.`))
        : [[`${path}${name}`, member]],
    ),
  );
}
