import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { describeTrail, indexTrail, openTrail } from '../../../src/core/index.ts';
import { codesOf, onlyCall } from '../../support/calls.ts';
import { attestedEvent, kmsEvent, otherEvent } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { athenaResult, csvLine, mapText, otherContainerSamples } from '../../support/otherContainers.ts';
import { assertSound } from '../../support/ranges.ts';

const EVENT = attestedEvent();
const DATA = EVENT.additionalEventData as JsonObject;
const RECIPIENT = DATA.recipient as { readonly [name: string]: string };
const HEADER = 'eventsource,eventname,useragent,errormessage,requestparameters,additionaleventdata';
const KMS = 'kms.amazonaws.com';

/** A row below `HEADER`. */
function row(members: { readonly [column: string]: string } = {}): string {
  const cells: { readonly [column: string]: string } = {
    eventsource: KMS,
    eventname: 'Decrypt',
    additionaleventdata: writeJson(DATA),
    ...members,
  };
  return csvLine(HEADER.split(',').map((column) => cells[column] ?? ''));
}

function table(...rows: readonly string[]): string {
  return `${[HEADER, ...rows].join('\n')}\n`;
}

const PLAIN = { additionaleventdata: writeJson({ keyMaterialId: 'ab' }) };

/** What callers can write, where they get to write something. */
const LOOK_ALIKES: readonly string[] = [
  writeJson(EVENT),
  writeJson({ Records: [EVENT] }),
  writeJson(DATA),
  writeJson({ additionalEventData: DATA, eventSource: KMS }),
  mapText({ additionalEventData: DATA }),
  `","${KMS}","Decrypt","","","","${writeJson(DATA)}"`,
  `x"\n${row()}\n"`,
  `\n${HEADER}\n${row()}\n`,
  `\\"${writeJson(EVENT)}`,
  `\\" {"eventVersion":"1.11","eventSource":"${KMS}","additionalEventData":{"recipient":${writeJson(RECIPIENT)}}}`,
  writeJson({ class_uid: 6003, unmapped: { additionalEventData: DATA } }),
  writeJson({ QueryResultRows: [[{ eventJson: writeJson(EVENT) }]] }),
];

