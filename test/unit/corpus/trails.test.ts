// Trails that the project did not make. They are no part of it: where they are absent, their cases are not run.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  appraiseCall,
  type ContainerKind,
  describeTrail,
  NO_REFERENCES,
  openTrail,
  plausibleLaunch,
  selfChecks,
} from '../../../src/core/index.ts';
import { codesOf, onlyCall } from '../../support/calls.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';
import { assertSound } from '../../support/ranges.ts';
import { assertSameCall } from '../../support/sameCalls.ts';

const CORPUS = process.env.ENCLAVE_TRAIL_CORPUS ?? join(process.cwd(), '..', 'shared', 'corpus', 'trails');

interface CorpusCase {
  readonly file: string;
  readonly name: string;
  readonly run: (text: string) => void;
}

interface ContainerRow {
  readonly file: string;
  readonly kind: ContainerKind;
  readonly calls: number;
  /** Whether each recipient is whole; columns that a query selected are not. */
  readonly every?: false;
}

/** The events that the samples have in common. */
const MODERN = 'synthetic-modern.json';

const CONTAINERS: readonly ContainerRow[] = [
  { file: 's3-records.json', kind: 'records', calls: 4 },
  {
    file: '111122223333_CloudTrail_eu-central-1_20260101T0005Z_AbCdEfGh12345678.json.gz',
    kind: 'records',
    calls: 4,
  },
  { file: 'synthetic-modern.json', kind: 'records', calls: 4 },
  { file: 'array.json', kind: 'array', calls: 4 },
  { file: 'events.jsonl', kind: 'json-lines', calls: 4 },
  { file: 'single.json', kind: 'event', calls: 1 },
  { file: 'eventbridge.json', kind: 'eventbridge', calls: 1 },
  { file: 'eventbridge.jsonl', kind: 'eventbridge-lines', calls: 4 },
  { file: 'firehose-concatenated.json', kind: 'concatenated', calls: 4 },
  { file: 'markdown-fence.md', kind: 'event', calls: 1 },
  { file: 'console-event-history.json', kind: 'records', calls: 4 },
  { file: 'cwl-export-s3.txt', kind: 'json-lines', calls: 4 },
  { file: 'cwl-filter-log-events.json', kind: 'cloudwatch-logs', calls: 4 },
  { file: 'cwl-get-log-events.json', kind: 'cloudwatch-logs', calls: 1 },
  { file: 'cwl-insights-get-query-results.json', kind: 'cloudwatch-logs', calls: 1 },
  { file: 'cwl-subscription.json', kind: 'cloudwatch-logs', calls: 1 },
  { file: 'lake-eventjson.json', kind: 'lake', calls: 1 },
  { file: 'lookup-events-array.json', kind: 'lookup-events', calls: 4 },
  { file: 'lookup-events-cliv1.json', kind: 'lookup-events', calls: 4 },
  { file: 'lookup-events-cliv2.json', kind: 'lookup-events', calls: 4 },
  { file: 'lookup-events-query-strings.json', kind: 'strings', calls: 4 },
  { file: 'lookup-events-query-text.txt', kind: 'concatenated', calls: 4 },
  { file: 'sns-sqs-wrapped.json', kind: 'sns-sqs', calls: 1 },
  { file: 'splunk-export.jsonl', kind: 'splunk', calls: 4 },
  { file: 'splunk-results.json', kind: 'splunk', calls: 4 },
  { file: 'digest.json', kind: 'digest-file', calls: 0 },
  { file: 'official-examples.json', kind: 'none', calls: 0 },
  { file: 'cwl-insights-console.json', kind: 'insights', calls: 1 },
  { file: 'elastic-hits.json', kind: 'elastic', calls: 1 },
  { file: 'athena.csv', kind: 'csv', calls: 4 },
  { file: 'athena-get-query-results.json', kind: 'athena', calls: 1 },
  { file: 'lake-get-query-results.json', kind: 'lake-columns', calls: 1 },
  { file: 'lake-saved-result_1.csv', kind: 'csv', calls: 1, every: false },
  { file: 'ocsf.json', kind: 'ocsf', calls: 1 },
  { file: 'ocsf-flat-unmapped.json', kind: 'ocsf', calls: 1 },
  { file: 'console-event-history.csv', kind: 'csv-without-attestation', calls: 0 },
];

