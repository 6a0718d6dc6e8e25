import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type MeasurementsFile, readMeasurementsFile } from '../../../src/core/index.ts';
import { IMAGE, measured, ZERO } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { TRUSTED } from '../../support/references.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const PCR8 = IMAGE.pcr8.toString('base64');
const ZEROS = ZERO.toString('hex');
const GOOD: JsonObject = { name: 'good', pcrs: { PCR0 } };

function read(text: string): MeasurementsFile {
  return readMeasurementsFile(text, TRUSTED);
}

function readEntries(entries: readonly Json[]): MeasurementsFile {
  return read(writeJson({ measurements: entries }, { indent: '  ' }));
}

function namesOf({ entries }: MeasurementsFile): readonly string[] {
  return entries.map(({ name }) => name);
}

function codesOf({ problems }: MeasurementsFile): readonly string[] {
  return problems.map(({ code }) => code);
}

test('an entry has a name, what it fixes, and where it stands', () => {
  const entry = { name: 'payments', version: '1.4.2', description: 'signed', pcrs: { PCR0, pcr8: PCR8 } };
  const text = writeJson({ $schema: 'x', measurements: [GOOD, entry] }, { indent: '  ', eol: '\r\n' });
  const { entries, problems } = read(text);
  assert.deepEqual(problems, []);
  const found = entries[1];
  assert.ok(found !== undefined);
  const { name, version, description, platform, source, pcrs, place } = found;
  assert.deepEqual(
    { name, version, description, platform, source },
    { name: 'payments', version: '1.4.2', description: 'signed', platform: 'enclave', source: TRUSTED },
  );
  assert.deepEqual(
    [...pcrs].map(([index, { hex }]) => [index, hex]),
    [
      [0, PCR0],
      [8, IMAGE.pcr8.toString('hex')],
    ],
  );
  assert.deepEqual(JSON.parse(text.slice(place.start, place.end)), entry);
  assert.equal(entries[0]?.version, undefined);
  assert.equal(entries[0]?.description, undefined);
});

test('comments, commas at the end, a mark and NitroTPM entries are accepted', () => {
  const text = `\ufeff// known images
    {"measurements": [
      {"name": "a", /* it */ "pcrs": {"PCR0": "${PCR0}",},},
      {"name": "b", "platform": "nitro-tpm", "pcrs": {"PCR4": "${PCR0}", "PCR12": "${ZEROS}"}},
      {"name": "c", "platform": "enclave", "pcrs": {"PCR0": "sha384:${PCR0.toUpperCase()}", "PCR31": "${PCR8}"}},
    ],}`;
  const file = read(text);
  assert.deepEqual(file.problems, []);
  assert.deepEqual(namesOf(file), ['a', 'b', 'c']);
  assert.deepEqual(
    file.entries.map(({ platform }) => platform),
    ['enclave', 'nitro-tpm', 'enclave'],
  );
  const place = file.entries[0]?.place;
  assert.equal(text.slice(place?.start, place?.end).slice(0, 12), '{"name": "a"');
});

