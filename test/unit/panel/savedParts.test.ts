import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Savable } from '../../../src/panel/protocol.ts';
import { SAVED_PARTS, whyNotSaved } from '../../../src/panel/savedParts.ts';
import { documentView } from '../../../src/panel/view/panelView.ts';
import { shownDocument } from '../../support/shownDocuments.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('the public key of a document', () => {
  for (const [form, label] of [
    ['spki', 'PUBLIC KEY'],
    ['pkcs1', 'RSA PUBLIC KEY'],
  ] as const) {
    it(`is saved as PEM and as DER, whichever of them it is: ${label}`, async () => {
      const der = publicKey.export({ type: form, format: 'der' });
      const pem = publicKey.export({ type: form, format: 'pem' }).toString();
      for (const carried of [der, Buffer.from(pem), Buffer.from(pem.trimEnd().replaceAll('\n', '\r\n'))]) {
        const shown = await shownDocument({ signing: { publicKey: carried } });
        const saved = (what: Savable): Buffer => Buffer.from(SAVED_PARTS[what].contents(shown) ?? []);
        assert.equal(saved('public-key-pem').toString(), pem);
        assert.deepEqual(saved('public-key-der'), Buffer.from(der));
        assert.deepEqual(saved('public-key'), Buffer.from(carried));
        const { can } = documentView(shown, {});
        assert.deepEqual([can.savePublicKey, can.savePublicKeyConverted], [true, true]);
      }
    });
  }

  it('is saved as it is alone where it is neither', async () => {
    const shown = await shownDocument({ signing: { publicKey: Buffer.from('no key') } });
    for (const what of ['public-key-pem', 'public-key-der'] as const) {
      assert.equal(SAVED_PARTS[what].contents(shown), undefined);
      assert.match(whyNotSaved(what, shown), /^The public key is of no form that PEM and DER have/);
    }
    assert.deepEqual(SAVED_PARTS['public-key'].contents(shown), shown.document.publicKey);
    const { can } = documentView(shown, {});
    assert.deepEqual([can.savePublicKey, can.savePublicKeyConverted], [true, false]);
    const without = await shownDocument({ signing: { publicKey: null } });
    assert.equal(SAVED_PARTS['public-key'].contents(without), undefined);
    assert.equal(whyNotSaved('public-key', without), 'This document carries no public key.');
  });
});
