import { decodeUtf8 } from '../encoding/decodeUtf8.ts';
import type { Span } from '../located.ts';
import { containerKind } from './container.ts';
import { csvHeader, hasTooManyColumns, LONGEST_HEADER } from './csvHeader.ts';
import { isOpening, LINE_FEED } from './jsonText.ts';
import {
  CsvCutter,
  FORM_SIZES,
  type FormSizes,
  FormWatch,
  JsonCutter,
  passOver,
  StreamChunks,
  streamSections,
} from './otherForms/index.ts';
import { TrailScanner } from './scan.ts';
import {
  type StreamedCall,
  type StreamOptions,
  type StreamProblem,
  type StreamSummary,
  streamAttestedCalls,
} from './stream.ts';

/** The code of what says that nothing was left out: such a file cannot tell of an attestation. */
export const TELLS_NOTHING = 'tells-nothing';

type Calls = AsyncGenerator<readonly StreamedCall[], StreamSummary>;

/**
 * The attested calls of a stream in any form that `openTrail` reads, in batches and in order, then what was read. Every
 * form goes through a window of a few MiB. CloudTrail's own is searched for keys; from the first document in another form
 * on, every value is looked at, and where the first line is a header of CSV, every row.
 *
 * A value or row that is longer than any event is passed over, and a problem says so, unless it is a list of some.
 */
export async function* streamTrail(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
  sizes: FormSizes = FORM_SIZES,
): Calls {
  const source = new StreamChunks(chunks, options);
  try {
    const first = await source.first(isEnoughToTell);
    const { text, outerOffset } = decodeUtf8(first, 0, Math.min(first.length, 3 * LONGEST_HEADER));
    const header = csvHeader(text);
    if (header === undefined) {
      const told = hasTooManyColumns(text) ? [{ ...TOO_MANY_COLUMNS, start: 0, end: LONGEST_HEADER }] : [];
      const summary = yield* jsonCalls(source, options, sizes);
      const isClean = summary.calls === 0 && summary.problems.length === 0 && summary.stopped === undefined;
      const isDigest = isClean && isDigestFile(text);
      return withStop(withProblems(summary, isDigest ? [IS_DIGEST_FILE] : told), source);
    }
    const start = outerOffset(header.next);
    if (header.canTell) {
      const rows = source.from(start);
      const cutter = new CsvCutter(header, start, sizes);
      return withStop(yield* streamSections(rows, cutter, options, { bytes: start, calls: 0 }), source);
    }
    return withStop(withProblems(await passOver(source.from(0), options), [HAS_NO_COLUMN]), source);
  } finally {
    await source.close();
  }
}

const TOO_MANY_COLUMNS = {
  code: 'broken-row',
  message: 'This header has more columns than are read: rows below it were not read.',
} as const;

const HAS_NO_COLUMN: StreamProblem = {
  code: TELLS_NOTHING,
  message: 'This CSV has no column that could tell of an attestation.',
  start: 0,
  end: 0,
};

const IS_DIGEST_FILE: StreamProblem = {
  code: TELLS_NOTHING,
  message: 'This is a digest file of CloudTrail: it lists log files and holds no events.',
  start: 0,
  end: 0,
};

/** Whether a stream that begins so is a digest file: told by its first member of a kind, not by what strings hold. */
function isDigestFile(beginning: string): boolean {
  if (!beginning.includes('"logFiles"')) {
    return false;
  }
  const scanner = new TrailScanner(beginning);
  while (scanner.advance(beginning.length)) {
    // It pauses in long strings.
  }
  const { containers, eventCount } = scanner.finish();
  return containerKind(containers, eventCount) === 'digest-file';
}

/** Whether a first line has ended, with a byte behind it, or is none of CSV. */
function isEnoughToTell(bytes: Uint8Array): boolean {
  const lineEnd = bytes.indexOf(LINE_FEED);
  const isEnded = lineEnd !== -1 && lineEnd + 1 < bytes.length;
  return isEnded || isOpening(bytes[0] ?? 0) || bytes.length > LONGEST_HEADER + MARK_LENGTH;
}

/** Bytes of a byte order mark. */
const MARK_LENGTH = 3;

/** CloudTrail's own form as far as nothing else is told, and everything from there on. */
async function* jsonCalls(source: StreamChunks, options: StreamOptions, sizes: FormSizes): Calls {
  const watch = new FormWatch(source.from(0), sizes.kept);
  const limits = { calls: options.limits?.calls ?? Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
  const onLogFile = (part: Span | undefined): void => watch.seen(part);
  const own = streamAttestedCalls(watch.own(), { ...options, limits, onLogFile });
  let calls = 0;
  let held: readonly StreamedCall[] = [];
  // Those of which it is told that they are in no document of another form.
  const release = (): readonly StreamedCall[] => {
    const { start = Number.POSITIVE_INFINITY, toldTo } = watch;
    const told = held.filter(({ end }) => end <= Math.min(start, toldTo));
    held = held.filter(({ end }) => end > toldTo && end <= start);
    calls += told.length;
    return told;
  };
  let step = await own.next();
  for (; step.done !== true; step = await own.next()) {
    held = [...held, ...step.value];
    const before = release();
    if (before.length > 0) {
      yield before;
    }
  }
  const last = release();
  if (last.length > 0) {
    yield last;
  }
  const { value: summary } = step;
  const { start, problem } = watch;
  const unclear = problem === undefined ? [] : [problem];
  if (start === undefined || summary.stopped !== undefined) {
    return withProblems(summary, unclear);
  }
  const others = streamSections(watch.others(), new JsonCutter(start, sizes), options, { bytes: start, calls });
  // What is open there is so because its end was not shown.
  const before = summary.problems.filter(({ code, end }) => end <= start && !(code === 'cut-off' && end === start));
  return withProblems(yield* others, [...unclear, ...before]);
}

const MOST_PROBLEMS = 100;

function withProblems(summary: StreamSummary, problems: readonly StreamProblem[]): StreamSummary {
  return { ...summary, problems: [...problems, ...summary.problems].slice(0, MOST_PROBLEMS) };
}

function withStop(summary: StreamSummary, { stopped }: StreamChunks): StreamSummary {
  return { ...summary, stopped: summary.stopped ?? stopped };
}