/** Entries that do not count, and a word of the reason. */
const BAD: readonly (readonly [string, Json, string, RegExp])[] = [
  ['is no object', 'payments', 'Entry 2', /not an object/],
  ['is null', null, 'Entry 2', /not an object/],
  ['is a list', [GOOD], 'Entry 2', /not an object/],
  ['has no name', { pcrs: { PCR0 } }, 'Entry 2', /no name/],
  ['has a number for a name', { name: 17, pcrs: { PCR0 } }, 'Entry 2', /no name/],
  ['has a blank name', { name: ' \t', pcrs: { PCR0 } }, 'Entry " \t"', /no name/],
  ['has a name that is too long', { name: 'n'.repeat(101), pcrs: { PCR0 } }, `Entry "${'n'.repeat(100)}"`, /100/],
  ['has another platform', { name: 'x', platform: 'sgx', pcrs: { PCR0 } }, 'Entry "x"', /platform/],
  ['has null for a platform', { name: 'x', platform: null, pcrs: { PCR0 } }, 'Entry "x"', /platform/],
  ['has no PCRs', { name: 'x' }, 'Entry "x"', /pcrs/],
  ['has a list of PCRs', { name: 'x', pcrs: [PCR0] }, 'Entry "x"', /pcrs/],
  ['fixes a PCR beside its PCRs', { name: 'x', pcrs: { PCR0 }, PCR8 }, 'Entry "x"', /PCR8.*outside/],
  ['fixes nothing', { name: 'x', pcrs: {} }, 'Entry "x"', /PCR0/],
  ['does not fix PCR0', { name: 'x', pcrs: { PCR1: PCR0, PCR8 } }, 'Entry "x"', /PCR0/],
  ['has a zero PCR0', { name: 'x', pcrs: { PCR0: ZEROS } }, 'Entry "x"', /zero/],
  ['has a zero PCR0 in base64', { name: 'x', pcrs: { PCR0: 'A'.repeat(64), PCR8 } }, 'Entry "x"', /zero/],
  ['has a PCR that is no digest', { name: 'x', pcrs: { PCR0, PCR1: 'abc' } }, 'Entry "x"', /PCR1/],
  ['has a SHA-256', { name: 'x', pcrs: { PCR0: 'ab12'.repeat(16) } }, 'Entry "x"', /PCR0.*32 bytes/],
  ['has an empty PCR', { name: 'x', pcrs: { PCR0, PCR2: '' } }, 'Entry "x"', /PCR2.*empty/],
  ['has a PCR that is null', { name: 'x', pcrs: { PCR0, PCR2: null } }, 'Entry "x"', /PCR2/],
  ['has a PCR that is an object', { name: 'x', pcrs: { PCR0: { hex: PCR0 } } }, 'Entry "x"', /PCR0/],
  ['names PCR32', { name: 'x', pcrs: { PCR0, PCR32: PCR8 } }, 'Entry "x"', /PCR32/],
  ['names PCR00', { name: 'x', pcrs: { PCR0, PCR00: PCR8 } }, 'Entry "x"', /PCR00/],
  ['names ImageSha384', { name: 'x', pcrs: { PCR0, ImageSha384: PCR0 } }, 'Entry "x"', /ImageSha384/],
  ['names PCR8 in two ways', { name: 'x', pcrs: { PCR0, PCR8, pcr8: PCR8 } }, 'Entry "x"', /twice/],
  ['fixes neither PCR4 nor PCR7', { name: 'x', platform: 'nitro-tpm', pcrs: { PCR0 } }, 'Entry "x"', /PCR4 or PCR7/],
  [
    'has a zero PCR4 and a zero PCR7',
    { name: 'x', platform: 'nitro-tpm', pcrs: { PCR4: ZEROS, PCR7: ZEROS } },
    'Entry "x"',
    /zero/,
  ],
  [
    'names a PCR that a TPM does not have',
    { name: 'x', platform: 'nitro-tpm', pcrs: { PCR4: PCR0, PCR24: PCR0 } },
    'Entry "x"',
    /PCR24/,
  ],
];

for (const [name, entry, entryName, reason] of BAD) {
  test(`an entry that ${name} is not used, the others are, and the problem says which and why`, () => {
    const text = writeJson({ measurements: [GOOD, entry, { ...GOOD, name: 'last' }] }, { indent: ' ' });
    const file = read(text);
    assert.deepEqual(namesOf(file), ['good', 'last']);
    assert.deepEqual(codesOf(file), ['entry-not-used']);
    const [problem] = file.problems;
    assert.ok(problem !== undefined);
    assert.ok(problem.message.startsWith(`${entryName} is not used: `), problem.message);
    assert.match(problem.message, reason);
    assert.deepEqual(JSON.parse(text.slice(problem.start, problem.end)), entry);
  });
}

