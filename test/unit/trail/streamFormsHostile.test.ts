import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTrail } from '../../../src/core/index.ts';
import type { FormSizes } from '../../../src/core/trail/otherForms/index.ts';
import { attestedEvent, otherEvent } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { athenaResult, csvLine, otherContainerSamples } from '../../support/otherContainers.ts';
import { inChunks, type Streamed, streamedTrail } from '../../support/streams.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const SIZES: FormSizes = { longest: 8000, section: 3000, kept: 8000 };
const CALL = writeJson(attestedEvent());

async function read(text: string, sizes = SIZES): Promise<Omit<Streamed, 'batches'>> {
  return await streamedTrail(inChunks(encoder.encode(text), 1000), {}, sizes);
}

function codes({ summary }: Omit<Streamed, 'batches'>): readonly string[] {
  return summary.problems.map(({ code }) => code);
}

function sample(name: string, events: readonly JsonObject[]): string {
  return otherContainerSamples(events).find((one) => one.name === name)?.text ?? '';
}

function table(...rows: readonly string[]): string {
  return [csvLine(['eventTime', 'eventJson']), ...rows].map((row) => `${row}\r\n`).join('');
}

/** Broken, and without anything that a call has. */
const EMPTY = '{"class_uid" 6003}';
const ROW = csvLine(['t', CALL]);

describe('rows of CSV in a stream', () => {
  test('that are too long are passed over, wherever they end, and told', async () => {
    for (const cell of ['"', 'x', `${CALL},`].map((text) => text.repeat(40_000 / text.length))) {
      const text = table(ROW, csvLine(['t', cell]), ROW, csvLine([cell, CALL]), ROW);
      const found = await read(text);
      assert.equal(found.calls.length, 3);
      assert.deepEqual(codes(found), ['too-long', 'too-long']);
      const [{ start, end } = { start: 0, end: 0 }] = found.summary.problems;
      assert.equal(decoder.decode(encoder.encode(text).subarray(start, end)), `${csvLine(['t', cell])}\r\n`);
    }
  });

  test('with too many cells, or too few, are passed over and told', async () => {
    const found = await read(table(ROW, ',x'.repeat(3000), ROW, 'x', csvLine(['t', CALL, CALL]), ROW));
    assert.equal(found.calls.length, 3);
    assert.deepEqual(codes(found), ['broken-row', 'broken-row', 'broken-row']);
    const million = await read(table(ROW, ','.repeat(1_000_000), ROW));
    assert.deepEqual([million.calls.length, codes(million)], [2, ['too-long']]);
  });

  test('with wrong quotes end the reading, as what follows may be what a caller wrote', async () => {
    for (const broken of ['"a"b,x', 'a"b', ROW.slice(1), `"${CALL}","x"`]) {
      const text = table(ROW, ROW, broken, ROW);
      const found = await read(text);
      assert.equal(found.calls.length, openTrail(text).calls.length);
      assert.equal(found.calls.length, 2);
      assert.deepEqual(codes(found), ['broken-row']);
      assert.equal(found.summary.stopped?.code, 'unreadable');
      const before = text.slice(0, openTrail(text).problems[0]?.start);
      assert.equal(found.summary.problems[0]?.start, encoder.encode(before).length);
    }
  });

  test('that never end are told, whatever follows', async () => {
    const found = await read(table(ROW, `"t","${'x'.repeat(50_000)}`, ROW.replaceAll('"', '""').repeat(100)));
    assert.deepEqual([found.calls.length, codes(found), found.summary.stopped?.code], [1, ['cut-off'], 'unreadable']);
  });

  test('below more columns than are read are told', async () => {
    const columns = ['eventJson', ...Array.from({ length: 3000 }, (_, index) => `column${index}`)];
    for (const header of [columns, columns.map((name, index) => name.padEnd(index === 0 ? 0 : 90, 'x'))]) {
      const found = await read(`${csvLine(header)}\n${csvLine([CALL, ...header.slice(1)])}\n`);
      assert.deepEqual([found.calls.length, codes(found).includes('broken-row')], [0, true]);
    }
  });

  test('that can tell of no attestation are told', async () => {
    const text = `${csvLine(['eventName', 'eventSource', 'eventTime'])}\n${csvLine(['a', 'b', CALL])}\n`.repeat(3);
    const found = await read(text);
    assert.deepEqual(
      [found.calls.length, codes(found), found.summary.bytes],
      [0, ['tells-nothing'], encoder.encode(text).length],
    );
  });

  test('with bytes that are no UTF-8 are read, and told', async () => {
    const bytes = encoder.encode(table(ROW, csvLine(['?', CALL])));
    bytes[bytes.lastIndexOf(0x3f)] = 0xff;
    const { calls, summary } = await streamedTrail(inChunks(bytes, 100), {}, SIZES);
    assert.deepEqual([calls.length, summary.problems.map(({ code }) => code)], [2, ['not-utf-8']]);
  });
});

