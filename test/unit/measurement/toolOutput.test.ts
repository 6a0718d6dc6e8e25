import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type MeasurementsFile, readReferences } from '../../../src/core/index.ts';
import { IMAGE, measured, ZERO } from '../../support/events.ts';
import { type Json, type JsonObject, writeJson } from '../../support/json.ts';
import { TRUSTED } from '../../support/references.ts';

const PCR0 = IMAGE.pcr0.toString('hex');
const PCR1 = measured('kernel').toString('hex');
const PCR2 = measured('application').toString('hex');
const PCR8 = IMAGE.pcr8.toString('hex');
const SHA384 = 'Sha384 { ... }';
const MEASUREMENTS: JsonObject = { HashAlgorithm: SHA384, PCR0, PCR1, PCR2 };
const BUILD_WORDS = 'Start building the Enclave Image...\nUsing the locally available Docker image...\n';

function read(text: string): MeasurementsFile {
  return readReferences(text, { ...TRUSTED, label: 'build/payments.eif.json' });
}

function print(json: Json): string {
  return `${writeJson(json, { indent: '  ' })}\n`;
}

function valuesOf({ entries }: MeasurementsFile): readonly unknown[] {
  return entries.map(({ pcrs }) => Object.fromEntries([...pcrs].map(([index, { hex }]) => [index, hex])));
}

function reasonOf(file: MeasurementsFile): string {
  assert.deepEqual(valuesOf(file), []);
  assert.equal(file.problems.length, 1);
  return file.problems[0]?.message ?? '';
}

test('what build-enclave prints is a reference of the file’s name, behind the lines of text', () => {
  const json = print({ Measurements: { ...MEASUREMENTS, PCR8 } });
  for (const before of [BUILD_WORDS, '', '\ufeff', '[INFO] {building}\n', '$ nitro-cli build-enclave …\r\n']) {
    const text = `${before}${json}$ `;
    const file = read(text);
    assert.deepEqual(file.problems, []);
    assert.deepEqual(valuesOf(file), [{ 0: PCR0, 1: PCR1, 2: PCR2, 8: PCR8 }]);
    const [entry] = file.entries;
    assert.ok(entry !== undefined);
    assert.equal(entry.name, 'payments.eif');
    assert.equal(entry.platform, 'enclave');
    assert.equal(entry.source.kind, 'tool-output');
    assert.equal(`${text.slice(entry.place.start, entry.place.end)}\n`, json);
  }
});

test('describe-eif names the image and its version', () => {
  const signed = { IsSigned: true, SigningCertificate: { IssuerName: {} }, CheckCRC: true, SignatureCheck: true };
  const more = { EifVersion: 4, ...signed, ImageName: 'payments', ImageVersion: '1.4.2', Metadata: { BuildTool: 'x' } };
  const { entries, problems } = read(print({ ...more, Measurements: { ...MEASUREMENTS, PCR8 } }));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    entries.map(({ name, version }) => [name, version]),
    [['payments', '1.4.2']],
  );
});

test('an image that fails its own check is no reference', () => {
  for (const check of ['CheckCRC', 'SignatureCheck']) {
    const file = read(print({ [check]: false, Measurements: MEASUREMENTS }));
    assert.match(reasonOf(file), new RegExp(`fails its ${check}`));
    assert.equal(read(print({ [check]: true, Measurements: MEASUREMENTS })).entries.length, 1);
  }
});

test('each enclave of describe-enclaves is a reference, and debug mode is told', () => {
  const enclave = (name: string, Flags: string, seed: string): JsonObject => ({
    EnclaveName: name,
    EnclaveID: 'i-0b1c2d3e4f5a60718-enc19c21b8aa52a2c1',
    Flags,
    Measurements: { ...MEASUREMENTS, PCR0: measured(seed).toString('hex') },
  });
  const file = read(print([enclave('payments', 'NONE', 'a'), enclave('batch', 'DEBUG_MODE', 'b'), { EnclaveID: 'x' }]));
  assert.deepEqual(
    file.entries.map(({ name, description }) => [name, description]),
    [
      ['payments', undefined],
      ['batch', 'this enclave ran in debug mode, in which KMS sees zeros in place of these measurements'],
    ],
  );
  assert.equal(file.problems.length, 1);
  assert.match(file.problems[0]?.message ?? '', /there are none/);
});

test('nitro-tpm-pcr-compute gives a reference of an instance', () => {
  const { entries, problems } = read(print({ Measurements: { HashAlgorithm: 'SHA384', PCR4: PCR0, PCR7: PCR1 } }));
  assert.deepEqual(problems, []);
  assert.equal(entries[0]?.platform, 'nitro-tpm');
});