test('zero registers beside the one that names the image are accepted: NitroTPM has them, and so do unsigned images', () => {
  const file = readEntries([
    { name: 'unsigned', pcrs: { PCR0, PCR8: ZEROS } },
    { name: 'no boot manager', platform: 'nitro-tpm', pcrs: { PCR4: ZEROS, PCR7: PCR0 } },
  ]);
  assert.deepEqual(namesOf(file), ['unsigned', 'no boot manager']);
  assert.deepEqual(file.problems, []);
});

test('members that are there twice cost their entry, or the file', () => {
  const entries = [
    `{"name":"x","name":"y","pcrs":{"PCR0":"${PCR0}"}}`,
    `{"name":"x","pcrs":{"PCR0":"${PCR0}"},"pcrs":{"PCR0":"${PCR0}"}}`,
    `{"name":"x","pcrs":{"PCR0":"${PCR0}","PCR0":"${PCR0}"}}`,
    `{"name":"x","pcrs":{"PCR0":"${PCR0}","\\u0050CR0":"${PCR0}"}}`,
  ];
  for (const entry of entries) {
    const file = read(`{"measurements":[${entry},${writeJson(GOOD)}]}`);
    assert.deepEqual(namesOf(file), ['good'], entry);
    assert.match(file.problems[0]?.message ?? '', /twice/);
  }
  const list = `"measurements":[${writeJson(GOOD)}]`;
  const file = read(`{${list},${list}}`);
  assert.deepEqual(namesOf(file), []);
  assert.match(file.problems[0]?.message ?? '', /twice/);
});

test('names that objects have by themselves are names like others', () => {
  const text = `{"__proto__": {"measurements": []}, "constructor": 1, "measurements": [
    {"name": "__proto__", "__proto__": {"name": "x"}, "pcrs": {"PCR0": "${PCR0}"}},
    {"name": "constructor", "toString": 1, "pcrs": {"PCR0": "${PCR0}"}},
    {"name": "polluted", "pcrs": {"PCR0": "${PCR0}", "__proto__": "${PCR0}"}},
    {"name": "no pcrs", "__proto__": {"pcrs": {"PCR0": "${PCR0}"}}},
    {"__proto__": {"name": "inherited"}, "pcrs": {"PCR0": "${PCR0}"}}
  ]}`;
  const file = read(text);
  assert.deepEqual(namesOf(file), ['__proto__', 'constructor']);
  assert.deepEqual(codesOf(file), ['entry-not-used', 'entry-not-used', 'entry-not-used']);
  assert.equal(({} as Record<string, unknown>).measurements, undefined);
});

test('what is no measurements file gives no entries and one problem inside the text', () => {
  const texts = [
    '{}',
    '[]',
    'null',
    '17',
    '"x"',
    '{"measurements":{}}',
    '{"measurements":null}',
    '{"Measurements":[]}',
  ];
  for (const text of texts) {
    const file = read(text);
    assert.deepEqual(file.entries, []);
    assert.deepEqual(codesOf(file), ['not-a-measurements-file'], text);
  }
  for (const text of ['', ' ', '\ufeff', '{', 'prose', '}']) {
    const file = read(text);
    assert.deepEqual(file.entries, []);
    assert.ok(codesOf(file).includes('not-a-measurements-file'), text);
    assert.ok(
      file.problems.every(({ start, end }) => 0 <= start && start <= end && end <= text.length),
      text,
    );
  }
  assert.deepEqual(read('{"measurements":[]}').problems, []);
});

test('a broken entry never takes in measurements of the next one', () => {
  const other = measured('another image').toString('hex');
  const texts = [
    `{"measurements":[{"name":"a",\n{"name":"b","pcrs":{"PCR0":"${other}"}}]}`,
    `{"measurements":[{"name":"a", {"name":"b","pcrs":{"PCR0":"${other}"}},{"name":"c","pcrs":{"PCR0":"${PCR0}"}}]}`,
    `{"measurements":[{"name":"a","version":1 "x {"name":"b","pcrs":{"PCR0":"${other}"}}]}`,
  ];
  for (const text of texts) {
    const file = read(text);
    assert.ok(!namesOf(file).includes('a'), text);
    assert.ok(codesOf(file).includes('not-json'));
  }
});