describe('rows of Athena’s API in a stream', () => {
  const names = ['eventtime', 'eventjson'];
  const rows = Array.from({ length: 20 }, (_, index) => [`2026-01-01T00:00:${index}Z`, CALL]);

  test('are read by the columns that are told behind them, up to a size', async () => {
    const text = writeJson(athenaResult(rows, names));
    for (const [longest, expected] of [
      [text.length / 7, 20],
      [text.length / 9, 0],
    ] as const) {
      const found = await read(text, { ...SIZES, longest });
      assert.equal(found.calls.length, expected);
      assert.deepEqual(codes(found), expected === 0 ? ['columns-unknown'] : []);
    }
  });

  test('that tell other columns behind them than their first row are told', async () => {
    const found = await read(writeJson(athenaResult([names, ...rows], ['eventtime', 'note'])));
    assert.deepEqual([found.calls.length, codes(found)], [20, ['columns-differ']]);
  });

  test('are told by columns with names that are no words', async () => {
    const told = ['count(*)', ...names];
    const text = writeJson(athenaResult([told, ...rows.map((row) => ['1', ...row])], told));
    assert.equal(openTrail(text).calls.length, 20);
    const found = await read(text, { ...SIZES, longest: text.length / 7 });
    assert.deepEqual([found.calls.length, codes(found)], [20, []]);
  });
});