test('digests and names are read in either case', () => {
  const shouted = { Measurements: { HashAlgorithm: 'SHA384', PCR0: PCR0.toUpperCase(), pcr1: PCR1 } };
  assert.deepEqual(valuesOf(read(print(shouted))), [{ 0: PCR0, 1: PCR1 }]);
  assert.deepEqual(valuesOf(read(print({ measurements: { pcr0: PCR0 } }))), [{ 0: PCR0 }]);
});

test('several outputs in one file all count, up to one that is cut off', () => {
  const one = print({ Measurements: MEASUREMENTS });
  const other = print({ Measurements: { ...MEASUREMENTS, PCR0: PCR8 } });
  assert.equal(read(`${BUILD_WORDS}${one}${BUILD_WORDS}${other}`).entries.length, 2);
  const cut = read(`${one}${other.slice(0, -10)}`);
  assert.equal(cut.entries.length, 1);
  assert.match(cut.problems[0]?.message ?? '', /broken, or cut off/);
});

test('what names no image, or is no SHA-384, gives the reason', () => {
  const rows: readonly (readonly [JsonObject, RegExp])[] = [
    [{ PCR8 }, /does not fix PCR0/],
    [{ PCR: PCR8 }, /does not print which PCR/],
    [{ Measurements: { ...MEASUREMENTS, HashAlgorithm: 'Sha256' } }, /hash is not SHA-384/],
    [{ Measurements: { ...MEASUREMENTS, PCR0: 'abc' } }, /PCR0 is not a SHA-384 digest/],
    [{ Measurements: { ...MEASUREMENTS, PCR0: ZERO.toString('hex') } }, /debug mode/],
    [{ Measurements: { ...MEASUREMENTS, PCR32: PCR8 } }, /"PCR32" is not one of/],
    [{ Measurements: { ...MEASUREMENTS, pcr0: PCR8 } }, /PCR0 is there twice/],
  ];
  for (const [json, reason] of rows) {
    assert.match(reasonOf(read(print(json))), reason);
  }
  const repeated = `{"Measurements": ${writeJson(MEASUREMENTS)}, "Measurements": ${writeJson(MEASUREMENTS)}}`;
  assert.match(reasonOf(read(repeated)), /"Measurements" is there twice/);
  const deep = `{"Measurements": {"PCR0": ${'['.repeat(100_000)}`;
  assert.match(reasonOf(read(deep)), /nests too deep/);
  assert.match(reasonOf(read(`{"Measurements": {"PCR0": ${'1 '.repeat(1024 * 1024)}`)), /too large/);
});

test('a measurements file stays one, whatever its descriptions say', () => {
  const file = read(
    writeJson({ measurements: [{ name: 'ours', description: '"Measurements": {"PCR": "', pcrs: { PCR0 } }] }),
  );
  assert.deepEqual(
    file.entries.map(({ name, source }) => [name, source.kind]),
    [['ours', 'measurements-file']],
  );
});

test('no text throws, and every place lies in the text', () => {
  const parts = fc.constantFrom('{', '}', '[', ']', '"Measurements"', '"PCR0"', `"${PCR0}"`, ':', ',', '\n', 'x', ' ');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), (some) => {
      const text = `{"Measurements": {${some.join('')}`;
      const { entries, problems } = read(text);
      for (const { start, end } of [...entries.map(({ place }) => place), ...problems]) {
        assert.ok(0 <= start && start <= end && end <= text.length, `${start} to ${end} of ${text.length}`);
      }
      assert.ok(entries.length + problems.length > 0);
    }),
    { numRuns: 2000 },
  );
});

test('an output on the line of the words, or behind one that is broken, is read; what is inside of a broken one is not', () => {
  const json = print({ Measurements: MEASUREMENTS });
  assert.deepEqual(valuesOf(read(`built: ${writeJson({ Measurements: MEASUREMENTS })}\n`)), [
    { 0: PCR0, 1: PCR1, 2: PCR2 },
  ]);
  const behind = read(`{"a": \n${BUILD_WORDS}${json}`);
  assert.deepEqual(valuesOf(behind), [{ 0: PCR0, 1: PCR1, 2: PCR2 }]);
  assert.equal(behind.problems.length, 1);
  const inside = read(`{\n  "Measurements": ${writeJson(MEASUREMENTS, { indent: '  ' })},\n  "Metadata": {"x": \n`);
  assert.deepEqual(valuesOf(inside), []);
  assert.equal(read('{"x": }\n'.repeat(5000) + json).problems.length, 16);
});

test('an output with a time in front of each line is refused with a reason, at its place', () => {
  const lines = print({ Measurements: MEASUREMENTS }).trimEnd().split('\n');
  const text = lines.map((line) => `#12 34.5 ${line}\n`).join('');
  assert.match(reasonOf(read(text)), /something in front of its lines|broken, or cut off/);
});
