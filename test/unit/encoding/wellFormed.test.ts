import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCbor } from '../../../src/core/encoding/decodeCbor.ts';
import { type CborProblem, cborProblem, DEEPEST, MOST_ENTRIES } from '../../../src/core/encoding/wellFormed.ts';
import * as cbor from '../../support/cborWriter.ts';

type Row = readonly [hex: string, byteOffset: number, code?: CborProblem['code']];

function problemOf(hex: string): CborProblem {
  const problem = cborProblem(cbor.fromHex(hex));
  assert.ok(problem, `${hex} is refused`);
  return problem;
}

function refuse(kind: string, rows: readonly Row[], code: CborProblem['code']): void {
  for (const [hex, byteOffset, own = code] of rows) {
    test(`appendix F, ${kind}: ${hex} is refused at byte ${byteOffset}`, () => {
      const problem = problemOf(hex);
      assert.equal(problem.code, own);
      assert.equal(problem.byteOffset, byteOffset);
      assert.notEqual(problem.expected, '');
      assert.match(problem.message, /byte/);
    });
  }
}

// RFC 8949, appendix F, "Examples of CBOR data items that are not well-formed", item by item.
refuse(
  'end of input in a head',
  [
    ['18', 1],
    ['19', 1],
    ['1a', 1],
    ['1b', 1],
    ['19 01', 2],
    ['1a 01 02', 3],
    ['1b 01 02 03 04 05 06 07', 8],
    ['38', 1],
    ['58', 1],
    ['78', 1],
    ['98', 1],
    ['9a 01 ff 00', 4],
    ['b8', 1],
    ['d8', 1],
    ['f8', 1],
    ['f9 00', 2],
    ['fa 00 00', 3],
    ['fb 00 00 00', 4],
  ],
  'cut-off',
);
refuse(
  'definite-length strings with short data',
  [
    ['41', 1],
    ['61', 1],
    ['5a ff ff ff ff 00', 6],
    ['5b ff ff ff ff ff ff ff ff 01 02 03', 12],
    ['7a ff ff ff ff 00', 6],
    ['7b 7f ff ff ff ff ff ff ff 01 02 03', 12],
  ],
  'cut-off',
);
refuse(
  'definite-length maps and arrays not closed with enough items',
  [
    ['81', 1],
    ['81 81 81 81 81 81 81 81 81', 9],
    ['82 00', 2],
    ['a1', 1],
    ['a2 01 02', 3],
    ['a1 00', 2],
    ['a2 00 00 00', 4],
  ],
  'cut-off',
);
refuse('tag number not followed by tag content', [['c0', 1]], 'cut-off');
refuse(
  'indefinite-length strings not closed by a break',
  [
    ['5f 41 00', 3],
    ['7f 61 00', 3],
  ],
  'cut-off',
);
refuse(
  'indefinite-length maps and arrays not closed by a break',
  [
    ['9f', 1],
    ['9f 01 02', 3],
    ['bf', 1],
    // The key repeats before the end is reached.
    ['bf 01 02 01 02', 3, 'duplicate-key'],
    ['bf 01 02 03 04', 5],
    ['81 9f', 2],
    ['9f 80 00', 3],
    ['9f 9f 9f 9f 9f ff ff ff ff', 9],
    ['9f 81 9f 81 9f 9f ff ff ff', 9],
  ],
  'cut-off',
);
refuse(
  'reserved additional information',
  ['1c', '1d', '1e', '3c', '3d', '3e', '5c', '5d', '5e', '7c', '7d', '7e', '9c', '9d', '9e', 'bc', 'bd', 'be']
    .concat(['dc', 'dd', 'de', 'fc', 'fd', 'fe'])
    .map((hex): Row => [hex, 0]),
  'malformed',
);
refuse(
  'reserved two-byte simple values',
  Array.from({ length: 32 }, (_, value): Row => [`f8 ${value.toString(16).padStart(2, '0')}`, 0]),
  'malformed',
);
refuse(
  'indefinite-length string chunks not of the correct type',
  [
    ['5f 00 ff', 1],
    ['5f 21 ff', 1],
    ['5f 61 00 ff', 1],
    ['5f 80 ff', 1],
    ['5f a0 ff', 1],
    ['5f c0 00 ff', 1],
    ['5f e0 ff', 1],
    ['7f 41 00 ff', 1],
  ],
  'malformed',
);
refuse(
  'indefinite-length string chunks not definite length',
  [
    ['5f 5f 41 00 ff ff', 1],
    ['7f 7f 61 00 ff ff', 1],
  ],
  'malformed',
);
refuse('break occurring on its own outside of an indefinite-length item', [['ff', 0]], 'malformed');
refuse(
  'break occurring in a definite-length array or map or a tag',
  [
    ['81 ff', 1],
    ['82 00 ff', 2],
    // Too few bytes for the count are seen before the break in them.
    ['a1 ff', 2, 'cut-off'],
    ['a1 ff 00', 1],
    ['a1 00 ff', 2],
    ['a2 00 00 ff', 4, 'cut-off'],
    ['a2 00 00 ff 00', 3],
    ['9f 81 ff', 2],
    ['9f 82 9f 81 9f 9f ff ff ff ff', 9],
    ['c0 ff', 1],
  ],
  'malformed',
);
refuse(
  'break in an indefinite-length map that would lead to an odd number of items',
  [
    ['bf 00 ff', 2],
    // The key repeats before the break that stands in the place of its value.
    ['bf 00 00 00 ff', 3, 'duplicate-key'],
    ['bf 00 00 01 ff', 4],
  ],
  'malformed',
);
refuse(
  'major type 0, 1, 6 with additional information 31',
  [
    ['1f', 0],
    ['3f', 0],
    ['df', 0],
  ],
  'malformed',
);

