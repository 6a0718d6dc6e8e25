import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AttestedCall,
  appraiseCall,
  indexReferences,
  NO_REFERENCES,
  type OutcomeKind,
  type ReferenceMeasurement,
  SINGLE_RAMDISK_PCR2,
} from '../../../src/core/index.ts';
import { callOf } from '../../support/calls.ts';
import {
  attestedEvent,
  enclavePcrs,
  eventWithRecipient,
  extended,
  IMAGE,
  INSTANCE,
  measured,
  moduleId,
  tpmPcrs,
  ZERO,
} from '../../support/events.ts';
import { reference, UNTRUSTED } from '../../support/references.ts';

type Pcrs = Readonly<Record<number, Buffer>>;

const OTHER = measured('something else');

function enclaveCall(pcrs: Readonly<Record<number, Buffer | string>>): AttestedCall {
  return callOf(eventWithRecipient({ attestationDocumentModuleId: moduleId(), ...enclavePcrs(pcrs) }));
}

function tpmCall(pcrs: Pcrs): AttestedCall {
  const attestationDocumentModuleId = `${INSTANCE}-tpm0000000000000000`;
  return callOf(eventWithRecipient({ attestationDocumentModuleId, ...tpmPcrs(pcrs) }));
}

function tpmReference(pcrs: Pcrs, others: Partial<ReferenceMeasurement> = {}): ReferenceMeasurement {
  return reference(pcrs, { platform: 'nitro-tpm', ...others });
}

/** What an outcome says, without the objects. */
function told(call: AttestedCall, ...tiers: readonly (readonly ReferenceMeasurement[])[]) {
  const { outcome, named } = appraiseCall(call, indexReferences(...tiers));
  const by = 'by' in outcome ? outcome.by : undefined;
  return {
    kind: outcome.kind,
    by: by?.reference.name,
    different: by?.different ?? [],
    absent: by?.absent ?? [],
    named: named.map((comparison) => comparison.reference.name),
  };
}

const { pcr0, pcr1, pcr2, pcr8 } = IMAGE;
const FULL = { 0: pcr0, 1: pcr1, 2: pcr2, 3: measured('role'), 4: extended(INSTANCE), 8: pcr8 };

interface Row {
  readonly rule: string;
  readonly call: AttestedCall;
  readonly references: readonly ReferenceMeasurement[];
  readonly kind: OutcomeKind;
  readonly different?: readonly number[];
  readonly absent?: readonly number[];
}

const ENCLAVE_ROWS: readonly Row[] = [
  {
    rule: 'PCR0 equal, and nothing else fixed',
    call: enclaveCall(FULL),
    references: [reference({ 0: pcr0 })],
    kind: 'match',
  },
  {
    rule: 'PCR0 alone in an old record',
    call: enclaveCall({ 0: pcr0 }),
    references: [reference({ 0: pcr0 })],
    kind: 'match',
  },
  {
    rule: 'every fixed PCR equal',
    call: enclaveCall(FULL),
    references: [reference({ 0: pcr0, 1: pcr1, 2: pcr2, 8: pcr8 })],
    kind: 'match',
  },
  {
    rule: 'one of many fixed PCRs different',
    call: enclaveCall(FULL),
    references: [reference({ 0: pcr0, 1: pcr1, 2: pcr2, 8: OTHER })],
    kind: 'different',
    different: [8],
  },
  {
    rule: 'two fixed PCRs different',
    call: enclaveCall(FULL),
    references: [reference({ 0: pcr0, 1: OTHER, 8: OTHER })],
    kind: 'different',
    different: [1, 8],
  },
  {
    rule: 'a fixed PCR absent',
    call: enclaveCall({ 0: pcr0, 1: pcr1, 2: pcr2 }),
    references: [reference({ 0: pcr0, 8: pcr8 })],
    kind: 'partial',
    absent: [8],
  },
  {
    rule: 'a fixed PCR absent from an old record',
    call: enclaveCall({ 0: pcr0 }),
    references: [reference({ 0: pcr0, 1: pcr1, 2: pcr2 })],
    kind: 'partial',
    absent: [1, 2],
  },
  {
    rule: 'one fixed PCR absent and another different',
    call: enclaveCall({ 0: pcr0, 1: pcr1 }),
    references: [reference({ 0: pcr0, 1: OTHER, 8: pcr8 })],
    kind: 'different',
    different: [1],
    absent: [8],
  },
  {
    rule: 'a PCR fixed that KMS never logs',
    call: enclaveCall(FULL),
    references: [reference({ 0: pcr0, 16: ZERO })],
    kind: 'partial',
    absent: [16],
  },
  {
    rule: 'another PCR0, all else equal',
    call: enclaveCall(FULL),
    references: [reference({ 0: OTHER, 1: pcr1, 2: pcr2, 8: pcr8 })],
    kind: 'unknown',
  },
  {
    rule: 'a reference without PCR0',
    call: enclaveCall(FULL),
    references: [reference({ 1: pcr1, 2: pcr2 })],
    kind: 'unknown',
  },
  { rule: 'no references', call: enclaveCall(FULL), references: [], kind: 'unknown' },
  {
    rule: 'an equal reference of the other platform',
    call: enclaveCall(FULL),
    references: [tpmReference({ 0: pcr0, 4: FULL[4] })],
    kind: 'unknown',
  },
  {
    rule: 'a zero PCR8 that is fixed as zero',
    call: enclaveCall({ ...FULL, 8: ZERO }),
    references: [reference({ 0: pcr0, 8: ZERO })],
    kind: 'match',
  },
  {
    rule: 'no PCR0',
    call: enclaveCall({ 1: pcr1, 2: pcr2 }),
    references: [reference({ 0: pcr0, 1: pcr1 })],
    kind: 'unreadable',
  },
];

