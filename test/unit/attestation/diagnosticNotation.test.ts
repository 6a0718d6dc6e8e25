import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnosticNotation, LONGEST_NOTATION } from '../../../src/core/attestation/diagnosticNotation.ts';
import * as cbor from '../../support/cborWriter.ts';
import { documentBytes, ES384, MODULE_ID, noise, registers } from '../../support/documentBytes.ts';

// RFC 8949, appendix A; widths that are not the shortest, and floating-point numbers, are marked with theirs.
const ROWS: readonly (readonly [string, string])[] = [
  ['00', '0'],
  ['17', '23'],
  ['18 18', '24'],
  ['1b 00 00 00 e8 d4 a5 10 00', '1000000000000'],
  ['1b ff ff ff ff ff ff ff ff', '18446744073709551615'],
  ['3b ff ff ff ff ff ff ff ff', '-18446744073709551616'],
  ['20', '-1'],
  ['39 03 e7', '-1000'],
  ['18 01', '1_0'],
  ['19 00 01', '1_1'],
  ['1a 00 00 00 01', '1_2'],
  ['1b 00 00 00 00 00 00 00 01', '1_3'],
  ['38 00', '-1_0'],
  ['c2 49 01 00 00 00 00 00 00 00 00', "2(h'010000000000000000')"],
  ['f9 00 00', '0.0_1'],
  ['f9 80 00', '-0.0_1'],
  ['f9 3c 00', '1.0_1'],
  ['f9 3e 00', '1.5_1'],
  ['f9 7b ff', '65504.0_1'],
  ['f9 00 01', '5.960464477539063e-8_1'],
  ['f9 c4 00', '-4.0_1'],
  ['f9 7c 00', 'Infinity_1'],
  ['f9 7e 00', 'NaN_1'],
  ['f9 fc 00', '-Infinity_1'],
  ['fa 47 c3 50 00', '100000.0_2'],
  ['fb 3f f1 99 99 99 99 99 9a', '1.1_3'],
  ['fb 7e 37 e4 3c 88 00 75 9c', '1e+300_3'],
  ['f4', 'false'],
  ['f5', 'true'],
  ['f6', 'null'],
  ['f7', 'undefined'],
  ['f0', 'simple(16)'],
  ['f8 ff', 'simple(255)'],
  ['40', "h''"],
  ['44 01 02 03 04', "h'01020304'"],
  ['58 01 ff', "h'ff'_0"],
  ['60', '""'],
  ['62 22 5c', '"\\"\\\\"'],
  ['62 c3 bc', '"ü"'],
  ['64 f0 90 85 91', '"𐅑"'],
  ['61 0a', '"\\u000a"'],
  ['63 e2 80 ae', '"\\u202e"'],
  ['63 e2 80 a8', '"\\u2028"'],
  ['63 e2 80 8b', '"\\u200b"'],
  ['63 e3 85 a4', '"\\u3164"'],
  ['63 e2 a0 80', '"\\u2800"'],
  ['63 ef bb bf', '"\\ufeff"'],
  ['64 f3 a0 81 81', '"\\udb40\\udc41"'],
  ['80', '[]'],
  ['83 01 02 03', '[1, 2, 3]'],
  ['98 01 01', '[_0 1]'],
  ['9f ff', '[_ ]'],
  ['9f 01 02 ff', '[_ 1, 2]'],
  ['a0', '{}'],
  ['a2 01 02 03 04', '{1: 2, 3: 4}'],
  ['bf ff', '{_ }'],
  ['bf 01 20 ff', '{_ 1: -1}'],
  ['82 01 81 02', '[\n  1,\n  [2]\n]'],
  ['a1 61 61 bf 61 62 9f ff ff', '{\n  "a": {_\n    "b": [_ ]\n  }\n}'],
  ['5f 42 01 02 43 03 04 05 ff', "(_ h'0102', h'030405')"],
  ['7f 61 61 60 ff', '(_ "a", "")'],
  ['5f ff', "''_"],
  ['7f ff', '""_'],
  ['d8 18 45 64 49 45 54 46', '24(<<"IETF">>)'],
  ['d8 18 41 ff', "24(h'ff')"],
  ['d8 01 00', '1_0(0)'],
  ['81 ff', "h'81ff' / no well-formed CBOR /"],
  ['', "h'' / no well-formed CBOR /"],
];

