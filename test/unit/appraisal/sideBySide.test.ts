import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Side, sideBySide, sideBySideClause } from '../../../src/core/index.ts';

const ZERO = '0'.repeat(96);
const [a, b] = ['a'.repeat(96), 'b'.repeat(96)];

function side(pcrs: Readonly<Record<number, string | undefined>>, others: Partial<Side> = {}): Side {
  const entries = Object.entries(pcrs).map(([index, hex]) => [Number(index), hex] as const);
  return { platform: 'enclave', moduleId: 'one', pcrs: new Map(entries), ...others };
}

function clause(one: Side, other: Side): string {
  return sideBySideClause(sideBySide(one, other));
}

describe('two sides', () => {
  const image = { 0: a, 1: a, 2: a, 3: a, 4: a, 8: a };

  test('are compared in every PCR that either has, in order', () => {
    const sides = sideBySide(side({ 8: a, 0: a, 2: undefined }), side({ 16: b, 0: a, 2: a, 8: b }));
    assert.deepEqual(
      sides.pcrs.map(({ index, outcome }) => `${index} ${outcome}`),
      ['0 same', '2 absent', '8 different', '16 absent'],
    );
  });

  const cases: readonly (readonly [string, Side, Side, string])[] = [
    ['of one enclave', side(image), side(image), 'same enclave, same measurements'],
    [
      'of two enclaves of one image',
      side(image),
      side({ ...image, 4: b }, { moduleId: 'two' }),
      'another enclave, PCR4 differs: same kernel and boot ramdisk, same application, another instance',
    ],
    [
      'of one enclave that contradict each other',
      side(image),
      side({ ...image, 8: ZERO }),
      'same enclave, but PCR8 differs: same kernel and boot ramdisk, same application, signed (the other one is unsigned)',
    ],
    ['with nothing in common', side({ 0: a }), side({ 1: a }), 'same enclave, no measurement to compare'],
    [
      'without a module id',
      side({ 0: a }, { moduleId: undefined }),
      side({ 0: a }),
      'module id not to be compared, same measurements',
    ],
    [
      'in debug mode',
      side({ 0: ZERO, 1: ZERO, 2: ZERO }),
      side({ 0: ZERO }, { moduleId: 'two' }),
      'another enclave, same measurements, those of debug mode: they do not tell images apart',
    ],
    [
      'of two platforms',
      side({ 4: a }),
      side({ 4: a }, { platform: 'nitro-tpm' }),
      'same enclave, no measurement to compare',
    ],
    [
      'of NitroTPM',
      side({ 4: a, 7: a }, { platform: 'nitro-tpm' }),
      side({ 4: b, 7: a }, { platform: 'nitro-tpm', moduleId: 'two' }),
      'another instance, PCR4 differs: other boot manager, same Secure Boot policy',
    ],
  ];
  for (const [name, one, other, expected] of cases) {
    test(`${name}: ${expected}`, () => assert.equal(clause(one, other), expected));
  }
});