const DEBUG_ROWS: readonly Row[] = [
  {
    rule: 'PCR0, PCR1 and PCR2 are zero',
    call: enclaveCall({ 0: ZERO, 1: ZERO, 2: ZERO, 8: ZERO }),
    references: [],
    kind: 'debug',
  },
  { rule: 'PCR0 is zero in an old record', call: enclaveCall({ 0: ZERO }), references: [], kind: 'debug' },
  {
    rule: 'PCR0 and PCR1 are zero and PCR2 is absent',
    call: enclaveCall({ 0: ZERO, 1: ZERO }),
    references: [],
    kind: 'debug',
  },
  {
    rule: 'all is zero, and a reference of zeros is known',
    call: enclaveCall({ 0: ZERO, 1: ZERO, 2: ZERO }),
    references: [reference({ 0: ZERO }), reference({ 0: ZERO, 1: ZERO, 2: ZERO })],
    kind: 'debug',
  },
  {
    rule: 'PCR0 is zero and PCR1 is not',
    call: enclaveCall({ 0: ZERO, 1: pcr1, 2: ZERO }),
    references: [],
    kind: 'unknown',
  },
  {
    rule: 'PCR0 is zero and PCR2 is not',
    call: enclaveCall({ 0: ZERO, 1: ZERO, 2: pcr2 }),
    references: [],
    kind: 'unknown',
  },
  {
    rule: 'PCR0 is zero, PCR1 is not, and a reference says the same',
    call: enclaveCall({ 0: ZERO, 1: pcr1 }),
    references: [reference({ 0: ZERO, 1: pcr1 })],
    kind: 'unknown',
  },
  {
    rule: 'PCR1 and PCR2 are zero and PCR0 is not',
    call: enclaveCall({ 0: pcr0, 1: ZERO, 2: ZERO }),
    references: [],
    kind: 'unknown',
  },
  { rule: 'PCR8 alone is zero', call: enclaveCall({ ...FULL, 8: ZERO }), references: [], kind: 'unknown' },
  {
    rule: 'a NitroTPM call has nothing but zeros',
    call: tpmCall({ 4: ZERO, 7: ZERO, 12: ZERO }),
    references: [],
    kind: 'unknown',
  },
  {
    rule: 'a NitroTPM call has zeros where an enclave has its image',
    call: tpmCall({ 0: ZERO, 1: ZERO, 2: ZERO, 4: pcr0 }),
    references: [],
    kind: 'unknown',
  },
];

const TPM = { 4: measured('boot manager'), 7: measured('policy'), 12: ZERO };