for (const [hex, text] of ROWS) {
  test(`the notation of ${hex || 'nothing'} is ${JSON.stringify(text)}`, () => {
    assert.equal(diagnosticNotation(cbor.fromHex(hex)), text);
  });
}

function shortDocument(tagged: boolean): cbor.Cbor {
  const fields = {
    pcrs: registers({ 0: noise(2, 1), 1: noise(2, 2) }),
    certificate: cbor.bytes(Uint8Array.of(0x30, 0)),
    cabundle: cbor.array([cbor.bytes(Uint8Array.of(1)), cbor.bytes(Uint8Array.of(2))]),
  };
  const bytes = documentBytes({ fields, signature: cbor.bytes(Uint8Array.of(9)) });
  return tagged ? cbor.tag(18, bytes) : bytes;
}

const SHORT = `[
  <<{1: -35}>>,
  {},
  <<{_
    "module_id": "${MODULE_ID}",
    "digest": "SHA384",
    "timestamp": 1772600765402,
    "pcrs": {
      0: h'${Buffer.from(noise(2, 1)).toString('hex')}',
      1: h'${Buffer.from(noise(2, 2)).toString('hex')}'
    },
    "certificate": h'3000',
    "cabundle": [
      h'01',
      h'02'
    ],
    "public_key": null,
    "user_data": null,
    "nonce": null
  }>>,
  h'09'
]`;

test('a document is laid out with what is embedded in it, tagged and untagged', () => {
  assert.equal(diagnosticNotation(shortDocument(false)), SHORT);
  assert.equal(diagnosticNotation(shortDocument(true)), `18(${SHORT})`);
});

test('a payload that is no CBOR is given as bytes', () => {
  const bytes = documentBytes({ payload: cbor.bytes(Uint8Array.of(0xa1, 0)), signature: cbor.bytes(noise(0)) });
  assert.equal(diagnosticNotation(bytes), "[\n  <<{1: -35}>>,\n  {},\n  h'a100',\n  h''\n]");
});

test('byte strings elsewhere are not looked into', () => {
  const inner = cbor.bytes(ES384);
  assert.equal(diagnosticNotation(cbor.array([inner])), "[\n  h'a1013822'\n]");
});

/** A number inside as many byte strings as there are levels, each with tag 24. */
function embedded(levels: number): cbor.Cbor {
  let item = cbor.uint(0);
  for (let level = 0; level < levels; level++) {
    item = cbor.tag(24, cbor.bytes(item));
  }
  return item;
}

test('what is embedded is written as CBOR four levels deep, and as bytes below that', () => {
  assert.equal(diagnosticNotation(embedded(4)), '24(<<24(<<24(<<24(<<0>>)>>)>>)>>)');
  assert.equal(diagnosticNotation(embedded(5)), "24(<<24(<<24(<<24(<<24(h'00')>>)>>)>>)>>)");
  assert.equal(
    diagnosticNotation(embedded(6)),
    `24(<<24(<<24(<<24(<<24(h'${Buffer.from(embedded(1)).toString('hex')}')>>)>>)>>)>>)`,
  );
});

test('the payload of a document is one of the four levels', () => {
  const text = diagnosticNotation(documentBytes({ fields: { user_data: embedded(4) } }));
  assert.match(text, /"user_data": 24\(<<24\(<<24\(<<24\(h'00'\)>>\)>>\)>>\),/);
});