test('what follows the item is told, from its first byte on', () => {
  const problem = problemOf('00 00');
  assert.equal(problem.code, 'trailing-bytes');
  assert.equal(problem.byteOffset, 1);
  assert.match(problem.message, /1 byte follows/);
});

test('nothing at all is cut off at byte 0', () => {
  assert.deepEqual([problemOf('').code, problemOf('').byteOffset], ['cut-off', 0]);
});

const DUPLICATES: readonly (readonly [string, cbor.Cbor, cbor.Cbor])[] = [
  ['an integer in a longer head', cbor.uint(1), cbor.uint(1, 1)],
  ['an integer of 8 bytes', cbor.uint(5, 8), cbor.uint(5)],
  ['an integer above 2^53', cbor.uint(2n ** 63n + 1n), cbor.uint(2n ** 63n + 1n)],
  ['a negative integer', cbor.negint(-1), cbor.negint(-1, 4)],
  ['a text', cbor.text('nonce'), cbor.text('nonce', 2)],
  ['a text in chunks', cbor.text('nonce'), cbor.chunkedText(['no', '', 'nce'])],
  ['bytes', cbor.bytes(Uint8Array.of(1, 2)), cbor.chunkedBytes([Uint8Array.of(1), Uint8Array.of(2)])],
  ['an array', cbor.array([cbor.uint(1)]), cbor.array([cbor.uint(1)])],
  ['null', cbor.nil(), cbor.nil()],
];

for (const [name, first, second] of DUPLICATES) {
  test(`a key that is there twice is refused at the second: ${name}`, () => {
    for (const write of [cbor.map, cbor.openMap]) {
      const value = cbor.array([cbor.uint(7)]);
      const bytes = cbor.array([
        write([
          [cbor.text('other'), cbor.nil()],
          [first, value],
          [second, cbor.nil()],
        ]),
      ]);
      const problem = cborProblem(bytes);
      assert.equal(problem?.code, 'duplicate-key');
      assert.equal(problem?.byteOffset, 1 + 1 + 7 + first.length + value.length);
    }
  });
}

