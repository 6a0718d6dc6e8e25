import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FoundDocument, ReadProblem } from '../../../src/core/attestation/attestationDocument.ts';
import {
  findAttestationDocuments,
  MOST_DOCUMENTS,
  readAttestationDocument,
} from '../../../src/core/attestation/findDocuments.ts';
import * as cbor from '../../support/cborWriter.ts';
import { documentBytes, noise, tpmDocumentBytes } from '../../support/documentBytes.ts';
import { pythonLiteral, SPELLED_FORMS } from '../../support/spelledBytes.ts';

function found(input: string | Uint8Array): readonly FoundDocument[] {
  const documents = findAttestationDocuments(input);
  assert.ok(documents.ok, documents.ok ? '' : documents.error.message);
  return documents.value.documents;
}

function problemOf(input: string | Uint8Array): ReadProblem {
  const document = readAttestationDocument(input);
  assert.ok(!document.ok);
  return document.error;
}

/** Documents of three lengths, so that base64 ends in each of its ways. */
function documentsOfEachLength(): readonly Uint8Array[] {
  return [0, 1, 2].map((extra) => documentBytes({ fields: { nonce: cbor.bytes(noise(20 + extra, 9 + extra)) } }));
}

for (const { name, spelling, write } of SPELLED_FORMS) {
  test(`a document is read from ${name}`, () => {
    for (const bytes of [...documentsOfEachLength(), tpmDocumentBytes(), cbor.tag(18, documentBytes())]) {
      const text = write(bytes);
      for (const written of [text, `\n\t ${text}\n\n`, `\ufeff${text}`]) {
        const [one, ...others] = found(written);
        assert.deepEqual(others, []);
        assert.deepEqual(one?.document.bytes, bytes);
        assert.equal(one?.document.spelling, spelling(bytes));
        assert.equal(one?.document.tagged, bytes[0] === 0xd2);
      }
    }
  });

  test(`a document in bytes that hold ${name} is read`, () => {
    const bytes = documentBytes();
    const text = write(bytes);
    const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    const log = (before: string): Buffer => Buffer.concat([Buffer.from(before, 'latin1'), Buffer.from(`: ${text}\n`)]);
    for (const encoded of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      bigEndian,
      Buffer.from(text, 'utf16le'),
      bigEndian.subarray(2),
      Buffer.from(`\ufeff\u0001\ud800 日本語 ${text}\n`, 'utf16le'),
      Buffer.from(`日本語: ${text}`, 'utf16le'),
      log('café'),
      log('\0'),
      log('\x01'),
      log('\xd2 \x84 \xff \x1a'),
    ]) {
      assert.deepEqual(found(encoded)[0]?.document.bytes, bytes);
    }
  });

  test(`the span of ${name} holds what spells the document, and little else`, () => {
    const bytes = documentBytes();
    const text = `${write(bytes)} `;
    const [one] = found(text);
    assert.ok(one);
    assert.ok(text.length - (one.end - one.start) < 100);
    assert.deepEqual(found(text.slice(0, one.end))[0]?.document.bytes, bytes);
    // Padding is of the span, and may be missing.
    assert.ok(!readAttestationDocument(text.slice(0, one.end - 10)).ok);
    const before = text.slice(0, one.start);
    assert.ok(!readAttestationDocument(before).ok);
    assert.equal(found(before + text.slice(one.start))[0]?.start, one.start);
  });

  test(`two documents in ${name} are both found, in their order`, () => {
    const [first, second] = documentsOfEachLength();
    assert.ok(first && second);
    const text = `${write(first)}\n;\n${write(second)}\n;\n${write(first)}`;
    assert.deepEqual(
      found(text).map(({ document }) => document.bytes),
      [first, second],
    );
  });

  test(`wherever ${name} is cut off, the answer is a problem or the document`, () => {
    const bytes = documentBytes({
      fields: { cabundle: cbor.array([cbor.bytes(noise(40))]), certificate: cbor.bytes(noise(30)) },
    });
    const text = write(bytes);
    let read = 0;
    for (let length = 0; length < text.length; length += length < 200 || length > text.length - 200 ? 1 : 23) {
      const cut = readAttestationDocument(text.slice(0, length));
      if (cut.ok) {
        read++;
        // Of an integer that is cut off nobody can tell.
        const isWhole = spelling(bytes) !== 'integers' || /\D$/.test(text.slice(0, length));
        assert.deepEqual(
          cut.value.bytes.subarray(0, isWhole ? undefined : -1),
          bytes.subarray(0, isWhole ? undefined : -1),
        );
      } else {
        const { textOffset, byteOffset, message } = cut.error;
        assert.ok(textOffset === undefined || (textOffset >= 0 && textOffset <= length));
        assert.ok(byteOffset === undefined || (byteOffset >= 0 && byteOffset <= bytes.length));
        assert.match(message, /^[A-Z].*\.$/);
      }
    }
    // What stands behind the document, such as a quote, is no part of it.
    assert.ok(read < 120);
  });

  test(`a wrong byte in ${name} is found in the text`, () => {
    const bytes = documentBytes();
    const at = Buffer.from(bytes).indexOf('SHA384') - 1;
    const broken = Uint8Array.from(bytes);
    broken[at] = 0xfc;
    const text = write(broken);
    const { byteOffset, textOffset = 0, code } = problemOf(text);
    assert.equal(code, 'not-well-formed');
    assert.equal(byteOffset, at);
    // With the byte as it was, the texts part there.
    const whole = write(bytes);
    let apart = 0;
    while (whole[apart] === text[apart]) {
      apart++;
    }
    assert.ok(Math.abs(textOffset - apart) <= 4, `${textOffset}, not ${apart}`);
  });
}

