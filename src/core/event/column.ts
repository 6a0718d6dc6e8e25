import type { FieldName } from './eventShape.ts';

/** What a column of query results holds, as its name tells. */
export type Column =
  | { readonly kind: 'whole-event' }
  | { readonly kind: 'field'; readonly name: FieldName }
  | { readonly kind: ObjectColumn }
  /** A member of the recipient, by the name that KMS gives it. */
  | { readonly kind: 'recipient-member'; readonly key: string }
  /** A measurement whose platform the module id tells. */
  | { readonly kind: 'pcr'; readonly index: number };

/** Objects of an event that are text in a column: JSON, or what Java prints. */
export type ObjectColumn = 'userIdentity' | 'requestParameters' | 'resources' | 'additionalEventData' | 'recipient';

/** As Lake, lookup-events, Insights and Splunk call them. */
const WHOLE_EVENTS: ReadonlySet<string> = new Set(['eventjson', 'event_json', 'cloudtrailevent', '@message', '_raw']);

const FIELDS: ReadonlyMap<string, FieldName> = new Map([
  ['eventsource', 'eventSource'],
  ['eventname', 'eventName'],
  ['eventtime', 'eventTime'],
  ['eventid', 'eventID'],
  ['awsregion', 'awsRegion'],
  ['region', 'awsRegion'],
  ['sourceipaddress', 'sourceIPAddress'],
  ['useragent', 'userAgent'],
  ['errorcode', 'errorCode'],
  ['errormessage', 'errorMessage'],
  ['useridentitytype', 'callerType'],
  ['useridentityarn', 'callerArn'],
  ['callerarn', 'callerArn'],
  ['principalarn', 'callerArn'],
  ['useridentityaccountid', 'callerAccount'],
  ['useridentityinvokedby', 'callerService'],
  ['sessionissuerarn', 'callerRoleArn'],
  ['rolearn', 'callerRoleArn'],
  ['keyarn', 'resourceArn'],
]);

const OBJECTS: ReadonlyMap<string, ObjectColumn> = new Map([
  ['useridentity', 'userIdentity'],
  ['requestparameters', 'requestParameters'],
  ['resources', 'resources'],
  ['additionaleventdata', 'additionalEventData'],
  ['recipient', 'recipient'],
]);

const MODULE_ID = 'attestationDocumentModuleId';
const IMAGE_DIGEST = 'attestationDocumentEnclaveImageDigest';

/** By the column's last words; `moduleId` and `imageDigest` are what queries call them. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['moduleid', MODULE_ID],
  ['imagedigest', IMAGE_DIGEST],
  ['enclaveimagedigest', IMAGE_DIGEST],
  ['enclavepcr0', IMAGE_DIGEST],
]);

/** UTF-16 units; the longest names are `additionaleventdata.recipient.` and a member's. */
const LONGEST_NAME = 100;

/**
 * What a column holds, by its usual names: as CloudTrail has them, in Athena's lower case, with underscores or dots; of
 * recipients with or without what stands before in the event. Undefined for any other: what a column of an unknown name
 * holds may be what a caller wrote.
 */
export function columnOf(name: string): Column | undefined {
  if (name.length > LONGEST_NAME) {
    return undefined;
  }
  const lower = name.trim().toLowerCase();
  if (WHOLE_EVENTS.has(lower)) {
    return { kind: 'whole-event' };
  }
  const plain = lower.replace(/[\s._-]/g, '');
  const field = FIELDS.get(plain);
  if (field !== undefined) {
    return { kind: 'field', name: field };
  }
  const object = OBJECTS.get(plain === 'additionaleventdatarecipient' ? 'recipient' : plain);
  if (object !== undefined) {
    return { kind: object };
  }
  return recipientColumn(plain);
}

function recipientColumn(plain: string): Column | undefined {
  const member = plain.replace(/^(?:additionaleventdata)?(?:recipient)?(?:attestationdocument)?/, '');
  const key = MEMBERS.get(member);
  if (key !== undefined) {
    return { kind: 'recipient-member', key };
  }
  const [, platform, digits] = /^(enclave|nitrotpm|tpm)?pcr(\d|1\d|2[0-3])$/.exec(member) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  return platform === undefined
    ? { kind: 'pcr', index: Number(digits) }
    : { kind: 'recipient-member', key: measurementKey(platform === 'enclave', Number(digits)) };
}

/** The member of a recipient that has a measurement: there is no `…EnclavePCR0`, the image digest is PCR0. */
export function measurementKey(isEnclave: boolean, index: number): string {
  if (!isEnclave) {
    return `attestationDocumentNitroTPMPCR${index}`;
  }
  return index === 0 ? IMAGE_DIGEST : `attestationDocumentEnclavePCR${index}`;
}

/**
 * The columns of a row that may be a header; undefined where it is none. A first row of values is none, also where a
 * caller wrote the name of a column into one of them.
 */
export function headerColumns(names: readonly string[]): readonly (Column | undefined)[] | undefined {
  return names.every((name) => /^[a-z_@][\w .@-]*$/i.test(name) && name.length <= LONGEST_NAME)
    ? names.map(columnOf)
    : undefined;
}

/** Whether rows of such columns can say that an event was attested. */
export function canTellAttestation(columns: readonly (Column | undefined)[]): boolean {
  const has = (kind: Column['kind']): boolean => columns.some((column) => column?.kind === kind);
  if (has('whole-event')) {
    return true;
  }
  const tells = has('additionalEventData') || has('recipient') || has('recipient-member') || has('pcr');
  return tells && (has('field') || columns.length === 1);
}

/** Whether a column has a member of the recipient, whatever name a query gave it. */
export function isMemberColumn(column: Column | undefined): boolean {
  return column?.kind === 'recipient-member' || column?.kind === 'pcr';
}