test('keys that differ are no duplicates', () => {
  const keys = [
    cbor.uint(1),
    cbor.negint(-2),
    cbor.text('1'),
    cbor.bytes(new TextEncoder().encode('1')),
    cbor.uint(2n ** 53n),
    cbor.uint(2n ** 53n + 1n),
    cbor.text('é'),
    cbor.text('e\u0301'),
    cbor.text('__proto__'),
    cbor.bool(true),
    cbor.nil(),
    cbor.array([]),
  ];
  assert.equal(cborProblem(cbor.openMap(keys.map((key) => [key, cbor.nil()]))), undefined);
});

test('the same key in two maps is no duplicate', () => {
  const inner = cbor.map([[cbor.uint(1), cbor.nil()]]);
  assert.equal(cborProblem(cbor.map([[cbor.uint(1), inner]])), undefined);
});

test(`maps may have ${MOST_ENTRIES} entries`, () => {
  const entries = Array.from({ length: MOST_ENTRIES + 1 }, (_, key) => [cbor.uint(key), cbor.nil()] as const);
  assert.equal(cborProblem(cbor.map(entries.slice(1))), undefined);
  assert.equal(cborProblem(cbor.map(entries))?.code, 'too-many-entries');
  assert.equal(cborProblem(cbor.openMap(entries))?.code, 'too-many-entries');
});

const WRAPPINGS: readonly (readonly [string, (item: cbor.Cbor) => cbor.Cbor, cbor.Cbor])[] = [
  ['arrays', (item) => cbor.array([item]), cbor.uint(1)],
  ['open arrays', (item) => cbor.openArray([item]), cbor.uint(1)],
  ['maps', (item) => cbor.map([[cbor.uint(1), item]]), cbor.uint(1)],
  ['maps as keys', (item) => cbor.map([[item, cbor.uint(1)]]), cbor.uint(1)],
  ['tags', (item) => cbor.tag(1, item), cbor.uint(1)],
];

for (const [name, wrap, core] of WRAPPINGS) {
  test(`${DEEPEST} ${name} nest, one more is too deep`, () => {
    let bytes = core;
    for (let depth = 0; depth < DEEPEST; depth++) {
      bytes = wrap(bytes);
    }
    assert.equal(cborProblem(bytes), undefined);
    assert.equal(cborProblem(wrap(bytes))?.code, 'too-deep');
  });
}

test('very deep nesting is refused, not followed', () => {
  for (const byte of [0x81, 0x9f, 0xa1, 0xbf, 0xc1]) {
    assert.equal(cborProblem(new Uint8Array(1_000_000).fill(byte))?.code, 'too-deep');
  }
});

/** Each breaks at the last byte but what stands behind it. */
const INVALID_UTF8: readonly (readonly [string, number])[] = [
  ['80', 0],
  ['61 bf', 1],
  ['c0 80', 0],
  ['c1 bf', 0],
  ['61 62 c3', 2],
  ['c3 28', 0],
  ['e0 80 80', 0],
  ['e0 9f bf', 0],
  ['ed a0 80', 0],
  ['e2 82', 0],
  ['f0 80 80 80', 0],
  ['f0 8f bf bf', 0],
  ['f4 90 80 80', 0],
  ['f5 80 80 80', 0],
  ['f0 9f 98', 0],
  ['f0 9f 98 28', 0],
  ['c3 a9 ff', 2],
];

for (const [hex, offset] of INVALID_UTF8) {
  test(`text that is no UTF-8 is refused: ${hex}`, () => {
    const contents = cbor.fromHex(hex);
    for (const bytes of [cbor.text(contents), cbor.text(cbor.raw(contents, [0x41])).slice(0)]) {
      const problem = cborProblem(bytes);
      assert.equal(problem?.code, 'invalid-utf8');
      assert.equal(problem?.byteOffset, 1 + offset);
    }
    const chunked = cbor.raw([0x7f], cbor.text('ok'), cbor.text(contents), cbor.BREAK);
    assert.equal(cborProblem(chunked)?.byteOffset, 1 + 3 + 1 + offset);
    assert.equal(cborProblem(cbor.bytes(contents)), undefined);
  });
}