describe('what a caller wrote counts for nothing', () => {
  test('in columns of CSV, of known names and of others', () => {
    for (const lookAlike of LOOK_ALIKES) {
      for (const column of ['useragent', 'errormessage', 'requestparameters']) {
        const text = table(row({ ...PLAIN, [column]: lookAlike }), row({ ...PLAIN, eventname: 'Encrypt' }));
        const trail = describeTrail(text);
        assert.deepEqual([trail.calls.length, trail.unattested.length], [0, 0], text);
        assert.equal(trail.eventCount, 2);
        assert.equal(onlyCall(table(row({ [column]: lookAlike }))).recipient.pcrs.length, 6);
      }
      const other = `eventname,eventsource,eventtime,tags,additionaleventdata\n${csvLine(['Decrypt', KMS, 't', lookAlike, '{}'])}\n`;
      assert.equal(describeTrail(other).calls.length, 0, other);
      const none = `eventname,eventsource,eventtime,tags\n${csvLine(['Decrypt', KMS, 't', lookAlike])}\n`;
      assert.deepEqual(
        [describeTrail(none).container, describeTrail(none).calls.length],
        ['csv-without-attestation', 0],
      );
    }
  });

  test("in rows of Athena's API and of Lake", () => {
    const columns = ['eventsource', 'eventname', 'useragent', 'tags'];
    for (const lookAlike of LOOK_ALIKES) {
      const rows = [columns, [KMS, 'Encrypt', lookAlike, lookAlike]];
      const cells = rows[1]?.map((value, index) => ({ [columns[index] ?? '']: value })) ?? [];
      for (const held of [athenaResult(rows, columns), { QueryResultRows: [cells] }]) {
        const trail = describeTrail(writeJson(held));
        assert.deepEqual([trail.calls.length, trail.unattested.length, trail.eventCount], [0, 0, 1], lookAlike);
      }
    }
  });

  test('in requests that Elasticsearch and OCSF hold as they were, of every name that containers have', () => {
    const event: Json = EVENT;
    const text = writeJson(EVENT);
    const request: Json = {
      message: text,
      Message: text,
      body: text,
      event: { original: text },
      'event.original': text,
      _source: { event: { original: text } },
      '@message': event,
      hits: { hits: [{ _source: { event: { original: text } } }] },
      Records: [event],
      detail: event,
      recipient: RECIPIENT,
      additionalEventData: DATA,
      'unmapped.additionalEventData.recipient': RECIPIENT,
      class_uid: 6003,
    };
    const plain = kmsEvent({
      requestParameters: request,
      additionalEventData: { keyMaterialId: 'ab' },
      userAgent: 'a',
    });
    const samples = otherContainerSamples([plain]).filter(({ kind }) => kind === 'ocsf' || kind === 'elastic');
    assert.ok(samples.length > 4);
    for (const sample of samples) {
      // Of a file that is cut off, brackets are missing as well.
      for (const text of [sample.text, sample.text.trimEnd().slice(0, -1)]) {
        const trail = describeTrail(text);
        assert.deepEqual([trail.calls.length, trail.unattested.length], [0, 0], `${sample.name}: ${text}`);
      }
    }
  });

  test('in what Java prints, where nothing is escaped: what could be read in two ways is not read', () => {
    const other = `recipient=${mapText({ ...RECIPIENT, attestationDocumentEnclaveImageDigest: 'x' })}`;
    const real = `recipient=${mapText(RECIPIENT)}`;
    const texts = [
      `{${other}, ${real}}`,
      `{a=b, ${other}, ${real}}`,
      `{a=x}, ${other}, c={d=e, ${real}}`,
      `{a={, ${real}}`,
      `{a=b}${real}}`,
      `{a=b], ${real}}`,
      `{${real}, }`,
      `{${real}, b}`,
      `{${real}`,
      `{${real}}}`,
      `${real}`,
      `{recipient={"attestationDocumentModuleId":"x",}, ${real}}`,
    ];
    for (const text of texts) {
      for (const eventSource of [{ eventSource: KMS }, {}]) {
        const cells = { eventName: 'Decrypt', ...eventSource, additionalEventData: text };
        const lake = writeJson({
          QueryResultRows: [Object.entries(cells).map(([name, value]) => ({ [name]: value }))],
        });
        const trail = openTrail(lake);
        assert.equal(trail.calls.length, 0, text);
        const told = [...trail.problems, ...[...trail.unattested].flatMap(({ problems }) => problems)];
        assert.ok(told.length > 0, `told of ${text}`);
        assertSound(lake, trail);
      }
    }
  });

  test('in parameters of a request as Java prints them, which could name another key', () => {
    const cells = {
      eventName: 'Decrypt',
      requestParameters: '{a=b, keyId=another}',
      additionalEventData: writeJson(DATA),
    };
    const held = { QueryResultRows: [Object.entries(cells).map(([name, value]) => ({ [name]: value }))] };
    assert.equal(onlyCall(writeJson(held)).key, undefined);
  });

  test('in names of columns: a first row of values is no header', () => {
    const values = ['Decrypt', KMS, '2026-03-04T05:06:07Z', 'additionaleventdata'];
    const rows = [values, ['Decrypt', KMS, '2026-03-04T05:06:08Z', writeJson(DATA)]];
    assert.equal(describeTrail(rows.map(csvLine).join('\n')).calls.length, 0);
    const result = {
      ResultSet: { Rows: rows.map((cells) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) })) },
    };
    assert.equal(describeTrail(writeJson(result)).calls.length, 0);
  });
});

