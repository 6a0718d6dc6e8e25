import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { excerptOf, excerptReach } from '../../../src/core/index.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The excerpt of a record between what stands before and behind it, from the bytes that it reaches. */
function excerptIn(before: string, record: string, behind: string) {
  const bytes = encoder.encode(before + record + behind);
  const start = encoder.encode(before).length;
  const place = { start, end: start + encoder.encode(record).length };
  const reach = excerptReach(place);
  const excerpt = excerptOf(bytes.subarray(reach.start, reach.end), reach.start, place);
  assert.ok(excerpt !== undefined);
  return { ...excerpt, bytes, shown: excerpt.text.slice(excerpt.record.start, excerpt.record.end) };
}

describe('an excerpt', () => {
  test('holds a record with whole lines around it', () => {
    const line = `{"a":"${'ä'.repeat(300)}"}\n`;
    const { text, shown } = excerptIn(line.repeat(200), '{"the":"record"}', `\n${line.repeat(200)}`);
    assert.equal(shown, '{"the":"record"}');
    const lines = text.split('\n');
    assert.ok(lines.length > 100 && lines.slice(0, 50).every((one) => `${one}\n` === line));
    assert.ok(text.length < 110_000);
  });

  test('begins shortly before a record on a long line', () => {
    const { text, record, shown } = excerptIn(
      `{"Records":[${'{"ö":1},'.repeat(50_000)}`,
      '{"b":2}',
      ',{"c":3}'.repeat(9),
    );
    assert.equal(shown, '{"b":2}');
    assert.ok(record.start > 1500 && record.start <= 2000);
    assert.ok(text.endsWith('{"c":3}'));
  });

  test('is the whole of a small file, without its mark', () => {
    for (const before of ['\ufeff{"Records":[', '\ufeff\n\n', '\ufeff', '']) {
      const { text, shown, byteAt } = excerptIn(before, '{}', '😀');
      assert.equal(text, `${before.slice(before === '' ? 0 : 1)}{}😀`);
      assert.equal(shown, '{}');
      assert.equal(byteAt(0), before === '' ? 0 : 3);
    }
  });

  test('leads back to the bytes, whatever they are cut through', () => {
    const texts = fc.string({ unit: fc.constantFrom('x', 'ä', '€', '😀', '\n', '"'), maxLength: 400 });
    fc.assert(
      fc.property(texts, texts, texts, fc.nat(200), fc.nat(200), (before, record, behind, more, less) => {
        const {
          text,
          record: at,
          shown,
          byteAt,
          bytes,
        } = excerptIn(`${'€'.repeat(more * 130)}${before}`, record, `${behind}${'😀'.repeat(less * 100)}`);
        assert.equal(shown, record);
        assert.ok(!text.includes('\ufffd'));
        assert.equal(decoder.decode(bytes.subarray(byteAt(at.start), byteAt(at.end))), record);
      }),
    );
  });

  test('of a very long record ends inside of it, and there is none behind the end', () => {
    const { text, record } = excerptIn('', 'x'.repeat(5 * 1024 * 1024), '\nnext');
    assert.ok(text.length < 4_300_000 && record.end === text.length);
    assert.equal(excerptOf(encoder.encode('short'), 100, { start: 105, end: 110 }), undefined);
    assert.equal(excerptOf(new Uint8Array(), 0, { start: 0, end: 10 }), undefined);
  });
});
