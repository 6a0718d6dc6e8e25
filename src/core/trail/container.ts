import type { TextContainer } from './eventText.ts';

/** How a text holds its events. */
export type ContainerKind =
  | 'records'
  | 'array'
  | 'json-lines'
  | 'concatenated'
  | 'eventbridge'
  | 'eventbridge-lines'
  | 'event'
  | TextContainer
  | 'insights'
  | 'lake-columns'
  | 'ocsf'
  | 'csv-without-attestation'
  | 'digest-file'
  | 'none';

/** What a scan counts in order to tell the container. */
export interface ContainerCounts {
  /** Values at the top of the text. */
  topLevelValues: number;
  /** Arrays at the top of the text. */
  arrays: number;
  /** Events in the `Records` of an object. */
  inRecords: number;
  /** Events that are the `detail` of an object. */
  inEnvelopes: number;
  /** Objects with `logFiles`: CloudTrail digest files. */
  digestFiles: number;
  /** Top-level values that begin on the line on which the one before them ended. */
  glued: number;
}

export const CONTAINER_COUNTS = [
  'topLevelValues',
  'arrays',
  'inRecords',
  'inEnvelopes',
  'digestFiles',
  'glued',
] as const satisfies readonly (keyof ContainerCounts)[];

export function noContainers(): ContainerCounts {
  return { topLevelValues: 0, arrays: 0, inRecords: 0, inEnvelopes: 0, digestFiles: 0, glued: 0 };
}

export function containerKind(counts: Readonly<ContainerCounts>, eventCount: number): ContainerKind {
  if (eventCount === 0) {
    return counts.digestFiles > 0 ? 'digest-file' : 'none';
  }
  if (counts.inRecords > 0) {
    return 'records';
  }
  if (counts.arrays > 0) {
    return 'array';
  }
  if (counts.topLevelValues > 1) {
    if (counts.glued > 0) {
      return 'concatenated';
    }
    return counts.inEnvelopes > 0 ? 'eventbridge-lines' : 'json-lines';
  }
  return counts.inEnvelopes > 0 ? 'eventbridge' : 'event';
}

/** The container in words, for people. */
export function describeContainer(kind: ContainerKind): string {
  switch (kind) {
    case 'records':
      return 'CloudTrail log file, {"Records": […]}';
    case 'array':
      return 'array of events';
    case 'json-lines':
      return 'JSON Lines';
    case 'concatenated':
      return 'events one after another without a separator';
    case 'eventbridge':
      return 'EventBridge envelope, {"detail": …}';
    case 'eventbridge-lines':
      return 'JSON Lines of EventBridge envelopes';
    case 'event':
      return 'single event';
    case 'lookup-events':
      return 'output of lookup-events, events as text in "CloudTrailEvent"';
    case 'cloudwatch-logs':
      return 'CloudWatch Logs, events as text in messages';
    case 'sns-sqs':
      return 'messages of SNS or SQS, events as text in them';
    case 'splunk':
      return 'results of Splunk, events as text in "_raw"';
    case 'lake':
      return 'rows of CloudTrail Lake, events as text in a column';
    case 'strings':
      return 'array of events as text';
    case 'elastic':
      return 'hits of Elasticsearch';
    case 'athena':
      return 'rows of Athena, as its API gives them';
    case 'insights':
      return 'export of CloudWatch Logs Insights, events in "@message"';
    case 'lake-columns':
      return 'rows of CloudTrail Lake, a column for each field';
    case 'csv':
      return 'CSV of events, as Athena and CloudTrail Lake save results';
    case 'ocsf':
      return 'events of OCSF, class 6003 (API Activity)';
    case 'csv-without-attestation':
      return 'CSV of events without their additional event data, as the console has the event history: it can tell of no attestation';
    case 'digest-file':
      return 'CloudTrail digest file: it lists log files and holds no events';
    case 'none':
      return 'no CloudTrail events';
  }
}