test('cut off at every offset, entries are those that are whole: one that has lost a PCR would match too much', () => {
  const strict = { name: 'strict', pcrs: { PCR0, PCR1: PCR0, PCR8 } };
  const text = writeJson({ measurements: [GOOD, strict] }, { indent: '  ' });
  const whole = read(text).entries;
  assert.equal(whole.length, 2);
  for (let cut = 0; cut < text.length; cut++) {
    const file = read(text.slice(0, cut));
    assert.ok(file.problems.length > 0, `cut at ${cut}`);
    assert.ok(
      file.problems.every(({ start, end }) => start <= end && end <= cut),
      `cut at ${cut}`,
    );
    assert.deepEqual(file.entries, whole.slice(0, file.entries.length), `cut at ${cut}`);
    const complete = whole.filter(({ place }) => place.end < cut).length;
    assert.ok(file.entries.length >= complete, `cut at ${cut}`);
  }
});

test('a missing comma between entries costs none of them', () => {
  const file = read(`{"measurements":[${writeJson(GOOD)} ${writeJson({ ...GOOD, name: 'next' })}\n]}`);
  assert.deepEqual(namesOf(file), ['good', 'next']);
  assert.deepEqual(codesOf(file), ['not-json']);
});

test('any one character taken out or put in leaves only entries that were there', () => {
  const entries = [GOOD, { name: 'second', version: '2', pcrs: { PCR0: PCR8, PCR1: PCR0 } }];
  const text = writeJson({ measurements: entries }, { indent: ' ' });
  const whole = read(text).entries.map(({ pcrs }) => [...pcrs.values()].map(({ hex }) => hex).join());
  const change = fc.tuple(fc.nat(text.length), fc.nat(1), fc.constantFrom('', '{', '}', '[', ']', '"', ',', ':', '\n'));
  fc.assert(
    fc.property(change, ([at, removed, inserted]) => {
      const file = read(text.slice(0, at) + inserted + text.slice(at + removed));
      for (const { pcrs } of file.entries) {
        const fixed = [...pcrs.values()].map(({ hex }) => hex).join();
        assert.ok(whole.includes(fixed), `${inserted} at ${at}`);
      }
    }),
    { numRuns: 3000 },
  );
});

test('deep files are refused before the parser sees them, however the depth is hidden', { timeout: 60_000 }, () => {
  const deep = [
    '['.repeat(1_000_000),
    '{"a":'.repeat(300_000),
    `{"measurements":${'['.repeat(33)}${']'.repeat(33)}}`,
    `{"a":1${']'.repeat(200_000)},"b":${'{"a":'.repeat(200_000)}`,
    '{"a":1],"b":'.repeat(200_000),
    '[1},'.repeat(200_000),
  ];
  for (const text of deep) {
    const file = read(text);
    assert.deepEqual(file.entries, []);
    assert.match(file.problems[0]?.message ?? '', /too deep/);
  }
});

test('large files are read or refused in reasonable time, with a bounded number of problems', {
  timeout: 60_000,
}, () => {
  const refused = read(`${' '.repeat(16 * 1024 * 1024)}{}`);
  assert.deepEqual(codesOf(refused), ['too-large']);
  const many = Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? GOOD : { name: `bad ${index}` }));
  const file = readEntries(many);
  assert.equal(file.entries.length, 10_000);
  assert.equal(file.problems.length, 100);
  for (const unit of ['{},', '"a":1,', ']', '}', '"', ',', '//\n', '{"name":"x" ']) {
    const hostile = read(`{"measurements":[{${unit.repeat(1_000_000 / unit.length)}`);
    assert.ok(hostile.problems.length > 0 && hostile.problems.length <= 101, unit);
    assert.deepEqual(hostile.entries, []);
  }
});

test('long texts of an entry are cut to a bounded size', () => {
  const file = readEntries([{ ...GOOD, version: 'v'.repeat(5000), description: 'd'.repeat(5000) }]);
  assert.equal(file.entries[0]?.version?.length, 100);
  assert.equal(file.entries[0]?.description?.length, 1000);
});