const TPM_ROWS: readonly Row[] = [
  {
    rule: 'PCR4 equal, nothing else fixed',
    call: tpmCall(TPM),
    references: [tpmReference({ 4: TPM[4] })],
    kind: 'match',
  },
  {
    rule: 'PCR7 equal, nothing else fixed',
    call: tpmCall(TPM),
    references: [tpmReference({ 7: TPM[7] })],
    kind: 'match',
  },
  {
    rule: 'PCR4 and PCR7 equal, and a zero that is as intended',
    call: tpmCall(TPM),
    references: [tpmReference(TPM)],
    kind: 'match',
  },
  {
    rule: 'PCR4 equal and PCR7 different',
    call: tpmCall(TPM),
    references: [tpmReference({ 4: TPM[4], 7: OTHER })],
    kind: 'different',
    different: [7],
  },
  {
    rule: 'PCR7 equal and PCR4 different: many images share a Secure Boot policy',
    call: tpmCall(TPM),
    references: [tpmReference({ 4: OTHER, 7: TPM[7] })],
    kind: 'unknown',
  },
  {
    rule: 'PCR7 equal and PCR4 absent from the call',
    call: tpmCall({ 7: TPM[7] }),
    references: [tpmReference({ 4: TPM[4], 7: TPM[7] })],
    kind: 'partial',
    absent: [4],
  },
  {
    rule: 'PCR4 equal and PCR12 other than fixed',
    call: tpmCall({ ...TPM, 12: OTHER }),
    references: [tpmReference({ 4: TPM[4], 12: ZERO })],
    kind: 'different',
    different: [12],
  },
  {
    rule: 'neither PCR4 nor PCR7 fixed',
    call: tpmCall(TPM),
    references: [tpmReference({ 12: ZERO })],
    kind: 'unknown',
  },
  {
    rule: 'nothing but a zero PCR4 in common',
    call: tpmCall({ 4: ZERO, 7: TPM[7] }),
    references: [tpmReference({ 4: ZERO, 7: OTHER })],
    kind: 'unknown',
  },
  {
    rule: 'PCR7 equal, and PCR4 zero in both',
    call: tpmCall({ 4: ZERO, 7: TPM[7] }),
    references: [tpmReference({ 4: ZERO, 7: TPM[7] })],
    kind: 'match',
  },
  {
    rule: 'a reference of zeros',
    call: tpmCall({ 4: ZERO, 7: ZERO }),
    references: [tpmReference({ 4: ZERO, 7: ZERO })],
    kind: 'unknown',
  },
  {
    rule: 'neither PCR4 nor PCR7 in the call',
    call: tpmCall({ 12: ZERO }),
    references: [tpmReference(TPM)],
    kind: 'unreadable',
  },
  {
    rule: 'an equal reference of the other platform',
    call: tpmCall({ 0: pcr0, 4: TPM[4] }),
    references: [reference({ 0: pcr0 })],
    kind: 'unknown',
  },
];

for (const [platform, rows] of [
  ['enclave', ENCLAVE_ROWS],
  ['debug mode', DEBUG_ROWS],
  ['NitroTPM', TPM_ROWS],
] as const) {
  for (const { rule, call, references, kind, different = [], absent = [] } of rows) {
    test(`${platform}: ${rule}: ${kind}`, () => {
      const found = told(call, references);
      assert.deepEqual(
        { kind: found.kind, different: found.different, absent: found.absent },
        { kind, different, absent },
      );
      const distrusted = told(
        call,
        references.map((entry) => ({ ...entry, source: UNTRUSTED })),
      );
      assert.equal(distrusted.kind, kind === 'match' ? 'named-by-untrusted' : kind, 'by an untrusted file');
    });
  }
}

test('debug mode outranks every match, and names nothing', () => {
  const call = enclaveCall({ 0: ZERO, 1: ZERO, 2: ZERO });
  assert.deepEqual(told(call, [reference({ 0: ZERO })]).named, []);
});