describe('rows that are not as they should be', () => {
  test('with too few or too many cells are told and not read', () => {
    for (const cut of [
      `"${KMS}","Decrypt"`,
      `${row()},"more"`,
      `${row({ useragent: 'a,b' }).replace('"a,b"', 'a,b')}`,
    ]) {
      const trail = openTrail(table(row(), cut, row()));
      assert.equal(trail.calls.length, 2, cut);
      assert.deepEqual(
        trail.problems.map(({ code }) => code),
        ['broken-row'],
      );
      assertSound(table(row(), cut, row()), trail);
    }
    const wide = athenaResult([['eventname', 'additionaleventdata'], ['Decrypt'], ['Decrypt', writeJson(DATA)]], []);
    assert.deepEqual(
      [openTrail(writeJson(wide)).calls.length, openTrail(writeJson(wide)).problems.map(({ code }) => code)],
      [1, ['broken-row']],
    );
  });

  test('with wrong quotes end the reading, as what follows may be what a caller wrote', () => {
    for (const broken of [`"a"b,${row()}`, `a"b",${row()}`, row().replace('"', ''), row().slice(1)]) {
      const text = table(row(), broken, row());
      const trail = openTrail(text);
      assert.equal(trail.calls.length, 1, broken);
      assert.deepEqual(
        trail.problems.map(({ code }) => code),
        ['broken-row'],
      );
      assertSound(text, trail);
    }
  });

  test('that are cut off are told, and what stands before them is read', () => {
    const whole = table(row(), row());
    const first = table(row()).length;
    for (let end = first + 1; end < whole.length - 2; end++) {
      const text = whole.slice(0, end);
      const trail = openTrail(text);
      assert.ok(trail.calls.length > 0, `${end}`);
      // In the middle of a doubled quote the cell looks whole, and what is in it does not, unless nothing is.
      const problems = [...trail.calls, ...trail.unattested].flatMap((call) => call.problems);
      assert.ok(trail.problems.length + problems.length > 0 || /,("")?$/.test(text), `${end}`);
      assert.equal(trail.calls.at(0)?.problems.length, 0);
      assertSound(text, trail);
    }
  });

  test('below a header that comes again, or between blank lines, are read', () => {
    for (const eol of ['\n', '\r\n']) {
      const text = [HEADER, row(), HEADER, row(), '', row(), '', ''].join(eol);
      const trail = openTrail(text);
      assert.deepEqual([trail.calls.length, trail.eventCount, trail.problems.length], [3, 3, 0]);
      assertSound(text, trail);
    }
  });

  test('with two columns for one object have no measurement that counts', () => {
    const text = `eventname,additionaleventdata,additionalEventData\n${csvLine(['Decrypt', writeJson(DATA), writeJson(DATA)])}\n`;
    const call = onlyCall(text);
    assert.ok(call.recipient.pcrs.every(({ digest }) => digest === undefined));
    assert.ok(codesOf(call).includes('repeated-member'));
    const twice = `eventname,moduleid,imagedigest,pcr0\n${csvLine(['Decrypt', RECIPIENT.attestationDocumentModuleId ?? '', 'x', 'y'])}`;
    assert.ok(onlyCall(twice).recipient.pcrs.every(({ digest }) => digest === undefined));
  });

  test('with cells beyond what an event can have are told, and the others read', () => {
    const huge = 'x'.repeat(5 * 1024 * 1024);
    for (const members of [{ useragent: huge }, { additionaleventdata: `{"a":"${huge}"}` }]) {
      const trail = openTrail(table(row(), row(members), row()));
      assert.equal(trail.calls.length, 2);
      assert.deepEqual(
        trail.problems.map(({ code }) => code),
        ['too-long'],
      );
    }
    const events = [
      'eventjson,a',
      csvLine([writeJson(EVENT), '']),
      csvLine([`{"a":"${huge}"}`, '']),
      csvLine([writeJson(EVENT), '']),
    ];
    assert.equal(openTrail(events.join('\n')).calls.length, 2);
  });

  test('separated by semicolons or TABs are no CSV', () => {
    for (const separator of [';', '\t']) {
      const text = table(row()).replaceAll(/,(?=event|user|error|request|additional|"(?!"))/g, separator);
      assert.deepEqual([describeTrail(text).container, describeTrail(text).calls.length], ['none', 0]);
    }
  });

  test('in broken JSON are read up to the place, which is told', () => {
    const rows = [1, 2, 3].map(() => [{ eventName: 'Decrypt' }, { additionalEventData: writeJson(DATA) }]);
    const text = writeJson({ QueryResultRows: rows }, { indent: ' ' });
    const second = text.indexOf('"eventName"', text.indexOf('"eventName"') + 1);
    for (const broken of ['?', 'eventName"', '"eventName']) {
      const spoiled = `${text.slice(0, second)}${broken}${text.slice(second + '"eventName"'.length)}`;
      const trail = openTrail(spoiled);
      assert.equal(trail.calls.length, 1, broken);
      assert.ok(trail.problems.length > 0);
      assertSound(spoiled, trail);
    }
    const columns = ['eventname', 'useragent', 'additionaleventdata'];
    const one = ['Decrypt', 'an agent', writeJson(DATA)];
    const athena = writeJson(athenaResult([columns, one, one, one], columns));
    const agent = athena.indexOf('an agent', athena.indexOf('an agent') + 1);
    const split = `${athena.slice(0, agent)}a\n${athena.slice(agent + 2)}\n`;
    assert.equal(openTrail(split).calls.length, 1);
    assert.ok(openTrail(split).problems.length > 0);
    const cut = text.slice(0, text.lastIndexOf('"eventName"'));
    assert.equal(openTrail(cut).calls.length, 2);
    assert.deepEqual(
      openTrail(cut).problems.map(({ code }) => code),
      ['cut-off'],
    );
  });

  test('of NULL and of other services are no calls', () => {
    for (const empty of ['', 'null', ' ']) {
      assert.equal(describeTrail(table(row({ additionaleventdata: empty }))).calls.length, 0);
    }
    assert.equal(describeTrail(table(row({ eventsource: 's3.amazonaws.com' }))).calls.length, 0);
    assert.equal(describeTrail(table(row({ eventsource: '' }))).calls.length, 1);
  });
});

/** Steps that cost the whole text each take hours; steps that cost themselves take a second. */
const LINEAR = { timeout: 60_000 };
const MEGABYTE = 1024 * 1024;

