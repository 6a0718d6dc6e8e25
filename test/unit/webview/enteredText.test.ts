import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { asInField, type EnteredText, hear, placeInField } from '../../../webview/attestation/enteredText.ts';

const NOTHING: EnteredText = { said: undefined, sent: undefined };

describe('a field whose text both sides change', () => {
  it('shows what the extension says first', () => {
    assert.deepEqual(hear(NOTHING, 'a'), { after: { said: 'a', sent: undefined }, write: true });
  });

  it('keeps what was typed when the extension says the same again', () => {
    assert.equal(hear({ said: 'a', sent: undefined }, 'a').write, false);
  });

  it('keeps what was typed since when the extension answers what was sent', () => {
    const { after, write } = hear({ said: 'a', sent: 'ab' }, 'ab');
    assert.equal(write, false);
    assert.deepEqual(after, { said: 'ab', sent: undefined });
  });

  it('waits on for the answer while the extension repeats itself', () => {
    assert.deepEqual(hear({ said: 'a', sent: 'ab' }, 'a').after, { said: 'a', sent: 'ab' });
  });

  it('shows news, and takes the answer to an older text for news afterwards', () => {
    const news = hear({ said: 'a', sent: 'ab' }, 'from a file');
    assert.equal(news.write, true);
    assert.equal(hear(news.after, 'ab').write, true);
  });
});

describe('a place in a text', () => {
  it('moves back by each carriage return before it that a field drops', () => {
    assert.equal(placeInField('a\r\nb\r\nc', 6), 4);
    assert.equal(placeInField('a\nb', 2), 2);
    assert.equal(placeInField('a\rb', 2), 2);
  });

  it('is at the same character in the field', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\r\n', '\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(), (written, choice) => {
        const at = choice % (written.length + 1);
        const character = written[at];
        fc.pre(character === 'a' || character === 'b');
        assert.equal(asInField(written)[placeInField(written, at)], character);
      }),
    );
  });
});
