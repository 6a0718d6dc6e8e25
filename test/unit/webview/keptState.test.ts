import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LARGEST_INPUT, type PageState, pageState } from '../../../src/panel/protocol.ts';
import { refusal } from '../../../webview/attestation/inputSize.ts';
import { draftOver, withDraft } from '../../../webview/attestation/keptState.ts';

const STATE: PageState = {
  text: 'said',
  draft: undefined,
  origin: undefined,
  shown: '',
  expected: { nonce: '00' },
  call: undefined,
};

describe('what the page keeps', () => {
  it('is what the extension sent, where nothing was typed', () => {
    assert.deepEqual(pageState(withDraft(STATE, 'said', 'said')), STATE);
  });

  it('has what was typed besides what was said, for as long as that is said', () => {
    const kept = pageState(withDraft(STATE, 'typed', 'said'));
    assert.deepEqual(kept, { ...STATE, draft: 'typed' });
    assert.equal(draftOver(kept, 'said'), 'typed');
    assert.equal(draftOver(kept, 'another document'), undefined);
    assert.equal(draftOver(undefined, ''), undefined);
  });

  it('is still whole for the extension when more was typed than may be sent', () => {
    const kept = withDraft(STATE, 'a'.repeat(LARGEST_INPUT + 1), 'said');
    assert.deepEqual(pageState(kept), STATE);
  });

  it('is nothing where it is broken', () => {
    for (const broken of [undefined, null, 'text', {}, { ...STATE, text: 5 }, { ...STATE, shown: undefined }]) {
      assert.equal(pageState(broken), undefined);
    }
    assert.equal(pageState({ ...STATE, draft: 5 })?.draft, undefined);
  });
});

describe('the size of what is sent', () => {
  it('is refused above 1 MiB, and says how much it is', () => {
    assert.equal(refusal(LARGEST_INPUT, 'bytes'), undefined);
    assert.match(refusal(LARGEST_INPUT + 1, 'bytes') ?? '', /1,048,577 bytes.*at most 1 MiB/);
  });
});