describe('JSON in other forms in a stream', () => {
  test('goes on behind a line that was cut off, or is none of JSON', async () => {
    const lines = sample('JSON Lines of OCSF', [attestedEvent(), otherEvent(), attestedEvent()]).trim().split('\n');
    for (const broken of [
      lines[0]?.slice(0, -9),
      lines[0]?.slice(0, 500),
      '{"class_uid" 6003}',
      '{"class_uid":6003,!',
    ]) {
      const found = await read(`${lines.join('\n')}\n${broken}\n${lines.join('\n')}`);
      assert.ok(found.calls.length >= 4, `${broken}`);
      assert.equal(found.summary.problems.length > 0, broken !== EMPTY, `${broken}`);
    }
  });

  test('is found in a log whose lines begin with brackets', async () => {
    const lines = sample('JSON Lines of OCSF', [attestedEvent(), otherEvent()]);
    const found = await read(`[INFO] starting\n[2026-01-01 12:00:00] x\n${CALL}\n${lines}[WARN] y\n${lines}`);
    assert.equal(found.calls.length, 3);
  });

  test('that is too long to be an event is passed over, and told', async () => {
    const [line = ''] = sample('JSON Lines of OCSF', [attestedEvent()]).split('\n');
    for (const long of [
      { class_uid: 6003, note: 'x'.repeat(50_000) },
      { class_uid: 6003, note: Object.fromEntries(Array.from({ length: 9000 }, (_, name) => [name, {}])) },
    ]) {
      const found = await read([line, writeJson(long), line].join('\n'));
      assert.deepEqual([found.calls.length, codes(found)], [2, ['too-long']]);
      assert.equal(found.summary.problems[0]?.start, encoder.encode(line).length + 1);
    }
  });

  test('nests as deep as it likes', async () => {
    const [line = ''] = sample('JSON Lines of OCSF', [attestedEvent()]).split('\n');
    const deep = `{"class_uid":6003,"x":${'['.repeat(300_000)}1`;
    const found = await read([line, deep, line].join('\n'));
    assert.equal(found.calls.length, 2);
    assert.ok(found.summary.problems.length > 0);
  });

  test('that begins where nothing tells what it is in is told', async () => {
    const own = writeJson(Array.from({ length: 40 }, () => otherEvent())).slice(1, -1);
    const [line = ''] = sample('JSON Lines of OCSF', [attestedEvent()]).split('\n');
    const inRecords = await read(`{"x":[${own},${line}]}`);
    assert.deepEqual([inRecords.calls.length, codes(inRecords)], [0, ['form-unclear']]);
    const inList = await read(`[${own},${line}]`);
    assert.deepEqual([inList.calls.length, codes(inList)], [1, []]);
  });

  test('counts as one thing, whatever callers have written in it', async () => {
    const forged = attestedEvent({ eventID: 'forged' });
    const parameters: Json = { list: [forged, forged], QueryResultRows: [[{ eventJson: CALL }]], _source: forged };
    const events = Array.from({ length: 30 }, () => ({ ...otherEvent(), requestParameters: parameters }));
    for (const { name, text } of otherContainerSamples(events)) {
      assert.deepEqual((await read(text)).calls, [], name);
    }
  });

  test('has no values that are members of none, behind a bracket too many: callers may have written them', async () => {
    const [line = ''] = sample('JSON Lines of OCSF', [attestedEvent()]).split('\n');
    const member = `"requestParameters" : ${CALL}`;
    for (const [text, longest] of [
      [`${line}\n{"class_uid":6003},\n${member},\n"x":1}\n${line}`, SIZES.longest],
      [`[${line},{"class_uid":6003},${member},"userAgent":${writeJson(CALL)},${line}]`, line.length + 100],
    ] as const) {
      const found = await read(text, { ...SIZES, longest });
      const starts = [text.indexOf(line), text.lastIndexOf(line)];
      assert.deepEqual(
        found.calls.map(({ start }) => start),
        starts.map((at) => encoder.encode(text.slice(0, at)).length),
      );
      assert.ok(codes(found).includes('not-json'));
    }
  });

  test('gives its calls while it is read', async () => {
    const [line = ''] = sample('JSON Lines of OCSF', [attestedEvent()]).split('\n');
    let handed = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; ; handed++) {
        yield encoder.encode(`${line}\n`.repeat(50));
      }
    }
    const { calls, summary } = await streamedTrail(endless(), { limits: { calls: 300, bytes: 1e9 } }, SIZES);
    assert.deepEqual([calls.length, summary.calls, summary.stopped?.code], [300, 300, 'too-many-calls']);
    assert.equal(summary.stopped?.at, 300 * (encoder.encode(line).length + 1));
    assert.ok(handed < 20, `${handed}`);
  });

  test('is read as far as it may be', async () => {
    const lines = sample(
      'JSON Lines of OCSF',
      Array.from({ length: 30 }, () => attestedEvent()),
    );
    const [line = ''] = lines.split('\n');
    const bytes = encoder.encode(line).length * 7 + 20;
    const stream = inChunks(encoder.encode(lines), 1000);
    const { calls, summary } = await streamedTrail(stream, { limits: { calls: 1e9, bytes } }, SIZES);
    assert.deepEqual([calls.length, summary.bytes, summary.stopped?.code], [7, bytes, 'too-many-bytes']);
  });
});

test('members of other forms by the thousand, which callers have chosen, cost no more than their length', async () => {
  const list = Array.from({ length: 20_000 }, () => ({ class_uid: 6003 }));
  const text = `${writeJson({ ...otherEvent(), requestParameters: { list } })}\n${CALL}`;
  const start = Date.now();
  const { calls, summary } = await streamedTrail(inChunks(encoder.encode(text), 1_000_000));
  assert.deepEqual([calls.length, summary.stopped], [1, undefined]);
  assert.ok(Date.now() - start < 5000);
});
