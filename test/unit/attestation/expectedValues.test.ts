import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareExpected } from '../../../src/core/attestation/expectedValues.ts';
import { pemOf } from '../../../src/core/encoding/pem.ts';
import { pythonLiteral } from '../../support/spelledBytes.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 80 });

function spellings(value: Uint8Array): readonly string[] {
  const hex = Buffer.from(value).toString('hex');
  const base64 = Buffer.from(value).toString('base64');
  return [
    hex,
    hex.toUpperCase(),
    `0x${hex}`,
    hex.replace(/..(?=.)/g, '$&:'),
    hex.replace(/..(?=.)/g, '$& '),
    hex.replace(/..(?=.)/g, '$&-'),
    hex.replace(/../g, '0x$& '),
    hex.replace(/../g, '\\x$&'),
    ` ${hex}\n`,
    base64,
    base64.replace(/=+$/, ''),
    base64.replace(/.{20}/g, '$&\r\n'),
    Buffer.from(value).toString('base64url'),
    pemOf('PUBLIC KEY', value),
    pemOf('RSA PUBLIC KEY', value),
    JSON.stringify([...value]),
    ` ${JSON.stringify([...value], null, 2)}\n`,
    pythonLiteral(value),
  ];
}

test('the same bytes are the same in every spelling', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      for (const text of spellings(value)) {
        assert.equal(compareExpected(value, text).outcome, 'same', text);
      }
    }),
    {
      numRuns: 200,
      examples: [[Uint8Array.of(92, 0)], [Uint8Array.of(92, 120, 52, 49, 0)], [Uint8Array.of(92, 92, 120, 255)]],
    },
  );
});

test('other bytes are never the same, in whatever spelling', () => {
  fc.assert(
    fc.property(bytes, bytes, (value, other) => {
      fc.pre(Buffer.compare(value, other) !== 0);
      const texts = spellings(other);
      // Bytes may happen to be the text that spells others.
      fc.pre(!texts.some((text) => Buffer.from(value).equals(Buffer.from(text.trim()))));
      fc.pre(compareUnder(value, texts));
      for (const text of texts) {
        assert.equal(compareExpected(value, text).outcome, 'different', text);
      }
    }),
    { numRuns: 200 },
  );
});

/** Whether no text, read in the other base, spells the value: hexadecimal digits are base64 as well. */
function compareUnder(value: Uint8Array, texts: readonly string[]): boolean {
  return texts.every((text) => !Buffer.from(text.replace(/\s/g, ''), 'base64').equals(value)) || texts.length === 0;
}

test('text is the same in quotes and without', () => {
  const value = Buffer.from('größer als "so"');
  for (const [text, words] of [
    ['größer als "so"', 'text'],
    ['"größer als "so""', 'text without its quotes'],
    ['\'größer als "so"\'', 'text without its quotes'],
  ] as const) {
    assert.deepEqual(compareExpected(value, text), {
      outcome: 'same',
      reason: `Read as ${words}, 17 bytes, it is equal byte by byte.`,
      readAs: 'text',
    });
  }
});

test('a text that looks like bytes, or like a quoted text, is still the text that it is', () => {
  const pem = pemOf(
    'PUBLIC KEY',
    Uint8Array.from({ length: 294 }, (_, at) => at),
  );
  for (const text of [
    pem,
    pem.trimEnd(),
    pemOf('RSA PUBLIC KEY', Uint8Array.of(1, 2, 3)),
    '-----BEGIN PUBLIC KEY-----\nAAA',
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xyz',
    '0xabc',
    '"abc"',
    '"a" and "b"',
    "'tis",
    '"abc',
    ' a',
    'a ',
    'a\n',
    '\ta\r\n',
    '[1, 2]',
    '[1, 2',
    '[256]',
    "b'abc'",
    "b'abc' or",
    '00000000-0000-0000-0000-000000000000',
  ]) {
    assert.deepEqual(
      compareExpected(Buffer.from(text), text),
      {
        outcome: 'same',
        reason: `Read as text, ${Buffer.byteLength(text)} bytes, it is equal byte by byte.`,
        readAs: 'text',
      },
      text,
    );
  }
});

