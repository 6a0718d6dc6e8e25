import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestPlace, pcrAt, wantedDigest } from '../../../src/core/measurement/pcrInText.ts';

/** The offset of a mark in a text, and the text without it. */
function marked(text: string): readonly [string, number] {
  const offset = text.indexOf('▮');
  assert.ok(offset >= 0);
  return [text.replace('▮', ''), offset];
}

/** What the place at the mark wants, and what stands there. */
function wantedAt(text: string): readonly unknown[] | undefined {
  const [json, offset] = marked(text);
  const wanted = wantedDigest(json, offset);
  return wanted && [wanted.pcr, wanted.platform, json.slice(wanted.start, wanted.end)];
}

const WANTED: readonly (readonly [string, string, readonly unknown[]])[] = [
  ['between empty quotes', '{"measurements": [{"pcrs": {"PCR0": "▮"}}]}', [0, 'enclave', '']],
  ['at the start of a digest', '{"measurements": [{"pcrs": {"PCR8": "▮ab"}}]}', [8, 'enclave', 'ab']],
  ['at its end', '{"measurements": [{"pcrs": {"PCR12": "ab▮"}}]}', [12, 'enclave', 'ab']],
  ['in a name in small letters', '{"measurements": [{"pcrs": {"pcr2": "▮"}}]}', [2, 'enclave', '']],
  [
    'in an entry for NitroTPM',
    '{"measurements": [{"pcrs": {"PCR0": ""}}, {"pcrs": {"PCR4": "▮"}, "platform": "nitro-tpm"}]}',
    [4, 'nitro-tpm', ''],
  ],
  ['in one of no known platform', '{"measurements": [{"platform": "x", "pcrs": {"PCR4": "▮"}}]}', [4, undefined, '']],
  ['in what nitro-cli printed', '{"Measurements": {"PCR0": "▮"}}', [0, undefined, '']],
  ['behind comments', '// ours\n{"measurements": [ /* "PCR1": */ {"pcrs": {"PCR0": "▮"}},]}', [0, 'enclave', '']],
  ['behind a byte order mark', '\ufeff{"measurements": [{"pcrs": {"PCR0": "▮"}}]}', [0, 'enclave', '']],
  ['in a text without its end', '{"measurements": [{"pcrs": {"PCR0": "ab▮', [0, 'enclave', 'ab']],
  ['before other members', '{"measurements": [{"pcrs": {"PCR0": "ab▮, \n"PCR1": ""}}]}', [0, 'enclave', 'ab']],
  ['with escapes', '{"measurements": [{"pcrs": {"PCR0": "a\\"b▮c"}}]}', [0, 'enclave', 'a\\"bc']],
];

for (const [name, text, expected] of WANTED) {
  test(`a digest is wanted ${name}`, () => assert.deepEqual(wantedAt(text), expected));
}

const NOT_WANTED: readonly (readonly [string, string])[] = [
  ['in the name of a member', '{"measurements": [{"pcrs": {"PCR▮0": ""}}]}'],
  ['outside of the quotes', '{"measurements": [{"pcrs": {"PCR0": ▮""}}]}'],
  ['behind the quotes', '{"measurements": [{"pcrs": {"PCR0": ""▮}}]}'],
  ['where no text stands', '{"measurements": [{"pcrs": {"PCR0": 12▮34}}]}'],
  ['in the name of an entry', '{"measurements": [{"name": "PCR0▮", "pcrs": {"PCR0": ""}}]}'],
  ['in a list', '{"measurements": [{"pcrs": {"PCR0": ["▮"]}}]}'],
  ['in a member of another name', '{"measurements": [{"pcrs": {"PCR00": "▮"}}]}'],
  ['in a comment', '{"measurements": [{"pcrs": {"PCR0": "" /* "▮" */}}]}'],
  ['100,000 levels deep', `${'['.repeat(100_000)}{"PCR0": "▮"}`],
  ['in nothing', '▮'],
];

for (const [name, text] of NOT_WANTED) {
  test(`no digest is wanted ${name}`, () => assert.equal(wantedAt(text), undefined));
}

test('the member of a PCR is found from its name and from its value', () => {
  for (const text of ['{"name": "x", "pcrs": {"PC▮R8": "ab"}}', '{"pcrs": {"PCR0": "", "PCR8": "a▮b"}}']) {
    assert.equal(pcrAt(...marked(text)), 8, text);
  }
  for (const text of ['{"name": "PC▮R8", "pcrs": {"PCR8": "ab"}}', '{▮}', `${'['.repeat(100_000)}▮`]) {
    assert.equal(pcrAt(...marked(text)), undefined, text.slice(0, 50));
  }
});

test('the digest of a PCR is found in entries of every writer', () => {
  for (const entry of [
    '{"name": "PCR1", "pcrs": {"PCR0": "ab", "pcr1": "cd"}}',
    '{"EnclaveName": "x", "Measurements": {"HashAlgorithm": "", "PCR0": "ab", "PCR1": "cd"}}',
    '{"PCR0": "ab", "PCR1": "cd"}',
  ]) {
    const place = digestPlace(entry, 1);
    assert.equal(place && entry.slice(place.start, place.end), 'cd', entry);
    assert.equal(digestPlace(entry, 2), undefined, entry);
  }
  assert.equal(digestPlace('{"pcrs": {"PCR1": 5}}', 1), undefined);
  assert.equal(digestPlace('', 1), undefined);
  assert.equal(digestPlace('['.repeat(100_000), 1), undefined);
});