test('thousands of levels cost no more than their bytes', () => {
  for (const levels of [1000, 8000, 10_000]) {
    const deep = embedded(levels);
    const start = '24(<<24(<<24(<<24(<<24(h';
    assert.ok(diagnosticNotation(deep).startsWith(start));
    assert.match(diagnosticNotation(documentBytes({ fields: { user_data: deep } })), /24\(<<24\(<<24\(<<24\(h'd818/);
  }
});

test('whole documents inside one another are written', () => {
  let bytes = documentBytes();
  for (let level = 0; level < 12; level++) {
    bytes = documentBytes({ fields: { user_data: cbor.tag(24, cbor.bytes(bytes)) } });
  }
  const text = diagnosticNotation(bytes);
  assert.ok(text.startsWith('[\n  <<{1: -35}>>'));
  // The headers of embedded messages stay as they are: only what has the tag is looked into.
  assert.equal(text.split("h'a1013822'").length - 1, 1);
  let envelope = documentBytes();
  while (envelope.length < 60_000) {
    envelope = documentBytes({ payload: cbor.bytes(envelope) });
  }
  assert.ok(
    diagnosticNotation(envelope).startsWith("[\n  <<{1: -35}>>,\n  {},\n  <<[\n    h'a1013822',\n    {},\n    h'8444"),
  );
});

test('containers in containers end where they end', () => {
  const short = cbor.array([cbor.uint(1)]);
  const open = cbor.openArray([cbor.openMap([[cbor.text('a'), short]]), cbor.chunkedText(['b']), short]);
  const text = '[_\n  {_\n    "a": [1]\n  },\n  (_ "b"),\n  [1]\n]';
  assert.equal(diagnosticNotation(open), text);
  assert.equal(diagnosticNotation(cbor.tag(1, cbor.tag(2, open))), `1(2(${text}))`);
});

/** What a notation says at its end of where it was cut off. */
function cutAt(text: string): string | undefined {
  return /… \/ cut off: what follows from the item at byte ([\d,]+) of [\d,]+ on is left out/.exec(text)?.[1];
}

test('the whole is cut at a bound, and says where', () => {
  const item = cbor.array([cbor.array([cbor.array([cbor.text('')])])]);
  const text = diagnosticNotation(cbor.array(Array.from({ length: 15_000 }, () => item)));
  assert.ok(text.length >= LONGEST_NOTATION && text.length < LONGEST_NOTATION + 150);
  const at = Number(cutAt(text)?.replace(',', ''));
  // Each item of the outermost array has four bytes and a line of its own.
  const written = text.split('\n  [').length - 1;
  assert.ok(Math.abs(at - 3 - 4 * written) <= 4, `${at} ${written}`);
});

const LONG_STRINGS: readonly (readonly [string, cbor.Cbor])[] = [
  ['bytes', cbor.bytes(noise(60_000))],
  ['letters', cbor.text('a'.repeat(200_000))],
  ['letters of three bytes', cbor.text('€'.repeat(100_000))],
  ['characters of four bytes', cbor.text('😀'.repeat(60_000))],
  ['a letter and characters of four bytes', cbor.text(`a${'😀'.repeat(60_000)}`)],
  ['characters that are escaped', cbor.text('\u202e'.repeat(20_000))],
  ['chunks', cbor.chunkedBytes(Array.from({ length: 60 }, () => noise(1000)))],
];

for (const [name, item] of LONG_STRINGS) {
  test(`a string of ${name} that is too long is cut, with what follows it`, () => {
    const text = diagnosticNotation(cbor.array([cbor.uint(7), item, cbor.text('behind')]));
    assert.equal(cutAt(text), '2');
    assert.ok(text.length >= LONGEST_NOTATION - 1 && text.length < LONGEST_NOTATION + 150);
    assert.ok(!text.includes('behind'));
    assert.doesNotMatch(text, /\ufffd|\p{Cs}/u);
  });
}

test('a notation that just fits is whole', () => {
  const fitting = (length: number): string => diagnosticNotation(cbor.text('a'.repeat(length)));
  // Two quotes, and a length that takes four bytes where two would not do.
  assert.equal(fitting(LONGEST_NOTATION - 2).length, LONGEST_NOTATION);
  assert.equal(cutAt(fitting(LONGEST_NOTATION - 2)), undefined);
  assert.equal(cutAt(fitting(LONGEST_NOTATION - 1)), '0');
});

test('bytes that are no CBOR are cut, too', () => {
  const text = diagnosticNotation(Uint8Array.from({ length: 100_000 }, () => 0xff));
  assert.equal(cutAt(text), '0');
  assert.ok(text.startsWith("h'ffff"));
});

test('the document with the largest payload of the format is whole', () => {
  const cabundle = cbor.array(Array.from({ length: 14 }, () => cbor.bytes(noise(1000))));
  const bytes = documentBytes({ fields: { cabundle } });
  assert.ok(bytes.length > 15_000);
  assert.equal(cutAt(diagnosticNotation(bytes)), undefined);
});
