import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  hostMessage,
  LARGEST_INPUT,
  type PageMessage,
  type PageState,
  pageMessage,
  pageState,
} from '../../../src/panel/protocol.ts';

const STATE: PageState = {
  text: 'hEShATgioFk',
  draft: 'typed',
  origin: 'boot.cbor',
  shown: 'AAAA',
  expected: { nonce: '00ff' },
  call: '["file:///trail.json",0,"id"]',
};

const MESSAGES: readonly PageMessage[] = [
  { type: 'ready' },
  { type: 'decode', text: '' },
  { type: 'decodeFile', name: 'boot.cbor', bytes: Uint8Array.of(0x84) },
  { type: 'chooseFile' },
  { type: 'chooseDocument', index: 1 },
  { type: 'chooseCall', id: 'id' },
  { type: 'revealCall' },
  { type: 'revealPcr', index: 8 },
  { type: 'openReference' },
  { type: 'expect', field: 'nonce', text: '00' },
  { type: 'copy', target: { of: 'pcr', index: 0, column: 'call' } },
  { type: 'copy', target: { of: 'fact', list: 'identity', index: 0 } },
  { type: 'copy', target: { of: 'certificate', index: 4, part: 'pem' } },
  { type: 'copy', target: { of: 'certificate', index: 0, part: 'serial' } },
  { type: 'copy', target: { of: 'carried', field: 'publicKey', form: 'base64' } },
  { type: 'copy', target: { of: 'notation' } },
  { type: 'copyReport', format: 'json' },
  { type: 'showReport' },
  { type: 'save', what: 'public-key-pem' },
  { type: 'addReference' },
];

describe('a message of the page', () => {
  it('is taken as it was sent', () => {
    for (const message of MESSAGES) {
      assert.deepEqual(pageMessage(message), message);
    }
  });

  it('is none when a part of it is missing or of another kind', () => {
    for (const message of MESSAGES) {
      for (const name of Object.keys(message)) {
        for (const wrong of [undefined, null, -1, 1.5, 'other', [], {}]) {
          const broken = pageMessage({ ...message, [name]: wrong });
          // Text may be any text; what is not may be nothing else than what was asked for.
          const isText = typeof wrong === 'string' && ['text', 'name', 'id'].includes(name);
          assert.equal(broken === undefined, !isText, `${message.type}.${name} = ${String(wrong)}`);
        }
      }
    }
  });

  it('brings no more than was asked for', () => {
    assert.deepEqual(pageMessage({ type: 'ready', command: 'rm' }), { type: 'ready' });
    assert.deepEqual(pageMessage({ type: 'copy', target: { of: 'notation', path: '/' } }), {
      type: 'copy',
      target: { of: 'notation' },
    });
  });

  it('is bounded: neither text nor files of more than 1 MiB arrive', () => {
    const text = 'a'.repeat(LARGEST_INPUT);
    assert.ok(pageMessage({ type: 'decode', text }));
    assert.equal(pageMessage({ type: 'decode', text: `${text}a` }), undefined);
    const bytes = new Uint8Array(LARGEST_INPUT + 1);
    assert.equal(pageMessage({ type: 'decodeFile', name: 'x', bytes }), undefined);
    assert.ok(pageMessage({ type: 'decodeFile', name: 'x', bytes: bytes.subarray(1) }));
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        for (const read of [pageMessage, hostMessage, pageState]) {
          assert.doesNotThrow(() => read(data));
        }
      }),
    );
  });
});

describe('what the page keeps', () => {
  it('is taken whole, without what it does not know', () => {
    assert.deepEqual(pageState({ ...STATE, more: 1 }), STATE);
  });

  it('loses a part that is wrong, and all of it where its text is', () => {
    assert.deepEqual(pageState({ ...STATE, origin: 5, call: 5, draft: 5, expected: { nonce: 5, other: 'x' } }), {
      ...STATE,
      origin: undefined,
      call: undefined,
      draft: undefined,
      expected: {},
    });
    assert.equal(pageState({ ...STATE, text: 5 }), undefined);
    assert.equal(pageState({ ...STATE, shown: 5 }), undefined);
  });
});

describe('a message of the extension', () => {
  const input = { text: '', origin: undefined, problem: undefined, choices: [], chosen: 0, choicesAre: '' };

  it('is a view with a state, or asks for a document', () => {
    assert.deepEqual(hostMessage({ type: 'ask' }), { type: 'ask' });
    const view = { input, document: undefined };
    assert.deepEqual(hostMessage({ type: 'view', view, state: STATE }), { type: 'view', view, state: STATE });
  });

  it('is none without a state, without an input, or with half a document', () => {
    assert.equal(hostMessage({ type: 'view', view: { input, document: undefined } }), undefined);
    assert.equal(hostMessage({ type: 'view', view: { document: undefined }, state: STATE }), undefined);
    assert.equal(hostMessage({ type: 'view', view: { input, document: { verdict: {} } }, state: STATE }), undefined);
    assert.equal(hostMessage({ type: 'other' }), undefined);
  });
});