describe('megabytes', () => {
  const units = [
    '"',
    '""',
    '"""',
    ',',
    '","',
    '\n',
    '"\n',
    '"a"\n',
    '"a""\n',
    ',,,\n',
    'a,',
    '\r',
    '\\"',
    '{',
    '[{',
    '{a=',
    '{a=[',
    '{"a":',
  ];
  const beginnings: readonly (readonly [string, string])[] = [
    ['CSV', `${HEADER}\n`],
    ['a cell of CSV', `${HEADER}\n"${KMS}","Decrypt","","","","`],
    ['hits', '{"hits":{"hits":['],
    ['a hit', '{"_source":{"event":'],
    ['rows of Lake', '{"QueryResultRows":[['],
    ['a cell of Lake', '{"QueryResultRows":[[{"additionalEventData":"'],
    ['rows of Athena', '{"ResultSet":{"Rows":['],
    ['a row of Athena', '{"ResultSet":{"Rows":[{"Data":['],
    ['OCSF', '{"class_uid":6003,"unmapped":'],
    ['flat OCSF', '{"class_uid":6003,"unmapped.additionalEventData.recipient":'],
  ];
  for (const [name, beginning] of beginnings) {
    test(`of anything are passed over in ${name}`, LINEAR, () => {
      for (const unit of units) {
        for (const end of ['', '"', '"}]]}']) {
          const trail = describeTrail(`${beginning}${unit.repeat(MEGABYTE / 4 / unit.length)}${end}`);
          assert.ok(trail.problems.length <= 100);
          assert.equal(trail.calls.length, 0);
        }
      }
    });
  }

  test('of members, cells and columns cost what they are', LINEAR, () => {
    const many = (count: number, one: (index: number) => string): string =>
      Array.from({ length: count }, (_, index) => one(index)).join(',');
    const id = RECIPIENT.attestationDocumentModuleId ?? '';
    const texts = [
      `{"QueryResultRows":[[${many(200_000, () => '{"pcr1":"x"}')}]]}`,
      `{"QueryResultRows":[[${many(1500, () => `{"resources":"[${many(50, () => '{arn=a}').replaceAll(',', ', ')}]"}`)}]]}`,
      `{"class_uid":6003,${many(50_000, (index) => `"unmapped.additionalEventData.recipient.x${index}":"y"`)}}`,
      `eventname,${many(1900, () => 'pcr1')}\n${many(200, () => `d,${many(1900, () => 'x')}\n`).replaceAll('\n,', '\n')}`,
      `eventname,moduleid\n${many(20_000, () => `Decrypt,${id}\n`).replaceAll('\n,', '\n')}`,
    ];
    for (const text of texts) {
      const trail = describeTrail(text);
      for (let index = 0; index < Math.min(trail.calls.length, 10); index++) {
        assert.ok((trail.calls.at(index)?.problems.length ?? 0) < 4000);
      }
    }
    assert.equal(describeTrail(texts[4] ?? '').calls.length, 20_000);
  });

  test('are read in turns with the host', async () => {
    const rows = Array.from({ length: 1500 }, () => row());
    const [lake] = otherContainerSamples(Array.from({ length: 600 }, () => EVENT)).filter(
      ({ kind }) => kind === 'lake-columns',
    );
    for (const text of [table(...rows), lake?.text ?? '']) {
      let turns = 0;
      const yieldNow = async (): Promise<void> => {
        turns++;
      };
      const trail = await indexTrail(text, { signal: new AbortController().signal, yieldNow, step: text.length });
      assert.ok((trail?.calls.length ?? 0) >= 600);
      assert.ok(turns >= Math.floor(text.length / (512 * 1024)), `${turns} turns for ${text.length} units`);
      const host = new AbortController();
      const abort = async (): Promise<void> => host.abort();
      assert.equal(await indexTrail(text, { signal: host.signal, yieldNow: abort, step: text.length }), undefined);
    }
  });
});

test('whatever is cut off, put in or changed, ranges stay true and nothing throws', () => {
  const samples = otherContainerSamples([EVENT, otherEvent(), attestedEvent({ eventName: 'GenerateRandom' })]);
  const pieces = [
    '"',
    '""',
    ',',
    '\n',
    '{',
    '}',
    '[',
    ']',
    '=',
    ', ',
    '\\',
    'null',
    ':',
    '\\u0041',
    'recipient',
    '\ufeff',
    ' ',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.nat({ max: 5 })), { maxLength: 3 }),
      fc.option(fc.nat()),
      (sample, changes, cut) => {
        let { text } = sample;
        for (const [at, piece, removed] of changes) {
          const place = at % (text.length + 1);
          text = `${text.slice(0, place)}${piece}${text.slice(place + removed)}`;
        }
        text = cut === null ? text : text.slice(0, cut % (text.length + 1));
        assertSound(text, describeTrail(text));
        assertSound(text, openTrail(text));
      },
    ),
    { numRuns: 1500 },
  );
});
