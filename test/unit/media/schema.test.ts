import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Ajv, type ErrorObject } from 'ajv';
import { type Platform, pcrMeaning, readDigest, readMeasurementsFile } from '../../../src/core/index.ts';

/** What VS Code's JSON service understands beyond the standard. */
const VS_CODE_KEYWORDS = [
  'allowComments',
  'allowTrailingCommas',
  'defaultSnippets',
  'errorMessage',
  'markdownDescription',
  'markdownEnumDescriptions',
  'patternErrorMessage',
];

interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

interface PcrsSchema {
  readonly properties: Readonly<Record<string, { readonly markdownDescription: string }>>;
  readonly patternProperties: Readonly<Record<string, { readonly markdownDescription: string }>>;
}

interface MeasurementsSchema {
  readonly defaultSnippets: readonly Snippet[];
  readonly definitions: {
    readonly measurement: { readonly defaultSnippets: readonly Snippet[] };
    readonly enclavePcrs: PcrsSchema;
    readonly nitroTpmPcrs: PcrsSchema;
    readonly digest: { readonly pattern: string };
  };
}

/** Tests run from the root of the repository, and as bundles somewhere else. */
const textOf = (...names: string[]): string => readFileSync(path.resolve(...names), 'utf8');

const schema: MeasurementsSchema = JSON.parse(textOf('schemas', 'enclave-measurements.schema.json'));
const { definitions } = schema;

/** In strict mode a keyword that is misspelt in the schema throws. */
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, verbose: true });
ajv.addVocabulary(VS_CODE_KEYWORDS);
const validate = ajv.compile(schema);

function schemaErrors(file: unknown): readonly ErrorObject[] {
  return validate(file) ? [] : (validate.errors ?? []);
}

function readerProblems(file: unknown): readonly string[] {
  const source = { kind: 'measurements-file', uri: 'file:///a.json', label: 'a.json', trusted: true } as const;
  return readMeasurementsFile(JSON.stringify(file), source).problems.map(({ message }) => message);
}

const HEX = '5c'.repeat(48);
const ZERO = '0'.repeat(96);
const BASE64 = `${'Kq7+'.repeat(15)}/w-_`;

const entry = (members: Readonly<Record<string, unknown>>): unknown => ({ measurements: [members] });
const enclave = (pcrs: unknown): unknown => entry({ name: 'payments', pcrs });
const nitroTpm = (pcrs: unknown): unknown => entry({ name: 'ledger', platform: 'nitro-tpm', pcrs });

const GOOD_FILES: Readonly<Record<string, unknown>> = {
  'no entries': { measurements: [] },
  'a schema': { $schema: './enclave-measurements.schema.json', measurements: [] },
  'an enclave': enclave({ PCR0: HEX }),
  'an enclave with every member': entry({
    name: 'payments',
    version: '1.4.2',
    description: 'A build.',
    platform: 'enclave',
    pcrs: { PCR0: HEX, PCR1: HEX, PCR2: HEX, PCR3: HEX, PCR4: BASE64, PCR8: ZERO, PCR31: HEX },
  }),
  'small letters': enclave({ pcr0: HEX, Pcr31: HEX }),
  'NitroTPM by PCR4': nitroTpm({ PCR4: HEX, PCR12: ZERO }),
  'NitroTPM by PCR7': nitroTpm({ PCR7: HEX, PCR23: ZERO }),
  'NitroTPM by one of two': nitroTpm({ PCR4: ZERO, PCR7: HEX }),
  'a long name': entry({ name: 'n'.repeat(100), pcrs: { PCR0: HEX } }),
};

const BAD_FILES: Readonly<Record<string, unknown>> = {
  'an array': [],
  'another list': { measurement: [] },
  'a list that is none': { measurements: {} },
  'an entry that is text': { measurements: ['payments'] },
  'no name': entry({ pcrs: { PCR0: HEX } }),
  'a name that is a number': entry({ name: 7, pcrs: { PCR0: HEX } }),
  'an empty name': entry({ name: '', pcrs: { PCR0: HEX } }),
  'a blank name': entry({ name: ' \t', pcrs: { PCR0: HEX } }),
  'a name that is too long': entry({ name: 'n'.repeat(101), pcrs: { PCR0: HEX } }),
  'another platform': entry({ name: 'a', platform: 'tpm', pcrs: { PCR0: HEX } }),
  'no PCRs': entry({ name: 'a' }),
  'PCRs in a list': enclave([HEX]),
  'an empty object of PCRs': enclave({}),
  'an enclave without PCR0': enclave({ PCR1: HEX, PCR2: HEX }),
  'an enclave in debug mode': enclave({ PCR0: ZERO, PCR1: ZERO, PCR2: ZERO }),
  'an enclave with zeros in base64': enclave({ PCR0: 'A'.repeat(64) }),
  'an enclave with PCR32': enclave({ PCR0: HEX, PCR32: HEX }),
  'a PCR with a leading zero': enclave({ PCR0: HEX, PCR01: HEX }),
  "KMS's name for PCR0": enclave({ ImageSha384: HEX }),
  'NitroTPM without PCR4 and PCR7': nitroTpm({ PCR0: HEX, PCR8: HEX }),
  'NitroTPM of zeros': nitroTpm({ PCR4: ZERO, PCR7: ZERO }),
  'NitroTPM with PCR24': nitroTpm({ PCR4: HEX, PCR24: HEX }),
  'a digest that is null': enclave({ PCR0: null }),
  'a digest that is a number': enclave({ PCR0: 0 }),
  'a digest that is cut off': enclave({ PCR0: HEX.slice(1) }),
};

