import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { isZero, parseDigest, readDigest, toBase64 } from '../../../src/core/index.ts';
import { measured, ZERO } from '../../support/events.ts';

const BYTES = measured('some image');
const HEX = BYTES.toString('hex');
const BASE64 = BYTES.toString('base64');
const digests = fc.uint8Array({ minLength: 48, maxLength: 48 }).map((bytes) => Buffer.from(bytes));

const SPELLINGS: readonly (readonly [string, (bytes: Buffer) => string, 'hex' | 'base64'])[] = [
  ['lower-case hex', (bytes) => bytes.toString('hex'), 'hex'],
  ['upper-case hex', (bytes) => bytes.toString('hex').toUpperCase(), 'hex'],
  ['base64', (bytes) => bytes.toString('base64'), 'base64'],
  ['base64url', (bytes) => bytes.toString('base64url'), 'base64'],
  ['hex between blanks', (bytes) => `\t ${bytes.toString('hex')}\r\n`, 'hex'],
  ['base64 between blanks', (bytes) => ` ${bytes.toString('base64')} `, 'base64'],
  ['hex after sha384:', (bytes) => `sha384:${bytes.toString('hex')}`, 'hex'],
  ['hex after SHA-384: and a blank', (bytes) => ` SHA-384: ${bytes.toString('hex')}`, 'hex'],
  ['base64 after sha384:', (bytes) => `sha384:${bytes.toString('base64')}`, 'base64'],
];

for (const [name, spell, spelling] of SPELLINGS) {
  test(`a digest is read as ${name}`, () => {
    fc.assert(
      fc.property(digests, (bytes) => {
        assert.deepEqual(parseDigest(spell(bytes)), { hex: bytes.toString('hex'), spelling });
      }),
    );
  });
}

test('base64 of a digest is written as CloudTrail writes it, and reads back', () => {
  fc.assert(
    fc.property(digests, (bytes) => {
      const written = toBase64({ hex: bytes.toString('hex'), spelling: 'hex' });
      assert.equal(written, bytes.toString('base64'));
      assert.equal(parseDigest(written)?.hex, bytes.toString('hex'));
    }),
  );
});

test('zeros are zeros in hex and in base64, which is 64 hexadecimal digits as well', () => {
  for (const text of [ZERO.toString('hex'), ZERO.toString('base64')]) {
    const digest = parseDigest(text);
    assert.ok(digest !== undefined && isZero(digest), text);
  }
  assert.equal(ZERO.toString('base64'), 'A'.repeat(64));
  for (const place of [0, 25, 47]) {
    const almost = Buffer.from(ZERO);
    almost.writeUInt8(0xff, place);
    const digest = parseDigest(almost.toString('base64'));
    assert.ok(digest !== undefined && !isZero(digest));
  }
});

const SHA256 = createHash('sha256').update('some image').digest('hex');

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'empty'],
  ['blanks', ' \t\n', 'empty'],
  ['a prefix alone', 'sha384:', 'empty'],
  ['SHA-256 in hex', SHA256, 'wrong-length'],
  ['SHA-256 in upper-case hex', SHA256.toUpperCase(), 'wrong-length'],
  ['SHA-256 in mixed hex', SHA256.replace(/[a-f]/, (letter) => letter.toUpperCase()), 'wrong-length'],
  ['64 zeros', '0'.repeat(64), 'wrong-length'],
  ['64 times a', 'a'.repeat(64), 'wrong-length'],
  ['SHA-256 in base64', createHash('sha256').update('x').digest('base64'), 'wrong-length'],
  ['SHA-512 in hex', createHash('sha512').update('x').digest('hex'), 'wrong-length'],
  ['a hex digit too few', HEX.slice(1), 'wrong-length'],
  ['a hex digit too many', `${HEX}0`, 'wrong-length'],
  ['a byte too few', HEX.slice(2), 'wrong-length'],
  ['a letter that is not hex', `${HEX.slice(1)}g`, 'wrong-length'],
  ['base64 with a digit too few', BASE64.slice(1), 'wrong-length'],
  ['base64 with padding it does not need', `${BASE64}=`, 'not-a-digest'],
  ['base64 with two of them', `${BASE64}==`, 'not-a-digest'],
  ['base64 padded in place of a digit', `${BASE64.slice(1)}=`, 'wrong-length'],
  ['three signs of padding', `${BASE64}===`, 'not-a-digest'],
  ['a blank inside', `${HEX.slice(0, 48)} ${HEX.slice(48)}`, 'not-a-digest'],
  ['a line end inside', `${BASE64.slice(0, 32)}\n${BASE64.slice(32)}`, 'not-a-digest'],
  ['another prefix', `sha256:${HEX}`, 'not-a-digest'],
  ['a prefix twice', `sha384:sha384:${HEX}`, 'not-a-digest'],
  ['0x before it', `0x${HEX}`, 'wrong-length'],
  ["AWS's placeholder", '<AttestationDocument.PCR0>', 'not-a-digest'],
  ['an ellipsis', `${HEX.slice(0, 8)}…`, 'not-a-digest'],
  ['digits of other scripts', '٠'.repeat(96), 'not-a-digest'],
  ['a megabyte', 'A'.repeat(1024 * 1024), 'not-a-digest'],
  ['a megabyte of blanks around it', `${' '.repeat(1024 * 1024)}${HEX}`, 'not-a-digest'],
];

for (const [name, text, code] of REFUSED) {
  test(`${name}: no digest (${code})`, () => {
    const read = readDigest(text);
    assert.equal(read.ok ? read.value.hex : read.error.code, code);
    assert.equal(parseDigest(text), undefined);
    assert.ok(read.ok || (read.error.message.length < 100 && !read.error.message.includes('…')));
  });
}

test('whatever the text, a digest is 96 lower-case hexadecimal digits or a reason', () => {
  const near = fc
    .tuple(digests, fc.constantFrom('hex', 'base64'), fc.nat(100), fc.string({ maxLength: 2 }))
    .map(([bytes, spelling, at, change]) => {
      const text = bytes.toString(spelling as 'hex' | 'base64');
      return text.slice(0, at) + change + text.slice(at + change.length);
    });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 110 }), near), (text) => {
      const read = readDigest(text);
      assert.match(read.ok ? read.value.hex : 'f'.repeat(96), /^[0-9a-f]{96}$/);
      if (!read.ok) {
        assert.ok(read.error.message !== '');
      } else if (read.value.spelling === 'base64') {
        const body = text.trim().replace(/^sha-?384:\s*/i, '');
        assert.equal(Buffer.from(body, 'base64').toString('hex'), read.value.hex);
      }
    }),
    { numRuns: 2000 },
  );
});
