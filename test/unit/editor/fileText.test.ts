import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeSpan, inLabel, inMessage, plainInMarkdown, visible, withoutIcons } from '../../../src/editor/fileText.ts';

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

test('a label shows no icon, and a message no link', () => {
  assert.equal(inLabel('$(check) ok'), '\\$(check) ok');
  assert.equal(inMessage('[open](command:quit)'), '[open] (command:quit)');
});

test('text is cut before and after it is spelled out', () => {
  assert.equal(visible('x'.repeat(400)).length, 300);
  assert.ok(visible('\n'.repeat(400)).length <= 300);
});
