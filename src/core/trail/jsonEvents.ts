import type { Span } from '../located.ts';
import { OPEN_BRACE, OPEN_BRACKET } from './jsonText.ts';
import { JsonWalk, type ValueReader } from './jsonWalk.ts';
import { ESCAPED_LETTER } from './needle.ts';
import { collectEvents, type EventCollector, type OtherEvents, STEP } from './otherEvents.ts';
import { athenaResult, lakeRow } from './rowsInJson.ts';
import type { WantedEvents } from './scan.ts';
import type { Steps } from './steps.ts';

/** Members that containers of other forms have, each of them at least one; an Elasticsearch export has `_source`. */
const NEEDLE = /"(?:_source|@message|QueryResultRows|ResultSet|class_uid)"\s*:/;

/** Whether the text may hold events in another form than CloudTrail's. */
export function mayHoldOtherEvents(text: string): boolean {
  return NEEDLE.test(text) || ESCAPED_LETTER.test(text);
}

/** OCSF: API Activity. */
const API_ACTIVITY = '6003';

/**
 * The events of containers that hold them as rows of columns, in the form of another schema, or as text at a path that
 * is theirs alone: a member of the same name elsewhere may be what a caller wrote. Yields where a host may want a turn.
 */
export function* jsonEvents(text: string, wanted: WantedEvents): Steps<OtherEvents> {
  const collector = collectEvents(text, wanted);
  const walk = new JsonWalk(text, STEP);
  const one = documentReader(text, walk, collector);
  yield* walk.values(() => (walk.peek() === OPEN_BRACKET ? walk.elements(one) : one()));
  if (walk.brokenAt !== undefined) {
    const message = 'This is not JSON: no rows and no events of other forms were read behind it.';
    collector.report({ code: 'not-json', message, start: walk.brokenAt, end: walk.brokenAt + 1 });
  }
  return collector.found;
}

/** Reads what stands at the top, or in an array there. */
function documentReader(text: string, walk: JsonWalk, collector: EventCollector): ValueReader {
  let isOfOthers = false;
  let isActivity = false;
  const ofOthers =
    (read: ValueReader): ValueReader =>
    () => {
      isOfOthers = true;
      return read();
    };
  const classReader: ValueReader = function* () {
    const value = walk.word();
    isActivity = value === API_ACTIVITY;
    if (value === '') {
      yield* walk.skip();
    }
  };
  const hit = ofOthers(hitReader(walk, collector));
  const readers: ReadonlyMap<string, ValueReader> = new Map([
    ['class_uid', classReader],
    ['_source', hit],
    ['hits', () => walk.object(only('hits', () => walk.elements(() => walk.object(only('_source', hit)))))],
    ['@message', ofOthers(() => insightsMessage(walk, collector))],
    ['QueryResultRows', ofOthers(() => walk.elements(() => lakeRow(walk, collector)))],
    ['ResultSet', ofOthers(() => athenaResult(text, walk, collector))],
  ]);
  return function* () {
    walk.peek();
    const start = walk.position;
    isOfOthers = false;
    isActivity = false;
    yield* walk.object((name) => readers.get(name));
    const document = { start, end: walk.position };
    if (isActivity) {
      collector.add(document, { kind: 'ocsf' }, 'ocsf');
    }
    if (isActivity || isOfOthers) {
      collector.addDocument(document);
    }
  };
}

function only(wanted: string, read: ValueReader): (name: string) => ValueReader | undefined {
  return (name) => (name === wanted ? read : undefined);
}

/**
 * The source of a hit: the event as it was, where that was kept, else what Elastic's integration made of it; a message,
 * where the integration had no part in it.
 */
function hitReader(walk: JsonWalk, collector: EventCollector): ValueReader {
  return function* () {
    walk.peek();
    const start = walk.position;
    const texts: Span[] = [];
    const messages: Span[] = [];
    let isOfCloudTrail = false;
    const original = walk.stringReader((text) => texts.push(text));
    const message = walk.stringReader((text) => messages.push(text));
    const cloudTrail: ValueReader = function* () {
      isOfCloudTrail = true;
      yield* walk.skip();
    };
    yield* walk.object((name) => {
      switch (name) {
        case 'event':
          return () => walk.object(only('original', original));
        case 'event.original':
          return original;
        case 'message':
          return message;
        case 'aws':
          return () => walk.object((member) => (/^cloudtrail(\.|$)/.test(member) ? cloudTrail : undefined));
        default:
          return name.startsWith('aws.cloudtrail') ? cloudTrail : undefined;
      }
    });
    const [first] = texts.length > 0 || isOfCloudTrail ? texts : messages;
    if (first !== undefined) {
      collector.addText({ ...first, container: 'elastic' });
    } else if (isOfCloudTrail) {
      collector.add({ start, end: walk.position }, { kind: 'elastic' }, 'elastic');
    }
  };
}

/** An event in a row of Insights: as it is, or as text. */
function* insightsMessage(walk: JsonWalk, collector: EventCollector): Steps<void> {
  const isObject = walk.peek() === OPEN_BRACE;
  const start = walk.position;
  const string = walk.string();
  if (string !== undefined) {
    collector.addText({ ...string, container: 'cloudwatch-logs' });
    return;
  }
  yield* walk.skip();
  if (isObject) {
    collector.addScanned({ start, end: walk.position }, 'insights');
  }
}
