import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  differenceInWords,
  indexReferences,
  type Measurements,
  matchReferences,
  outcomeClause,
  SINGLE_RAMDISK_PCR2,
} from '../../../src/core/index.ts';
import { IMAGE, measured } from '../../support/events.ts';
import { reference } from '../../support/references.ts';

const ZERO = '0'.repeat(96);
const [a, b] = ['a'.repeat(96), 'b'.repeat(96)];

function words(pcrs: Readonly<Record<number, readonly [string | undefined, string | undefined]>>): string {
  const pairs = Object.entries(pcrs).map(([index, [one, other]]) => ({ index: Number(index), one, other }));
  return differenceInWords('enclave', pairs, 'the reference');
}

describe('what differs between two enclaves', () => {
  const cases: readonly (readonly [string, Parameters<typeof words>[0], string])[] = [
    ['the application', { 0: [a, b], 1: [a, a], 2: [a, b] }, 'same kernel and boot ramdisk, other application'],
    ['the kernel', { 0: [a, b], 1: [a, b], 2: [b, b] }, 'other kernel or boot ramdisk, same application'],
    ['all of it', { 0: [a, b], 1: [a, b], 2: [a, b] }, 'other kernel or boot ramdisk, other application'],
    [
      'the whole image alone, which cannot be',
      { 0: [a, b], 1: [a, a], 2: [a, a] },
      'same kernel and boot ramdisk, same application, unusual (PCR0 measures what PCR1 and PCR2 do)',
    ],
    [
      'a part of an image that is the same as a whole, which is not to be expected',
      { 0: [a, a], 1: [a, a], 2: [a, b] },
      'same kernel and boot ramdisk, other application, unusual (PCR0 measures what PCR1 and PCR2 do)',
    ],
    ['nothing of the image', { 0: [a, a], 1: [a, a], 2: [a, a] }, 'same kernel and boot ramdisk, same application'],
    [
      'an image of one ramdisk',
      { 1: [a, b], 2: [SINGLE_RAMDISK_PCR2, SINGLE_RAMDISK_PCR2] },
      'other kernel or boot ramdisk',
    ],
    ['an application that only one has', { 2: [SINGLE_RAMDISK_PCR2, a] }, 'other application'],
    ['the signature, which is missing', { 8: [ZERO, a] }, 'unsigned (the reference is signed)'],
    ['the signature, which should not be there', { 8: [a, ZERO] }, 'signed (the reference is unsigned)'],
    ['the signer', { 8: [a, b] }, 'another signing certificate'],
    [
      'the application of one signer, who is not worth a word then',
      { 1: [a, a], 2: [a, b], 8: [a, a] },
      'same kernel and boot ramdisk, other application',
    ],
    ['all but the signer', { 0: [a, b], 8: [a, a] }, 'same signing certificate'],
    ['all but that both are unsigned', { 0: [a, b], 8: [ZERO, ZERO] }, ''],
    ['role and instance', { 3: [a, b], 4: [a, b] }, 'another role of the parent instance, another instance'],
    ['a role that is not there', { 3: [ZERO, a] }, 'no role of the parent instance'],
    ['what is absent', { 1: [undefined, a], 2: [a, undefined] }, ''],
  ];
  for (const [name, pcrs, expected] of cases) {
    test(`${name}: ${expected === '' ? 'nothing is said' : expected}`, () => assert.equal(words(pcrs), expected));
  }

  test('is told of NitroTPM by its own registers', () => {
    const pairs = [
      { index: 4, one: a, other: b },
      { index: 7, one: a, other: a },
      { index: 8, one: ZERO, other: a },
      { index: 12, one: a, other: b },
    ];
    assert.equal(
      differenceInWords('nitro-tpm', pairs, 'the reference'),
      'other boot manager, same Secure Boot policy, other kernel command line',
    );
  });
});

test('the image of a reference that differs elsewhere is explained by what differs alone', () => {
  const signed = reference({ 0: IMAGE.pcr0, 1: IMAGE.pcr1, 8: IMAGE.pcr8 });
  const call: Measurements = {
    platform: 'enclave',
    pcrs: [
      { index: 0, digest: { hex: IMAGE.pcr0.toString('hex'), spelling: 'hex' } },
      { index: 1, digest: { hex: IMAGE.pcr1.toString('hex'), spelling: 'hex' } },
      { index: 8, digest: { hex: ZERO, spelling: 'hex' } },
    ],
  };
  assert.equal(
    outcomeClause(matchReferences(call, indexReferences([signed])).outcome),
    'has the image of payments, but PCR8 differs: unsigned (the reference is signed)',
  );
});

test('an unknown image is explained by the nearest reference', () => {
  const built = reference({ 0: measured('other'), 1: IMAGE.pcr1, 2: measured('other application'), 8: IMAGE.pcr8 });
  const call: Measurements = {
    platform: 'enclave',
    pcrs: [IMAGE.pcr0, IMAGE.pcr1, IMAGE.pcr2].map((value, index) => ({
      index,
      digest: { hex: value.toString('hex'), spelling: 'hex' },
    })),
  };
  const { outcome } = matchReferences(call, indexReferences([built]));
  assert.equal(
    outcomeClause(outcome),
    'unknown image, nearest to payments: same kernel and boot ramdisk, other application',
  );
});