test('line ends that an input area adds or changes make no difference, and the reason says so', () => {
  const reasonOf = (value: string, text: string): string => compareExpected(Buffer.from(value), text).reason;
  assert.match(reasonOf('abc', 'abc\n'), /^Read as text without its last line end, 3 bytes, it is equal/);
  assert.match(reasonOf('a\r\nb\r\n', 'a\nb\n'), /^Read as text with CR LF as line ends, 6 bytes, it is equal/);
  assert.equal(compareExpected(Buffer.from('abc'), 'abc\n\n').outcome, 'different');
  assert.equal(compareExpected(Buffer.from('abc'), ' abc').outcome, 'different');
});

test('what can be read in three ways is compared in all of them, and the reading that holds is named', () => {
  const text = 'abcdef12';
  for (const [value, readAs] of [
    [Buffer.from(text, 'hex'), 'hexadecimal'],
    [Buffer.from(text, 'base64'), 'base64'],
    [Buffer.from(text), 'text'],
  ] as const) {
    const { outcome, readAs: found } = compareExpected(value, text);
    assert.deepEqual([outcome, found], ['same', readAs]);
  }
  assert.deepEqual(compareExpected(Buffer.from('abcdef13', 'hex'), text), {
    outcome: 'different',
    reason:
      'Read as hexadecimal, it has 4 bytes; the document carries 4 bytes, and the first that differs is byte 3, counted from 0. Nor is it equal read as base64 or text.',
    readAs: 'hexadecimal',
  });
});

test('quotes say that it is text and nothing else', () => {
  assert.equal(compareExpected(Buffer.from('abcdef12', 'hex'), '"abcdef12"').outcome, 'different');
  assert.equal(compareExpected(Buffer.from('abcdef12'), '"abcdef12"').outcome, 'same');
});

test('the first byte that differs is told, or where the shorter one ends', () => {
  const value = Buffer.from('00010203', 'hex');
  const reason = (text: string): string => compareExpected(value, text).reason;
  assert.match(reason('0xff010203'), /^Read as hexadecimal, .* byte 0, counted from 0\./);
  assert.match(reason('0x0001ff03'), /byte 2, counted from 0/);
  assert.match(reason('0x000102'), /has 3 bytes; the document carries 4 bytes, and they are equal up to byte 3/);
  assert.match(reason('0x0001020304'), /has 5 bytes; the document carries 4 bytes, and they are equal up to byte 4/);
  assert.match(compareExpected(Buffer.of(1), '0x02').reason, /it has 1 byte; the document carries 1 byte,/);
});

test('what the document does not carry differs from all that could be expected, even nothing', () => {
  for (const text of ['00', '""', 'text']) {
    assert.equal(compareExpected(undefined, text).outcome, 'different');
  }
  assert.equal(compareExpected(new Uint8Array(), '""').outcome, 'same');
  assert.equal(compareExpected(new Uint8Array(), '00').outcome, 'different');
});

test('what is not what it begins as is compared as text, and the reason says what it is not', () => {
  for (const [text, hint] of [
    ['0xabc!', 'It begins as hexadecimal, but is not pairs of its digits.'],
    ['0xabc 0xabc', 'It begins as hexadecimal, but is not pairs of its digits.'],
    [
      '-----BEGIN PUBLIC KEY-----\nAAA',
      'It begins as PEM, but holds no block of a public key or certificate whose base64 is whole.',
    ],
  ] as const) {
    const { outcome, reason, readAs } = compareExpected(Buffer.of(0xab), text);
    assert.deepEqual([outcome, readAs], ['different', 'text']);
    assert.ok(reason.startsWith('Read as text, it has ') && reason.endsWith(` ${hint}`), reason);
  }
});

test('nothing, and what is too long, is unreadable', () => {
  for (const [text, clause] of [
    ['', 'it is empty'],
    ['a'.repeat(20_000), 'it has more than 16384 characters'],
  ] as const) {
    const result = compareExpected(Buffer.from(text), text);
    assert.deepEqual(result, { outcome: 'unreadable', reason: `What was entered could not be read: ${clause}.` });
  }
});

test('any text is answered with a sentence of ours alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.option(bytes, { nil: undefined }), (text, value) => {
      const { reason, outcome } = compareExpected(value, text);
      assert.match(reason, /^[A-Z][\x20-\x7e]+\.$/);
      assert.ok(outcome !== 'same' || value !== undefined);
    }),
    { numRuns: 500 },
  );
});