test('any document is read from any spelling', () => {
  const documents = fc
    .record({
      userData: fc.uint8Array({ maxLength: 300 }),
      nonce: fc.uint8Array({ maxLength: 20 }),
      definite: fc.boolean(),
      tagged: fc.boolean(),
    })
    .map(({ userData, nonce, definite, tagged }) => {
      const bytes = documentBytes({ fields: { user_data: cbor.bytes(userData), nonce: cbor.bytes(nonce) }, definite });
      return tagged ? cbor.tag(18, bytes) : bytes;
    });
  fc.assert(
    fc.property(documents, fc.constantFrom(...SPELLED_FORMS), (bytes, { write }) => {
      assert.deepEqual(found(write(bytes))[0]?.document.bytes, bytes);
    }),
    { numRuns: 400 },
  );
});

test('nothing that is changed in a spelled document makes it throw', () => {
  const bytes = documentBytes();
  fc.assert(
    fc.property(
      fc.constantFrom(...SPELLED_FORMS),
      fc.array(
        fc.tuple(fc.nat(), fc.constantFrom('', 'A', '=', '"', '\\', "'", '\n', '0x', ',', '-', '\\x', '\u2028', ' ')),
        { maxLength: 5 },
      ),
      ({ write }, edits) => {
        let text = write(bytes);
        for (const [place, unit] of edits) {
          const at = place % text.length;
          text = text.slice(0, at) + unit + text.slice(at + 1);
        }
        const document = readAttestationDocument(text);
        assert.ok(document.ok || document.error.message.length > 0);
      },
    ),
    { numRuns: 600 },
  );
});

test('a Python literal may hold every byte', () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const quotes = new TextEncoder().encode('\'"\\\\"\'\\n\\x41\\');
  for (const nonce of [every, quotes, quotes.slice(0, 1), quotes.slice(1, 2), quotes.slice(2, 3)]) {
    const bytes = documentBytes({ fields: { nonce: cbor.bytes(nonce) } });
    const literal = pythonLiteral(bytes);
    assert.deepEqual(found(literal)[0]?.document.bytes, bytes);
    assert.deepEqual(found(JSON.stringify(literal))[0]?.document.bytes, bytes);
    const double = `b"${literal.slice(2, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`;
    if (literal.startsWith("b'")) {
      assert.deepEqual(found(double)[0]?.document.bytes, bytes);
      assert.deepEqual(found(JSON.stringify(double))[0]?.document.bytes, bytes);
    }
  }
});

test('a document that begins otherwise than AWS writes it is found by its size', () => {
  // A protected header in a longer head, as no byte of `84 44 a1 01 38 22` would show.
  const bytes = documentBytes({ protectedHeader: cbor.bytes(cbor.fromHex('a1013822'), 1) });
  for (const { name, write } of SPELLED_FORMS) {
    assert.deepEqual(found(write(bytes))[0]?.document.bytes, bytes, name);
  }
});

