import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMeasurementsFile } from '../../../src/core/index.ts';
import { addMeasurement, type NewMeasurement } from '../../../src/core/measurement/addMeasurement.ts';
import { IMAGE, ZERO } from '../../support/events.ts';
import { writeJson } from '../../support/json.ts';
import { digestOf, TRUSTED } from '../../support/references.ts';

const NEW: NewMeasurement = {
  name: 'added "quoted" \u2028',
  version: '2.0',
  platform: 'enclave',
  pcrs: new Map([
    [8, digestOf(IMAGE.pcr8)],
    [0, digestOf(IMAGE.pcr0)],
  ]),
};

const OLD = { name: 'old', pcrs: { PCR0: IMAGE.pcr1.toString('base64') } };

function added(text: string, measurement: NewMeasurement = NEW): string {
  const edits = addMeasurement(text, measurement);
  assert.ok(edits.ok, edits.ok ? '' : edits.error);
  return [...edits.value]
    .sort((one, other) => other.start - one.start)
    .reduce((after, edit) => after.slice(0, edit.start) + edit.text + after.slice(edit.end), text);
}

const old = JSON.stringify(OLD);
const TEXTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty text', '', []],
  ['blanks', ' \r\n', []],
  ['a file without entries', '{"measurements":[]}', []],
  ['a file on one line', `{"measurements":[${old}]}`, ['old']],
  ['a pretty file', writeJson({ measurements: [OLD, OLD] }, { indent: '  ' }), ['old', 'old']],
  ['a file with tabs and CRLF', writeJson({ measurements: [OLD] }, { indent: '\t', eol: '\r\n' }), ['old']],
  ['a file with other members', writeJson({ $schema: 'x', measurements: [OLD], note: 1 }, { indent: ' ' }), ['old']],
  ['a file with comments', `{ // known\n  "measurements": [\n    ${old} // old\n    /* end */\n  ]\n}\n`, ['old']],
  ['a file with a comma at the end of its list', `{"measurements":[\n  ${old},\n]}`, ['old']],
  ['a file with a comma and a comment at the end', `{"measurements":[\n  ${old}, // old\n]}`, ['old']],
  ['a file with a byte order mark', `\ufeff{"measurements":[${old}]}`, ['old']],
  ['a file with an entry that does not count', `{"measurements":[${old},{"name":"bad"}]}`, ['old']],
];

for (const [name, text, before] of TEXTS) {
  test(`an entry is added to ${name}, and the others stay`, () => {
    const after = added(text);
    const { entries, problems } = readMeasurementsFile(after, TRUSTED);
    assert.deepEqual(
      entries.map((entry) => entry.name),
      [...before, NEW.name],
      after,
    );
    assert.deepEqual(
      problems.filter(({ code }) => code !== 'entry-not-used'),
      [],
      after,
    );
    const last = entries.at(-1);
    assert.equal(last?.version, '2.0');
    assert.equal(last.platform, 'enclave');
    assert.deepEqual(
      [...last.pcrs].map(([index, { hex }]) => [index, hex]),
      [
        [0, IMAGE.pcr0.toString('hex')],
        [8, IMAGE.pcr8.toString('hex')],
      ],
    );
    assert.ok(!text.includes('// old') || after.includes('// old'));
    assert.ok(!text.includes('\r\n\t') || !/[^\r]\n/.test(after), 'line ends stay');
  });
}

test('a NitroTPM entry without a version is added as one', () => {
  const pcrs = new Map([
    [4, digestOf(IMAGE.pcr0)],
    [12, digestOf(ZERO)],
  ]);
  const after = added('', { name: 'tpm', version: undefined, platform: 'nitro-tpm', pcrs });
  assert.deepEqual(JSON.parse(after), {
    measurements: [
      {
        name: 'tpm',
        platform: 'nitro-tpm',
        pcrs: { PCR4: IMAGE.pcr0.toString('hex'), PCR12: ZERO.toString('hex') },
      },
    ],
  });
  assert.ok(!added('').includes('platform'));
});

test('a text that is no measurements file is left alone, with a reason', () => {
  for (const text of ['[]', '{}', '{"measurements":{}}', '{"measurements":[', `{"measurements":[${old}`, 'x', '}']) {
    const edits = addMeasurement(text, NEW);
    assert.ok(!edits.ok && edits.error !== '', text);
  }
});

test('nothing that stands in a file already is touched, not even its layout', () => {
  for (const [name, text] of TEXTS) {
    const edits = addMeasurement(text, NEW);
    assert.ok(edits.ok, name);
    assert.deepEqual(
      edits.value.filter((edit) => text.slice(edit.start, edit.end).trim() !== ''),
      [],
      name,
    );
  }
});