test('UTF-8 is judged as the platform judges it', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts = fc.constantFrom(
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc2,
    0xe0,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xff,
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (units) => {
      const bytes = Uint8Array.from(units);
      let isValid = true;
      try {
        decoder.decode(bytes);
      } catch {
        isValid = false;
      }
      assert.equal(cborProblem(cbor.text(bytes)) === undefined, isValid);
    }),
    { numRuns: 3000 },
  );
});

interface Any {
  readonly item: cbor.Cbor;
}

const { any: items } = fc.letrec<{ any: Any; leaf: Any }>((tie) => ({
  leaf: fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => ({ item: cbor.uint(value) })),
    fc.nat(1000).map((value) => ({ item: cbor.negint(-1 - value, 4) })),
    fc.uint8Array({ maxLength: 40 }).map((value) => ({ item: cbor.bytes(value) })),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => ({ item: cbor.text(value) })),
    fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 3 }).map((value) => ({ item: cbor.chunkedBytes(value) })),
    fc.constantFrom(cbor.nil(), cbor.bool(true), cbor.undef(), cbor.simple(99)).map((item) => ({ item })),
    fc.double().map((value) => ({ item: cbor.float(value) })),
  ),
  any: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('any'), { maxLength: 4 }).map((all) => ({ item: cbor.array(all.map(({ item }) => item)) })),
    fc.array(tie('any'), { maxLength: 4 }).map((all) => ({ item: cbor.openArray(all.map(({ item }) => item)) })),
    fc.array(tie('any'), { maxLength: 4 }).map((all) => ({
      item: cbor.openMap(all.map(({ item }, index) => [cbor.uint(index), item])),
    })),
    tie('any').map(({ item }) => ({ item: cbor.tag(7, item) })),
  ),
}));

test('anything well-formed passes; each part of it from the start is cut off where it ends', () => {
  fc.assert(
    fc.property(items, ({ item }) => {
      assert.equal(cborProblem(item), undefined);
      for (let length = 0; length < item.length; length++) {
        const problem = cborProblem(item.subarray(0, length));
        assert.equal(problem?.code, 'cut-off');
        assert.equal(problem?.byteOffset, length);
      }
      assert.equal(cborProblem(cbor.raw(item, [0]))?.byteOffset, item.length);
    }),
    { numRuns: 500 },
  );
});

test('a part in the middle of other bytes is judged by its own bounds, at offsets of the whole', () => {
  fc.assert(
    fc.property(items, ({ item }) => {
      const bytes = cbor.raw([0xff, 0xff], item, [0x00]);
      assert.equal(cborProblem(bytes, 2, 2 + item.length), undefined);
      assert.equal(cborProblem(bytes, 2, 1 + item.length)?.byteOffset, 1 + item.length);
    }),
  );
});

test('any bytes are judged without a throw, at an offset inside them', () => {
  const heads = fc.constantFrom(
    0x00,
    0x1b,
    0x41,
    0x5f,
    0x61,
    0x7f,
    0x82,
    0x9f,
    0xa2,
    0xbf,
    0xc6,
    0xd8,
    0xf8,
    0xfb,
    0xff,
  );
  const bytes = fc.array(fc.oneof(heads, fc.nat(255)), { maxLength: 60 }).map((units) => Uint8Array.from(units));
  fc.assert(
    fc.property(bytes, (units) => {
      const problem = cborProblem(units);
      if (problem === undefined) {
        decodeCbor(units);
      } else {
        assert.ok(problem.byteOffset >= 0 && problem.byteOffset <= units.length);
      }
    }),
    { numRuns: 5000 },
  );
});
