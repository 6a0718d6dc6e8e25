import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeContainer,
  describeTrail,
  indexTrail,
  mayHoldCalls,
  openTrail,
  type Trail,
} from '../../../src/core/index.ts';
import {
  attestedEvent,
  deniedEvent,
  eventWithRecipient,
  kmsEvent,
  otherEvent,
  tpmRecipient,
} from '../../support/events.ts';
import { escapedForHtml, escapedThroughout, type JsonObject, writeJson } from '../../support/json.ts';
import { csvLine, mapText, otherContainerSamples } from '../../support/otherContainers.ts';
import { assertSound } from '../../support/ranges.ts';
import { assertSameCall, assertSays } from '../../support/sameCalls.ts';

const EVENTS = [
  attestedEvent({ eventID: 'first' }),
  otherEvent(),
  deniedEvent(),
  eventWithRecipient(tpmRecipient(), { eventID: 'second', eventName: 'GenerateDataKey' }),
];
const EXPECTED = openTrail(writeJson({ Records: EVENTS }));

/** Members of the recipient in columns of a query say less than the recipient. */
const OF_A_QUERY = 'members of the recipient in columns';

function assertSame(trail: Trail, { text, kind, name, carries }: ReturnType<typeof otherContainerSamples>[number]) {
  assert.equal(trail.container, kind);
  assert.deepEqual(trail.problems, []);
  assert.equal(trail.calls.length, EXPECTED.calls.length);
  for (let index = 0; index < EXPECTED.calls.length; index++) {
    const [call, expected] = [trail.calls.at(index), EXPECTED.calls.at(index)];
    assert.ok(call !== undefined && expected !== undefined);
    assert.deepEqual(call.problems, []);
    assertSameCall(call, expected, carries, !name.includes(OF_A_QUERY));
  }
  assertSound(text, trail);
}