const SPELLINGS: readonly string[] = [
  HEX,
  HEX.toUpperCase(),
  `${HEX.slice(0, 48)}${HEX.slice(48).toUpperCase()}`,
  `  ${HEX}\n`,
  `sha384:${HEX}`,
  `SHA-384: ${HEX}`,
  `sha-384:${BASE64}`,
  `sha384 ${HEX}`,
  `sha256:${HEX}`,
  `0x${HEX}`,
  `${HEX}0`,
  HEX.slice(1),
  HEX.slice(2),
  `${HEX.slice(0, 95)}g`,
  `${HEX.slice(0, 48)} ${HEX.slice(48)}`,
  ZERO,
  'A'.repeat(64),
  'B'.repeat(64),
  '0'.repeat(64),
  'a1'.repeat(32),
  'A1'.repeat(32),
  'aB1c'.repeat(16),
  BASE64,
  `${BASE64}=`,
  `${BASE64.slice(2)}==`,
  BASE64.slice(1),
  `${BASE64}A`,
  `${BASE64.slice(0, 63)}*`,
  'g'.repeat(64),
  '',
  ' ',
  'sha384:',
  'image',
];

describe('the schema of measurements files', () => {
  it('accepts the references of the sample', () => {
    assert.deepEqual(schemaErrors(JSON.parse(textOf('media', 'sample', 'enclave-measurements.json'))), []);
  });

  for (const [title, file] of Object.entries(GOOD_FILES)) {
    it(`accepts, as the reader does, ${title}`, () => {
      assert.deepEqual(schemaErrors(file), []);
      assert.deepEqual(readerProblems(file), []);
    });
  }

  for (const [title, file] of Object.entries(BAD_FILES)) {
    it(`marks, as the reader does, ${title}`, () => {
      assert.notDeepEqual(schemaErrors(file), []);
      assert.notDeepEqual(readerProblems(file), []);
    });
  }

  it('marks misspelt members, which the reader passes over', () => {
    const misspelt = [{ measurements: [], measurement: [] }, entry({ name: 'a', pcrs: { PCR0: HEX }, versoin: '1' })];
    for (const file of misspelt) {
      assert.notDeepEqual(schemaErrors(file), []);
      assert.deepEqual(readerProblems(file), []);
    }
  });

  it('says of an entry without its image what is missing, in words', () => {
    const messages = [enclave({ PCR1: HEX }), nitroTpm({ PCR8: HEX })].map((file) =>
      schemaErrors(file).flatMap((error) => error.parentSchema?.errorMessage ?? []),
    );
    assert.match(messages[0]?.join() ?? '', /^An entry for an enclave fixes PCR0,/);
    assert.match(messages[1]?.join() ?? '', /^An entry for NitroTPM fixes PCR4 or PCR7,/);
  });

  it('takes the spellings of a digest that the reader takes', () => {
    // As VS Code compiles patterns.
    const pattern = new RegExp(definitions.digest.pattern, 'u');
    for (const spelling of SPELLINGS) {
      assert.equal(pattern.test(spelling), readDigest(spelling).ok, JSON.stringify(spelling));
    }
  });

  it('describes every PCR as hovers do', () => {
    const platforms: readonly (readonly [Platform, PcrsSchema, number])[] = [
      ['enclave', definitions.enclavePcrs, 31],
      ['nitro-tpm', definitions.nitroTpmPcrs, 23],
    ];
    for (const [platform, { properties, patternProperties }, highest] of platforms) {
      for (let index = 0; index <= highest; index++) {
        const key = `PCR${index}`;
        const matching = Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern, 'u').test(key));
        const described = [properties[key], ...matching.map(([, property]) => property)].filter(Boolean);
        assert.equal(described.length, 1, `${platform} ${key} is described once`);
        const meaning = /^\*\*(.+?)\*\*/.exec(described[0]?.markdownDescription ?? '')?.[1];
        assert.equal(meaning?.toLowerCase(), pcrMeaning(platform, index).toLowerCase(), `${platform} ${key}`);
      }
    }
  });

  it('offers snippets that make good entries once their measurements are filled in', () => {
    const files = [
      ...schema.defaultSnippets.map((snippet) => snippet.body),
      ...definitions.measurement.defaultSnippets.map((snippet) => ({ measurements: [snippet.body] })),
    ];
    assert.equal(files.length, 3);
    for (const body of files) {
      const untouched = JSON.stringify(body).replace(/\$\{\d+:([^}]*)\}/g, '$1');
      assert.notDeepEqual(
        schemaErrors(JSON.parse(untouched)),
        [],
        'the placeholder of a measurement is no measurement',
      );
      const filled = JSON.stringify(body).replace(/\$\{\d+:SHA-384[^}]*\}/g, HEX);
      const file = JSON.parse(filled.replace(/\$\{\d+:([^}]*)\}/g, '$1'));
      assert.deepEqual(schemaErrors(file), []);
      assert.deepEqual(readerProblems(file), []);
    }
  });
});
