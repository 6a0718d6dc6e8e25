import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allGroups, type HexPart, hexParts, shortGroups } from '../../../webview/attestation/hexDifference.ts';

/** Twelve groups of eight digits, as SHA-384 has. */
const VALUE = Array.from({ length: 12 }, (_, index) => index.toString(16).repeat(8)).join('');

function changed(at: number, digits: string): string {
  return VALUE.slice(0, at) + digits + VALUE.slice(at + digits.length);
}

/** What differs stands in brackets. */
function written(parts: readonly (readonly HexPart[])[]): string {
  return parts.map((group) => group.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('')).join(' ');
}

const hex = fc.stringMatching(/^[0-9a-f]{0,160}$/);

describe('a shortened value', () => {
  it('has its beginning and its end', () => {
    assert.equal(written(hexParts(VALUE, shortGroups([VALUE, VALUE]), VALUE)), '00000000 11111111 … bbbbbbbb');
  });

  it('has the digits that differ at the end marked', () => {
    const other = changed(88, '1c');
    assert.equal(written(hexParts(other, shortGroups([VALUE, other]), VALUE)), '00000000 11111111 … [1c]bbbbbb');
  });

  it('has the group that differs in the middle in place of the second', () => {
    const other = changed(50, 'ff');
    const groups = shortGroups([VALUE, other]);
    assert.equal(written(hexParts(other, groups, VALUE)), '00000000 … 66[ff]6666 … bbbbbbbb');
    assert.equal(written(hexParts(VALUE, groups)), '00000000 … 66666666 … bbbbbbbb');
  });

  it('has the first and the last of many groups that differ, and marks dots that hide others', () => {
    const other = changed(24, 'f'.repeat(32));
    assert.equal(
      written(hexParts(other, shortGroups([VALUE, other]), VALUE)),
      '00000000 … [ffffffff] […] [ffffffff] …',
    );
  });

  it('is whole where it is short', () => {
    assert.equal(written(hexParts('9c1fe2', shortGroups(['9c1fe2']))), '9c1fe2');
    assert.deepEqual(hexParts('', shortGroups([''])), []);
  });

  it('differs from a shorter value in all that the other has not', () => {
    const short = VALUE.slice(0, 64);
    const groups = shortGroups([short, VALUE]);
    assert.equal(written(hexParts(VALUE, groups, short)), '00000000 … [88888888] […] [bbbbbbbb]');
    assert.equal(written(hexParts(short, groups)), '00000000 …');
  });
});

describe('a value of two groups', () => {
  const shape = { digits: 8, groups: 2, close: true };

  it('has its beginning and its end', () => {
    assert.equal(written(hexParts(VALUE, shortGroups([VALUE, VALUE], shape), VALUE)), '00000000 … bbbbbbbb');
  });

  it('has the group that differs in the middle in place of its end', () => {
    const other = changed(50, 'ff');
    const groups = shortGroups([VALUE, other], shape);
    assert.equal(written(hexParts(other, groups, VALUE)), '00000000 … 66[ff]6666 …');
    assert.equal(written(hexParts(VALUE, groups)), '00000000 … 66666666 …');
  });

  it('has the first and the last of many groups that differ, and marks the dots between them', () => {
    const other = changed(24, 'f'.repeat(32));
    assert.equal(written(hexParts(other, shortGroups([VALUE, other], shape), VALUE)), '… [ffffffff] […] [ffffffff] …');
  });

  it('may have smaller groups', () => {
    const other = changed(47, 'f');
    const groups = shortGroups([VALUE, other], { ...shape, digits: 6 });
    assert.equal(written(hexParts(other, groups, VALUE, 6)), '000000 … 55555[f] …');
  });
});

describe('any two values', () => {
  it('show a mark exactly where they differ, shortened or not', () => {
    fc.assert(
      fc.property(hex, hex, (value, other) => {
        const values = [other, value];
        const six = shortGroups(values, { digits: 6, groups: 2, close: true });
        const shown = [
          hexParts(value, shortGroups(values), other),
          hexParts(value, allGroups(values), other),
          hexParts(value, six, other, 6),
        ];
        for (const parts of shown) {
          const marked = parts.some((group) => group.some(({ differs }) => differs));
          const extends_ = value.startsWith(other) && value !== other;
          const differs = [...value].some((digit, at) => digit !== other[at]) || extends_;
          assert.equal(marked, differs);
        }
      }),
    );
  });

  it('lose no digit when all groups are shown', () => {
    fc.assert(
      fc.property(hex, hex, (value, other) => {
        const parts = hexParts(value, allGroups([value, other]), other);
        assert.equal(parts.flatMap((group) => group.map(({ text }) => text)).join(''), value);
      }),
    );
  });

  it('have at most four groups when shortened', () => {
    fc.assert(fc.property(fc.array(hex, { maxLength: 3 }), (values) => shortGroups(values).length <= 4));
  });
});