test('conflicting references, and several names of one image, are all named, the one that decides first', () => {
  const call = enclaveCall(FULL);
  const found = told(call, [
    reference({ 0: pcr0, 8: OTHER }, { name: 'other signer' }),
    reference({ 0: pcr0, 16: ZERO }, { name: 'incomplete' }),
    reference({ 0: pcr0 }, { name: 'planted', source: UNTRUSTED }),
    reference({ 0: OTHER }, { name: 'another image' }),
    reference({ 0: pcr0, 1: pcr1 }, { name: 'payments' }),
    reference({ 0: pcr0 }, { name: 'payments, old name' }),
  ]);
  assert.equal(found.kind, 'match');
  assert.deepEqual(found.named, ['payments', 'payments, old name', 'planted', 'incomplete', 'other signer']);
});

test("a folder's own references decide before those of others, even where those match better", () => {
  const call = enclaveCall(FULL);
  const strict = reference({ 0: pcr0, 8: OTHER }, { name: 'own' });
  const loose = reference({ 0: pcr0 }, { name: 'of another folder' });
  assert.deepEqual(told(call, [strict], [loose]), {
    kind: 'different',
    by: 'own',
    different: [8],
    absent: [],
    named: ['own', 'of another folder'],
  });
  assert.equal(told(call, [loose], [strict]).kind, 'match');
  assert.equal(told(call, [], [loose]).by, 'of another folder');
  assert.equal(told(call, [reference({ 0: OTHER })], [loose]).kind, 'match');
});

test('an untrusted file of its own folder does not hide a trusted match of the same tier', () => {
  const call = enclaveCall(FULL);
  const planted = reference({ 0: pcr0 }, { name: 'planted', source: UNTRUSTED });
  const good = reference({ 0: pcr0 }, { name: 'good' });
  assert.deepEqual(told(call, [planted, good]).named, ['good', 'planted']);
  assert.equal(told(call, [planted]).kind, 'named-by-untrusted');
});

test('an unknown image has the reference nearest to it, with what differs', () => {
  const call = enclaveCall(FULL);
  const near = reference({ 0: OTHER, 1: pcr1, 2: pcr2, 8: pcr8 }, { name: 'near' });
  const far = reference({ 0: OTHER, 8: pcr8 }, { name: 'far' });
  const { outcome } = appraiseCall(call, indexReferences([far, near]));
  assert.ok(outcome.kind === 'unknown');
  assert.equal(outcome.nearest?.reference.name, 'near');
  assert.deepEqual(outcome.nearest.equal, [1, 2, 8]);
  assert.deepEqual(outcome.nearest.different, [0]);
});

test('of two references with as much in common the one with less that differs is nearest', () => {
  const call = enclaveCall(FULL);
  const strict = reference({ 0: OTHER, 1: pcr1, 2: OTHER }, { name: 'two differ' });
  const loose = reference({ 0: OTHER, 1: pcr1 }, { name: 'one differs' });
  for (const order of [
    [strict, loose],
    [loose, strict],
  ]) {
    const { outcome } = appraiseCall(call, indexReferences(order));
    assert.equal(outcome.kind === 'unknown' && outcome.nearest?.reference.name, 'one differs');
  }
});

test('what every image or every place has in common makes no reference near', () => {
  const ramdisk = Buffer.from(SINGLE_RAMDISK_PCR2, 'hex');
  const call = enclaveCall({ ...FULL, 2: ramdisk, 8: ZERO });
  for (const common of [{ 2: ramdisk }, { 3: FULL[3] }, { 4: FULL[4] }, { 8: ZERO }]) {
    const { outcome } = appraiseCall(call, indexReferences([reference({ 0: OTHER, ...common })]));
    assert.deepEqual(outcome, { kind: 'unknown', nearest: undefined });
  }
});

test('a measurement that cannot be read counts as absent: never as a pass', () => {
  const members = { ...enclavePcrs({ 0: pcr0, 1: pcr1 }), attestationDocumentEnclavePCR8: 'EXAMPLE' };
  const call = callOf(eventWithRecipient({ attestationDocumentModuleId: moduleId(), ...members }));
  assert.deepEqual(told(call, [reference({ 0: pcr0, 8: pcr8 })]).absent, [8]);
  assert.equal(told(call, [reference({ 0: pcr0, 8: pcr8 })]).kind, 'partial');
  const zero = callOf(
    eventWithRecipient({ ...enclavePcrs({ 0: ZERO, 2: ZERO }), attestationDocumentEnclavePCR1: 'x' }),
  );
  assert.equal(told(zero, []).kind, 'unknown', 'debug mode is not said where PCR1 could not be read');
});

