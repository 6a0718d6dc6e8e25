import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyRisk, valueToCopy } from '../../../src/panel/copiedValue.ts';
import { CERTIFICATE_PARTS, type CopyTarget } from '../../../src/panel/protocol.ts';
import { NOTHING } from '../../../src/panel/sessionState.ts';
import { certificatesView } from '../../../src/panel/view/certificatesView.ts';
import { shownDocument } from '../../support/shownDocuments.ts';

describe('what the page copies', () => {
  it('is every value that it shows of a certificate', async () => {
    const shown = await shownDocument();
    const { rows } = certificatesView(shown);
    assert.equal(rows.length, 5);
    for (const [index, { fingerprint, subject, serial, validity }] of rows.entries()) {
      const [pem, ...values] = CERTIFICATE_PARTS.map((part) =>
        valueToCopy({ ...NOTHING, shown }, { of: 'certificate', index, part }),
      );
      assert.match(pem ?? '', /^-----BEGIN CERTIFICATE-----\n/);
      assert.deepEqual(values, [fingerprint, subject, serial, validity]);
    }
    assert.equal(valueToCopy({ ...NOTHING, shown }, { of: 'certificate', index: 9, part: 'serial' }), undefined);
    assert.equal(valueToCopy(NOTHING, { of: 'notation' }), undefined);
  });

  it('is text with characters that nobody sees, and is known as such', async () => {
    const text = 'family: 👩\u200d👧, heart: ❤\ufe0f\n';
    const shown = await shownDocument({ signing: { userData: Buffer.from(text) } });
    const target = { of: 'carried', field: 'userData', form: 'text' } as const;
    assert.equal(valueToCopy({ ...NOTHING, shown }, target), text);
    assert.equal(copyRisk(text, target), 'hides');
    assert.equal(copyRisk('two\n\tlines\r\n', target), 'none');
    assert.equal(copyRisk('\u001b[2J', target), 'acts');
  });

  it('has no line breaks where it was shown on one line', () => {
    const targets: readonly CopyTarget[] = [
      { of: 'fact', list: 'call', index: 0 },
      { of: 'certificate', index: 0, part: 'subject' },
    ];
    for (const target of targets) {
      assert.equal(copyRisk('CN=a\nquit', target), 'acts');
      assert.equal(copyRisk('CN=a', target), 'none');
    }
    assert.equal(copyRisk('-----BEGIN\n', { of: 'certificate', index: 0, part: 'pem' }), 'none');
  });
});