test('a document inside a document is no document of the text', () => {
  const [inner = new Uint8Array()] = documentsOfEachLength();
  const held = new TextEncoder().encode(Buffer.from(inner).toString('base64'));
  const bytes = documentBytes({ fields: { user_data: cbor.bytes(held) } });
  assert.deepEqual(
    found(pythonLiteral(bytes)).map(({ document }) => document.bytes),
    [bytes],
  );
});

test('several spellings in one text are all found', () => {
  const all = SPELLED_FORMS.map(({ write }, index) => {
    const bytes = documentBytes({ fields: { nonce: cbor.bytes(noise(16, 50 + index)) } });
    return { bytes, text: write(bytes) };
  });
  const text = all.map((each) => each.text).join('\n\n;;;\n\n');
  assert.deepEqual(
    found(text).map(({ document }) => document.bytes),
    all.map(({ bytes }) => bytes),
  );
});

test('a broken document among whole ones costs nothing but itself', () => {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const [first = new Uint8Array(), second = new Uint8Array()] = documentsOfEachLength();
  const cut = base64(first).slice(0, 1000);
  for (const between of ['\n', '|', '", "']) {
    const text = [cut, base64(first), cut, base64(second), cut].join(between);
    assert.deepEqual(
      found(text).map(({ document }) => document.bytes),
      [first, second],
    );
  }
});

test(`at most ${MOST_DOCUMENTS} documents are given`, () => {
  const text = Array.from({ length: MOST_DOCUMENTS + 5 }, (_, index) =>
    Buffer.from(documentBytes({ fields: { nonce: cbor.bytes(noise(8, index)) } })).toString('hex'),
  ).join('\n');
  const most = findAttestationDocuments(text);
  assert.ok(most.ok);
  assert.equal(most.value.documents.length, MOST_DOCUMENTS);
  const [next = '', ...rest] = text.split('\n').slice(MOST_DOCUMENTS);
  assert.deepEqual(most.value.stopped, { because: 'documents', at: text.indexOf(next) });
  // As many as are given, those that are repeated not counted.
  const all = findAttestationDocuments([...text.split('\n').slice(0, MOST_DOCUMENTS), text.split('\n')[0]].join('\n'));
  assert.ok(all.ok && all.value.stopped === undefined && rest.length === 4);
});

test('bytes behind the document are refused where they surely belong to it', () => {
  const bytes = cbor.raw(documentBytes({ fields: { nonce: cbor.bytes(noise(11)) } }), [0, 1, 2]);
  for (const { name, write } of SPELLED_FORMS) {
    const { code, byteOffset, message } = problemOf(write(bytes));
    assert.equal(code, 'not-well-formed', name);
    assert.equal(byteOffset, bytes.length - 3, name);
    assert.match(message, /behind its end/);
  }
  assert.equal(problemOf(bytes).byteOffset, bytes.length - 3);
});

test('dashes of base64url right before the end of a block are read, and other dashes are not', () => {
  // The last bytes of the signature are spelled with dashes: 62, six bits at a time.
  const signature = noise(96);
  signature.set([0xfb, 0xef, 0xbe], 93);
  const ends = [0, 1, 2].map((extra) => {
    const document = documentBytes({
      signature: cbor.bytes(signature),
      fields: { nonce: cbor.bytes(noise(20 + extra)) },
    });
    const text = Buffer.from(document).toString('base64url');
    for (const behind of ['-----END A-----', '\n-----END A-----', '\n--------------', '']) {
      assert.deepEqual(found(`-----BEGIN A-----\n${text}${behind}`)[0]?.document.bytes, document);
    }
    return text.slice(-1);
  });
  assert.ok(ends.includes('-'));
});

test('words behind a document are no part of it', () => {
  const bytes = documentBytes();
  for (const write of [
    (all: Uint8Array) => Buffer.from(all).toString('base64'),
    (all: Uint8Array) => Buffer.from(all).toString('hex'),
  ]) {
    for (const behind of [
      ' done',
      '\nBad',
      '\tadded',
      ' - ok',
      '. Next',
      ')',
      '</pre>',
      ' beef',
      '"',
      ' a\ndone',
      '\na\nbad',
      ' a\nb',
    ]) {
      assert.deepEqual(found(`${write(bytes)}${behind}`)[0]?.document.bytes, bytes, behind);
    }
  }
});