test('the spelling of a digest does not matter to a match', () => {
  for (const spelled of [pcr0.toString('hex'), pcr0.toString('hex').toUpperCase(), ` ${pcr0.toString('base64url')} `]) {
    const call = callOf(
      eventWithRecipient({ ...enclavePcrs({ 0: spelled }), attestationDocumentModuleId: moduleId() }),
    );
    assert.equal(told(call, [reference({ 0: pcr0 })]).kind, 'match');
  }
});

test('unsigned is said of a zero PCR8 of an enclave that is not in debug mode', () => {
  const unsigned = (call: AttestedCall): boolean => appraiseCall(call, NO_REFERENCES).unsigned;
  assert.equal(unsigned(enclaveCall({ ...FULL, 8: ZERO })), true);
  assert.equal(unsigned(enclaveCall(FULL)), false);
  assert.equal(unsigned(enclaveCall({ 0: pcr0 })), false, 'where it is absent, nothing is known');
  assert.equal(unsigned(enclaveCall({ 0: ZERO, 1: ZERO, 2: ZERO, 8: ZERO })), false);
  assert.equal(unsigned(tpmCall({ 4: pcr0, 8: ZERO })), false);
  assert.equal(unsigned(enclaveCall({ 8: ZERO })), false, 'without PCR0 debug mode is not ruled out');
  assert.equal(unsigned(enclaveCall({ 0: 'broken', 8: ZERO })), false, 'nor with one that cannot be read');
  assert.equal(unsigned(enclaveCall({ 0: ZERO, 1: 'broken', 8: ZERO })), false, 'nor with a zero one');
});

test('a single ramdisk is named for an enclave whose PCR2 is the measurement of nothing', () => {
  const ramdisk = Buffer.from(SINGLE_RAMDISK_PCR2, 'hex');
  const single = (call: AttestedCall): boolean => appraiseCall(call, NO_REFERENCES).singleRamdisk;
  assert.equal(single(enclaveCall({ 0: pcr0, 1: pcr0, 2: ramdisk })), true);
  assert.equal(single(enclaveCall(FULL)), false);
  assert.equal(single(tpmCall({ 2: ramdisk, 4: pcr0 })), false);
});

test('a weaker or an untrusted reference of an earlier tier does not hide a full match of a later one', () => {
  const own = reference({ 0: pcr0, 8: pcr8 }, { name: 'own' });
  const weaker: readonly ReferenceMeasurement[] = [
    reference({ 0: pcr0, 16: pcr1 }, { name: 'partial' }),
    reference({ 0: pcr0 }, { name: 'untrusted', source: UNTRUSTED }),
    reference({ 0: pcr0, 8: OTHER }, { name: 'untrusted and different', source: UNTRUSTED }),
  ];
  for (const one of weaker) {
    const { outcome, namedCount } = appraiseCall(callOf(attestedEvent()), indexReferences([one], [own]));
    assert.equal(outcome.kind, 'match', one.name);
    assert.equal(namedCount, 2);
  }
  const [partial] = weaker;
  assert.ok(partial);
  assert.equal(appraiseCall(callOf(attestedEvent()), indexReferences([partial], [])).outcome.kind, 'partial');
});

test('of very many references that name one image the first are compared, and all are counted', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => reference({ 0: pcr0, 8: OTHER }, { name: `${index}` }));
  const index = indexReferences([...many, reference({ 0: pcr0 }, { name: 'last' })]);
  for (let count = 0; count < 200; count++) {
    const { outcome, named, namedCount, differingCount } = appraiseCall(callOf(attestedEvent()), index);
    assert.deepEqual([outcome.kind, named.length, namedCount, differingCount], ['different', 20, 5_001, 256]);
  }
});

test('very many references to one image are matched in reasonable time', { timeout: 60_000 }, () => {
  const many = Array.from({ length: 20_000 }, (_, index) => reference({ 0: OTHER, 1: pcr1 }, { name: `${index}` }));
  const index = indexReferences(many);
  assert.equal(index.size, 20_000);
  for (let count = 0; count < 200; count++) {
    assert.equal(appraiseCall(callOf(attestedEvent()), index).outcome.kind, 'unknown');
  }
});