/** What a call says that stands as a whole event somewhere. */
const WHOLE = ['operation', 'eventId', 'region', 'key', 'userAgent', 'caller.type', 'caller.arn', 'caller.account'];

/** The text of a sample, of which one is compressed. */
function contentsOf(file: string): string {
  const bytes = readFileSync(join(CORPUS, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

const CASES: readonly CorpusCase[] = [
  ...CONTAINERS.map(({ file, kind, calls, every = true }) => ({
    file,
    name: `${file} is ${kind} and holds ${calls} attested calls, those of ${MODERN}`,
    run: (text: string) => {
      const trail = describeTrail(text);
      assert.equal(trail.container, kind);
      assert.equal(trail.calls.length, calls);
      assert.deepEqual(trail.problems, []);
      assertSound(text, trail);
      assert.equal(openTrail(text).calls.length, calls);
      const modern = openTrail(contentsOf(MODERN));
      for (let index = 0; index < calls; index++) {
        const [call, expected] = [trail.calls.at(index), modern.calls.at(index)];
        assert.ok(call !== undefined && expected !== undefined);
        const hasWholeEvents = call.caller.roleArn !== undefined && call.sourceIp !== undefined;
        assertSameCall(call, expected, hasWholeEvents ? WHOLE : [], every);
      }
    },
  })),
  {
    file: 'synthetic-modern.json',
    name: 'of the modern calls three are of an unknown image and one is in debug mode; their self-checks agree',
    run: (text) => {
      const calls = [...openTrail(text).calls];
      assert.deepEqual(
        calls.map((call) => appraiseCall(call, NO_REFERENCES).outcome.kind),
        ['unknown', 'unknown', 'unknown', 'debug'],
      );
      for (const call of calls) {
        assert.deepEqual(call.problems, []);
        const outcomes = selfChecks(call).map(({ outcome }) => outcome);
        assert.deepEqual(outcomes.slice(0, 2), ['agrees', 'agrees']);
        const { moduleId } = call.recipient;
        assert.ok(moduleId?.parsed !== undefined);
        assert.ok(plausibleLaunch(moduleId.parsed, call.eventTime?.value) !== undefined);
      }
    },
  },
  {
    file: 'official-examples.json',
    name: 'the records that AWS prints are read, hexadecimal or placeholders, and none tells a plausible launch',
    run: (text) => {
      const examples = JSON.parse(text) as readonly { readonly variant: string; readonly record: JsonObject }[];
      assert.equal(examples.length, 11);
      for (const { variant, record } of examples) {
        const written = writeJson(record, { indent: '  ', eol: '\r\n' });
        const call = onlyCall(written);
        assertSound(written, openTrail(written));
        assert.equal(call.operation?.value, record.eventName);
        assert.equal(call.recipient.platform, variant.startsWith('nitrotpm') ? 'nitro-tpm' : 'enclave');
        const isOld = variant.startsWith('enclave-2020');
        assert.equal(call.recipient.pcrs.length, isOld ? 1 : 6);
        assert.deepEqual(codesOf(call), Array(isOld ? 0 : 6).fill('not-a-digest'));
        const outcome = appraiseCall(call, NO_REFERENCES).outcome.kind;
        assert.equal(outcome, isOld ? 'unknown' : 'unreadable');
        const { moduleId } = call.recipient;
        assert.ok(moduleId?.parsed !== undefined);
        assert.equal(plausibleLaunch(moduleId.parsed, call.eventTime?.value), undefined);
      }
    },
  },
];

test('the corpus, where it is there', async (context) => {
  for (const { file, name, run } of existsSync(CORPUS) ? CASES : []) {
    await context.test(name, () => run(contentsOf(file)));
  }
});
