import { assert } from 'chai';
import { extensions } from 'vscode';

describe('activation', () => {
  it('finds the extension and activates it', async () => {
    const extension = extensions.getExtension('enclave-trail.enclave-trail');
    assert.isDefined(extension);
    await extension?.activate();
    assert.isTrue(extension?.isActive);
  });
});
