// Events as the tables of Athena and CloudTrail Lake hold them.
import { type Json, type JsonObject, writeJson } from '../json.ts';
import type { Row, SqlValue } from './runQuery.ts';

/** Columns of a table over log files: text, and text that is JSON, besides the caller and the resources. */
export function athenaRow(event: JsonObject): Row {
  const names = ['eventVersion', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent'];
  const others = ['errorCode', 'errorMessage', 'requestID', 'eventID', 'eventType', 'recipientAccountId'];
  const texts = [...names, ...others, 'sharedEventID', 'vpcEndpointId'];
  return {
    ...Object.fromEntries(texts.map((name) => [name.toLowerCase(), textOf(event[name])])),
    useridentity: callerRow(event.userIdentity),
    requestparameters: jsonOf(event.requestParameters),
    responseelements: jsonOf(event.responseElements),
    additionaleventdata: jsonOf(event.additionalEventData),
    resources: resourceRows(event.resources),
  };
}

/** Columns of an event data store that queries of ours name; the time is printed as the store compares it. */
export function lakeRow(event: JsonObject): Row {
  const texts = ['eventSource', 'eventName', 'awsRegion', 'userAgent', 'errorCode', 'recipientAccountId'];
  return {
    ...Object.fromEntries(texts.map((name) => [name.toLowerCase(), textOf(event[name])])),
    eventtime: `${textOf(event.eventTime)?.replace('T', ' ').replace('Z', '')}.000`,
    useridentity: callerRow(event.userIdentity),
    resources: resourceRows(event.resources),
    eventjson: writeJson(event),
  };
}

function callerRow(caller: Json | undefined): SqlValue {
  const session = member(caller, 'sessionContext');
  const names = ['type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'userName', 'invokedBy'];
  return caller === undefined || caller === null
    ? null
    : {
        ...fields(caller, names),
        sessioncontext:
          session === undefined
            ? null
            : {
                sessionissuer: fields(member(session, 'sessionIssuer'), names.slice(0, 6)),
                attributes: fields(member(session, 'attributes'), ['creationDate', 'mfaAuthenticated']),
              },
      };
}

function resourceRows(resources: Json | undefined): SqlValue {
  return isList(resources) ? resources.map((resource) => fields(resource, ['ARN', 'accountId', 'type'])) : null;
}

function fields(object: Json | undefined, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), textOf(member(object, name))]));
}

function member(object: Json | undefined, name: string): Json | undefined {
  return typeof object === 'object' && object !== null && !isList(object) ? object[name] : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function jsonOf(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : writeJson(value);
}
