import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harmless } from '../../../src/core/measurement/referenceMeasurement.ts';
import {
  codeSpan,
  hidesSomething,
  inLabel,
  inMessage,
  plainInMarkdown,
  readableMarkdown,
  visible,
  visibleLines,
  withoutIcons,
} from '../../../src/editor/fileText.ts';

test('no text from a file shows a tick: a ✓ is for matches alone', () => {
  for (const tick of ['√', '☑', '✅', '✓', '✔', '🗸', '🗹']) {
    for (const shown of [visible, inLabel, codeSpan, plainInMarkdown, inMessage]) {
      assert.ok(!shown(`Decrypt ${tick} matches payments`).includes(tick), `${shown.name} shows ${tick}`);
    }
  }
  assert.equal(withoutIcons('✓ matches payments'), '✓ matches payments');
});

test('characters that control, hide or turn text are spelled out, on one line', () => {
  assert.equal(visible('a\nb\u202ec\u200bd'), 'a\\u{a}b\\u{202e}c\\u{200b}d');
});

test('letters, marks and blanks that nobody sees are spelled out, and found', () => {
  for (const hidden of [
    ...'\u3164\u115f\u1160\uffa0\u2800\u034f\ufe00\ufe0f\u180b\u180c\u180d\u180e\u180f\u17b4\u17b5\u00ad',
    '\u{e0100}',
    '\u{e01ef}',
  ]) {
    const code = hidden.codePointAt(0)?.toString(16);
    assert.equal(visible(`a${hidden}b`), `a\\u{${code}}b`);
    assert.ok(hidesSomething(`a${hidden}b`), code);
    assert.equal(harmless(`a${hidden}b`), 'a\ufffdb', code);
  }
  assert.equal(visible('öre — 日本語 한국어 ខ្មែរ ᠮᠣᠩᠭᠣᠯ 😀'), 'öre — 日本語 한국어 ខ្មែរ ᠮᠣᠩᠭᠣᠯ 😀');
});

test('a label shows no icon, and a message no link', () => {
  assert.equal(inLabel('$(check) ok'), '\\$(check) ok');
  assert.equal(inMessage('[open](command:quit)'), '[open] (command:quit)');
});

test('text is cut before and after it is spelled out', () => {
  assert.equal(visible('x'.repeat(400)).length, 300);
  assert.ok(visible('\n'.repeat(400)).length <= 300);
});

test('words for a report stay readable, and what would act in Markdown does not', () => {
  const ours = '5 certificates, valid at 2026-03-04 05:06:05Z; PCR8 differs (named "payments" 1.4.2).';
  assert.equal(readableMarkdown(ours), ours);
  for (const acting of ['[x](command:quit)', '<img src=x>', '*a*', '_a_', '`a`', 'a | b', 'http://x', 'a@b', '&amp;']) {
    assert.notEqual(readableMarkdown(acting), acting);
    assert.doesNotMatch(readableMarkdown(acting), /[[\]<>*_`|@]|:\/\/|&amp;/, acting);
  }
  assert.doesNotMatch(readableMarkdown('see evil.example.com'), /evil\.example/);
});

test('lines are kept where lines are drawn, and nothing else that turns or controls text', () => {
  assert.equal(visibleLines('a\r\n\tb\u202ec'), 'a\n  b\\u{202e}c');
  assert.equal(visibleLines('x\n'.repeat(50), 10).length, 10);
});

test('what nobody sees in a text is found, and line ends and tabs are seen', () => {
  for (const hidden of ['a\u202eb', 'a\u200bb', 'a\u0007', 'a\u001b[2J', 'a\rb', 'a\u2028b']) {
    assert.ok(hidesSomething(hidden), JSON.stringify(hidden));
  }
  assert.ok(!hidesSomething('{\r\n\t"job": "4711 ✓ öre"\n}'));
});