describe('events in other containers', () => {
  for (const eol of ['\n', '\r\n']) {
    for (const sample of otherContainerSamples(EVENTS, eol)) {
      const lineEnd = eol === '\n' ? 'LF' : 'CRLF';
      test(`are the same calls in ${sample.name}, ${lineEnd}, with their places`, async () => {
        const { text } = sample;
        assert.ok(mayHoldCalls(text));
        assertSame(openTrail(text), sample);
        assertSame(describeTrail(text), sample);
        const signal = new AbortController().signal;
        const indexed = await indexTrail(text, { signal, yieldNow: async () => undefined, step: 100 });
        assert.ok(indexed);
        assertSame(indexed, sample);
      });
    }
  }

  for (const sample of otherContainerSamples(EVENTS)) {
    test(`are counted in ${sample.name}, and those that were denied are told`, () => {
      const trail = openTrail(sample.text);
      const ofQuery = sample.name.includes(OF_A_QUERY);
      assert.deepEqual([trail.eventCount, trail.kmsEventCount], ofQuery ? [4, 2] : [4, 3]);
      const hasAgent = !ofQuery && !sample.name.startsWith('rows of Lake');
      assert.equal(trail.unattested.length, hasAgent ? 1 : 0);
      const [denied, expected] = [trail.unattested.at(0), EXPECTED.unattested.at(0)];
      if (denied !== undefined && expected !== undefined) {
        assertSays(denied, expected, ['operation', 'userAgent', 'error.code']);
        assert.equal(trail.unattested.record(0)?.failed, true);
      }
    });
  }

  test('have containers with words of their own', () => {
    const kinds = new Set([...otherContainerSamples(EVENTS).map(({ kind }) => kind), 'lake', 'none'] as const);
    assert.equal(new Set([...kinds].map(describeContainer)).size, kinds.size);
  });

  test('are the same calls whatever the spelling of their strings', () => {
    for (const style of [
      { text: escapedForHtml },
      { text: escapedThroughout },
      { key: escapedThroughout, text: escapedThroughout, indent: '\t' },
    ]) {
      for (const sample of otherContainerSamples(EVENTS).filter(({ text }) => /^\s*[{[]/.test(text))) {
        const values =
          sample.text.startsWith('{"') && sample.text.includes('\n{') ? sample.text.trim().split('\n') : [sample.text];
        const text = values.map((value) => writeJson(JSON.parse(value), style)).join('\n');
        assertSame(openTrail(text), { ...sample, text });
      }
    }
  });

  test('are found beside calls that the text has as they are', () => {
    const [sample] = otherContainerSamples(EVENTS).filter(({ name }) => name === 'JSON Lines of OCSF');
    const text = `${writeJson(attestedEvent())}\n${sample?.text}`;
    assert.deepEqual([openTrail(text).container, openTrail(text).calls.length], ['json-lines', 3]);
    assertSound(text, openTrail(text));
  });

  test('stay where they are through edits elsewhere, and are read anew where a header changes', () => {
    const [sample] = otherContainerSamples(EVENTS);
    assert.ok(sample);
    const trail = openTrail(sample.text);
    assert.equal(trail.calls.at(0)?.operation?.value, 'Decrypt');
    const at = sample.text.indexOf('eventname');
    const after = `${sample.text.slice(0, at)}other${sample.text.slice(at + 'eventname'.length)}`;
    const edited = trail.edit([{ start: at, end: at + 'eventname'.length, length: 5 }], after);
    assert.deepEqual(
      [...edited.calls].map(({ operation }) => operation),
      [undefined, undefined],
    );
    assertSound(after, edited);
    assertSame(edited.edit([{ start: at, end: at + 5, length: 9 }], sample.text), sample);
  });
});

describe('columns', () => {
  const recipient = writeJson(attestedEvent().additionalEventData ?? null);
  const row = { name: 'Decrypt', data: recipient };

  test('are known by their usual names, in any case, with and without what stands before them', () => {
    const names = [
      ['eventName', 'additionalEventData'],
      ['EVENTNAME', 'ADDITIONALEVENTDATA'],
      ['event_name', 'additional_event_data'],
      ['"eventname"', '"additionaleventdata"'],
      [' eventName ', ' additionalEventData'],
    ];
    for (const [name, data] of names) {
      const { calls } = openTrail(`${name},${data}\n${csvLine([row.name, row.data])}\n`);
      assert.equal(calls.at(0)?.operation?.value, 'Decrypt', `${name}`);
    }
  });

  test('of a recipient, or its members, are read', () => {
    const { recipient: object } = attestedEvent().additionalEventData as {
      readonly recipient: { readonly [name: string]: string };
    };
    const id = object.attestationDocumentModuleId ?? '';
    const digest = object.attestationDocumentEnclaveImageDigest ?? '';
    const tables: readonly (readonly [readonly string[], readonly string[]])[] = [
      [
        ['eventname', 'recipient'],
        ['Decrypt', writeJson(object)],
      ],
      [
        ['eventname', 'recipient'],
        ['Decrypt', mapText(object)],
      ],
      [['additionaleventdata'], [writeJson({ recipient: object })]],
      [
        ['eventName', 'moduleId', 'imageDigest'],
        ['Decrypt', id, digest],
      ],
      [
        ['eventName', 'module_id', 'pcr0'],
        ['Decrypt', id, digest],
      ],
      [
        ['eventName', 'attestationDocumentModuleId', 'attestationDocumentEnclaveImageDigest'],
        ['Decrypt', id, digest],
      ],
      [
        ['eventName', 'additionalEventData.recipient.attestationDocumentModuleId', 'enclave_pcr0'],
        ['Decrypt', id, digest],
      ],
    ];
    for (const cells of tables) {
      const text = cells.map(csvLine).join('\n');
      const trail = openTrail(text);
      assert.equal(trail.calls.length, 1, text);
      assert.deepEqual(trail.calls.at(0)?.problems, []);
      assert.deepEqual(
        [trail.calls.at(0)?.recipient.moduleId?.value, trail.calls.at(0)?.recipient.pcrs[0]?.text],
        [id, digest],
      );
      assertSound(text, trail);
    }
  });

  test('of PCRs are those of the platform that the module id tells', () => {
    const tpm = tpmRecipient() as { readonly [name: string]: string };
    const cells = ['Decrypt', tpm.attestationDocumentModuleId ?? '', tpm.attestationDocumentNitroTPMPCR4 ?? ''];
    const { calls } = openTrail(`eventName,moduleId,pcr4\n${cells.join(',')}\n`);
    assert.deepEqual(
      [calls.at(0)?.recipient.platform, calls.at(0)?.recipient.pcrs.map(({ field }) => field)],
      ['nitro-tpm', ['attestationDocumentNitroTPMPCR4']],
    );
  });

  test('that a query selected out of the recipient are not a second one', () => {
    const header = 'eventname,additionaleventdata,recipient,moduleid';
    const { calls } = openTrail(
      `${header}\n${csvLine(['Decrypt', recipient, '{"attestationDocumentModuleId":"x"}', 'y'])}`,
    );
    assert.equal(calls.length, 1);
    assert.deepEqual(calls.at(0)?.problems, []);
  });

  test('have times as CloudTrail, Athena and Lake write them, in UTC', () => {
    const header = 'eventtime,eventname,additionaleventdata';
    for (const [time, value] of [
      ['2026-03-04T05:06:07Z', Date.UTC(2026, 2, 4, 5, 6, 7)],
      ['2026-03-04 05:06:07', Date.UTC(2026, 2, 4, 5, 6, 7)],
      ['2026-03-04 05:06:07.123', Date.UTC(2026, 2, 4, 5, 6, 7, 123)],
      ['2026-03-04 05:06:07.000 UTC', Date.UTC(2026, 2, 4, 5, 6, 7)],
      ['2026-02-30 05:06:07', undefined],
      ['2026-03-04 05:06:07 CET', undefined],
      ['yesterday', undefined],
    ] as const) {
      const [call] = openTrail(`${header}\n${csvLine([time, row.name, row.data])}\n`).calls;
      assert.equal(call?.eventTime?.value, value, time);
      assert.deepEqual(
        call?.problems.map(({ code }) => code),
        value === undefined ? ['not-a-time'] : [],
      );
    }
  });
});

describe('what can tell of no attestation', () => {
  test("is said in one sentence of the console's CSV, with and without a mark", () => {
    const text = `Event ID,Event time,User name,Event name,Event source,AWS region\n${csvLine(['1', 't', 'u', 'Decrypt', 'kms.amazonaws.com', 'r'])}\n`;
    for (const spelled of [text, `\ufeff${text}`, text.replaceAll('\n', '\r\n')]) {
      const trail = describeTrail(spelled);
      assert.equal(trail.container, 'csv-without-attestation');
      assert.deepEqual([trail.eventCount, trail.calls.length, trail.problems.length], [0, 0, 0]);
      // Where no call can be, opening costs no more than the search that tells it.
      assert.equal(openTrail(spelled).calls.length, 0);
    }
    assert.match(describeContainer('csv-without-attestation'), /no attestation$/);
  });

  test('is not said of other CSV', () => {
    for (const header of ['name,time,place', 'Event name,Date,Place', 'eventName;eventSource;eventTime', 'eventName']) {
      assert.equal(describeTrail(`${header}\na,b,c\n`).container, 'none', header);
    }
  });
});

describe('prose and separators around JSON', () => {
  const texts = [attestedEvent(), attestedEvent({ eventName: 'GenerateDataKey' })].map((event) => writeJson(event));
  const [first = '', second = ''] = texts;
  const shapes: readonly (readonly [string, string])[] = [
    ['TABs between', `${first}\t${second}\n`],
    ['nothing between', `${first}${second}`],
    ['times before', `2026-03-04T05:06:07.123Z ${first}\n2026-03-04T05:06:08.123Z ${second}\n`],
    ['names and times before', texts.map((text) => `Mar  4 05:06:07 host forwarder[12]: ${text}\n`).join('')],
    ['Markdown around', `# Two events\n\nIt's these:\n\n\`\`\`json\n${first}\n\`\`\`\n\n~~~\n${second}\n~~~\n`],
  ];
  for (const [name, text] of shapes) {
    test(`hide no events: ${name}`, () => {
      const trail = openTrail(text);
      assert.deepEqual(
        [...trail.calls].map(({ operation }) => operation?.value),
        ['Decrypt', 'GenerateDataKey'],
      );
      assert.deepEqual(trail.problems, []);
      assertSound(text, trail);
    });
  }

  test('hide no rows and no events of OCSF', () => {
    for (const { text, kind } of otherContainerSamples(EVENTS).filter(
      ({ kind }) => kind === 'ocsf' || kind === 'athena',
    )) {
      const fenced = `# Result\n\nIt's this:\n\n\`\`\`json\n${text}\n\`\`\`\nThat was {it}.\n`;
      const trail = openTrail(fenced);
      assert.deepEqual([trail.container, trail.calls.length], [kind, 2]);
      assertSound(fenced, trail);
    }
  });
});

test('a path that ends at the recipient leads to it', () => {
  const { recipient } = attestedEvent().additionalEventData as { readonly recipient: JsonObject };
  const held = {
    class_uid: 6003,
    'api.service.name': 'kms.amazonaws.com',
    'unmapped.additionalEventData.recipient': recipient,
  };
  const text = writeJson(held);
  assert.ok(mayHoldCalls(text));
  assert.equal(openTrail(text).calls.at(0)?.recipient.pcrs.length, 6);
  assertSound(text, openTrail(text));
});

test('an event of KMS without a recipient in rows is no call', () => {
  for (const sample of otherContainerSamples([
    kmsEvent({ userAgent: 'aws-cli/2.0', additionalEventData: { keyMaterialId: 'ab' } }),
  ])) {
    const trail = describeTrail(sample.text);
    assert.equal(trail.calls.length + trail.unattested.length, 0, sample.name);
  }
});
