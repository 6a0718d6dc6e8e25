import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { trailOfOthers } from '../support/corpus.ts';
import { attestedEvent, extended, IMAGE, INSTANCE, kmsEvent, measured, ROLE } from '../support/events.ts';
import { openWorkbench, type Theme, type Workbench, workbenchTest } from '../support/workbench.ts';
import { workspaceFolder } from '../support/workspaces.ts';

/** As AWS's documentation prints them: hex, two fields, an id whose time is centuries away. */
function printedByAws(eventName: string): ReturnType<typeof kmsEvent> {
  const recipient = {
    attestationDocumentModuleId: 'i-0fedcba9876543210-enc1234567890abcdef',
    attestationDocumentEnclaveImageDigest: measured('an image in the documentation').toString('hex'),
  };
  return kmsEvent({ eventName, userIdentity: { type: 'IAMUser' }, additionalEventData: { recipient } });
}

const ZEROS = 'A'.repeat(64);

const trail = {
  Records: [
    attestedEvent({ eventName: 'Decrypt' }),
    attestedEvent({ eventName: 'GenerateDataKey' }),
    attestedEvent(
      { eventName: 'Decrypt', eventID: 'debug' },
      {
        attestationDocumentEnclaveImageDigest: ZEROS,
        attestationDocumentEnclavePCR1: ZEROS,
        attestationDocumentEnclavePCR2: ZEROS,
        attestationDocumentEnclavePCR8: ZEROS,
      },
    ),
    printedByAws('GenerateRandom'),
    printedByAws('GenerateDataKey'),
  ],
};

const measurements = {
  measurements: [
    {
      name: 'payments',
      version: '1.4.2',
      pcrs: { PCR0: IMAGE.pcr0.toString('hex'), PCR8: IMAGE.pcr8.toString('hex') },
    },
  ],
};

const text = JSON.stringify(trail, undefined, 1);

/** Counted from 1, of the first line that holds the words. */
function lineOf(words: string): number {
  return text.split('\n').findIndex((line) => line.includes(words)) + 1;
}

const folder = workspaceFolder('annotations', {
  'trail.json': text,
  'enclave-measurements.json': JSON.stringify(measurements, undefined, 2),
});

for (const theme of ['dark', 'light'] as const satisfies readonly Theme[]) {
  describe(`a trail of five attested calls, ${theme}`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await openWorkbench({ workspace: folder, open: 'trail.json', theme });
    });
    after(() => workbench.close());

    test('the status bar counts the calls', async () => {
      assert.equal(await workbench.statusBarItem('attested'), '5 attested calls · 1 debug · 2 unknown');
    });

    test('a lens over each event says operation and outcome', async () => {
      await workbench.until('the lens of the first call', async () =>
        (await workbench.codeLenses()).includes('Attested Decrypt: ✓ matches payments 1.4.2'),
      );
    });

    test('hints explain the values of a call', async () => {
      await workbench.runCommand('Next Attested Call');
      assert.equal(await workbench.waitForInlayHint('ModuleId"', '~launched'), '~launched 2026-03-04 05:00:00Z');
      assert.equal(await workbench.waitForInlayHint('ImageDigest"', '✓'), '✓ payments 1.4.2');
      assert.equal(await workbench.waitForInlayHint('EnclavePCR3"', 'role'), '= role öre');
      assert.equal(await workbench.waitForInlayHint('EnclavePCR4"', 'i-'), `= ${INSTANCE}`);
      assert.deepEqual(await workbench.inlayHints('EnclavePCR8"'), []);
    });

    test('the gutter marks the recipient by its outcome', async () => {
      const marks = await workbench.until('a mark in the gutter', async () => {
        const icons = await workbench.gutterIcons();
        return icons.length > 0 && icons;
      });
      assert.match(marks[0]?.image ?? '', new RegExp(`match-${theme}`));
      await workbench.screenshot(`trail-${theme}`);
    });

    test('the hover on the event name explains the call', async () => {
      await workbench.goToLine(lineOf('"eventName": "Decrypt"'));
      const words = await workbench.hover('"Decrypt"', 'attested by');
      assert.match(words, /Decrypt attested by a Nitro enclave — ✓ matches payments 1\.4\.2/);
      assert.match(words, /Reference payments 1\.4\.2 in enclave-measurements\.json/);
      assert.match(words, /~2026-03-04 05:00:00Z, inferred from the module id/);
      assert.ok(words.includes(IMAGE.pcr0.toString('hex')) && words.includes(IMAGE.pcr0.toString('base64')));
      assert.ok(words.includes(extended(ROLE).toString('hex')));
      assert.match(words, /PCR3 with the caller's role .*: agrees/);
    });

    test('the hover on a measurement begins with that measurement', async () => {
      await workbench.runCommand('Next Attested Call');
      const words = await workbench.hover(IMAGE.pcr2.toString('base64').slice(0, 12), 'PCR2 application');
      assert.ok(words.indexOf('PCR2 application') < words.indexOf('PCR0 whole image'));
      await workbench.screenshot(`hover-${theme}`);
      await workbench.page.keyboard.press('Escape');
    });

    test('debug mode is named, and nothing is called unsigned in it', async () => {
      await workbench.runCommand('Next Attested Call');
      await workbench.runCommand('Next Attested Call');
      assert.equal(await workbench.waitForInlayHint('ImageDigest": ⚠', 'debug'), '⚠ debug mode');
      assert.ok(!(await workbench.visibleLines()).some((line) => line.includes('unsigned')));
    });

    test('records as AWS prints them have an unknown image and no launch time', async () => {
      await workbench.runCommand('Previous Attested Call');
      await workbench.runCommand('Go to Attested Call…');
      const rows = await workbench.quickPickRows('Go to Attested Call');
      assert.equal(rows.length, 5);
      assert.match(rows[3] ?? '', /^GenerateRandom ?unknown image · line \d+/);
      await workbench.fillInput('GenerateRandom');
      await workbench.page.keyboard.press('Enter');
      assert.equal(await workbench.waitForInlayHint('ImageDigest"', 'unknown'), '? unknown image');
      assert.deepEqual(await workbench.inlayHints('i-0fedcba9876543210'), []);
    });

    test('a typed edit changes hint, status and gutter, and undo brings them back', async () => {
      await workbench.runCommand('Next Attested Call');
      await workbench.runCommand('Next Attested Call');
      await workbench.waitForInlayHint('ImageDigest"', '✓ payments');
      await workbench.typeAfter(IMAGE.pcr0.toString('base64').slice(0, 10), 'x');
      assert.equal(await workbench.waitForInlayHint('ImageDigest"', '?'), '? image not readable');
      await workbench.statusBarItem('5 attested calls · 1 debug · 1 unreadable · 2 unknown');
      await workbench.until('the mark of what cannot be read', async () =>
        (await workbench.gutterIcons()).some(({ image }) => image.includes(`unreadable-${theme}`)),
      );
      const words = await workbench.hover('ImageDigest"', 'not a SHA-384 digest');
      assert.match(words, /it has 4[89] bytes|read as base64 it has \d+ bytes/);
      await workbench.page.keyboard.press('Escape');
      await workbench.page.keyboard.press('Control+z');
      await workbench.waitForInlayHint('ImageDigest"', '✓ payments 1.4.2');
      await workbench.statusBarItem('5 attested calls · 1 debug · 2 unknown');
    });

    test('nothing went wrong in the console', () => {
      assert.deepEqual(workbench.consoleErrors(), []);
    });
  });
}

workbenchTest(
  'an image becomes known by quick fix: from “unknown image” to ✓',
  {
    workspace: workspaceFolder('unknown', { 'trail.json': text }),
    open: 'trail.json',
    theme: 'dark',
  },
  async (workbench) => {
    await workbench.statusBarItem('attested calls');
    await workbench.runCommand('Next Attested Call');
    await workbench.waitForInlayHint('ImageDigest"', '? image A');
    const unknown = (problem: string): boolean => problem.includes('Unknown image.');
    const before = await workbench.problems();
    assert.equal(before.filter(unknown).length, 2);
    await workbench.screenshot('problems-dark');
    await workbench.page.keyboard.press('Control+j');
    await workbench.runCommand('Next Attested Call');
    await workbench.runCommand('Previous Attested Call');
    await workbench.quickFix('Add this image as a reference measurement…', 'quick-fix-dark');
    await workbench.fillInput('ledger');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.quick-input-widget:visible', { hasText: '2/2' }).waitFor();
    await workbench.fillInput('2.0');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('Added ledger to enclave-measurements.json');
    assert.equal(await workbench.waitForInlayHint('ImageDigest"', '✓'), '✓ ledger 2.0');
    const written: unknown = JSON.parse(readFileSync(`${workbench.folder}/enclave-measurements.json`, 'utf8'));
    const pcrs = { PCR0: IMAGE.pcr0, PCR1: IMAGE.pcr1, PCR2: IMAGE.pcr2, PCR8: IMAGE.pcr8 };
    const inHex = Object.fromEntries(Object.entries(pcrs).map(([name, value]) => [name, value.toString('hex')]));
    assert.deepEqual(written, { measurements: [{ name: 'ledger', version: '2.0', pcrs: inHex }] });
    await workbench.until(
      'the problem to be gone',
      async () => (await workbench.problems()).filter(unknown).length === 1,
    );
  },
);

workbenchTest(
  'in a workspace that is not trusted a reference names an image and earns no ✓',
  { workspace: folder, open: 'trail.json', trust: true },
  async (workbench) => {
    await workbench.statusBarItem('2 named by an untrusted file');
    await workbench.runCommand('Next Attested Call');
    const hint = await workbench.waitForInlayHint('ImageDigest"', 'named');
    assert.equal(hint, 'named "payments" by an untrusted file');
    assert.ok(!(await workbench.visibleLines()).some((line) => line.includes('✓')));
    assert.match(await workbench.hover('ImageDigest"', 'attested by'), /named "payments" by an untrusted file/);
  },
);

workbenchTest(
  'a hint that names a reference opens it on click',
  { open: 'enclave-trail:/sample/trail.json', theme: 'light' },
  async (workbench) => {
    await workbench.statusBarItem('attested calls');
    await workbench.runCommand('Next Attested Call');
    await workbench.waitForInlayHint('ImageDigest"', '✓ payments');
    await workbench.followHint('✓ payments', 'enclave-measurements.json');
    await workbench.line('"payments"').waitFor();
  },
);

workbenchTest(
  'Show What Was Recognised Here names the container and what was left out',
  { open: 'enclave-trail:/sample/trail.json', theme: 'dark' },
  async (workbench) => {
    await workbench.statusBarItem('attested calls');
    await workbench.runCommand('Show What Was Recognised Here');
    const rows = (await workbench.quickPickRows('What Was Recognised Here')).join('\n');
    assert.match(rows, /CloudTrail log file, \{"Records": \[…\]\}/);
    assert.match(rows, /8 events, 8 from KMS/);
    assert.match(rows, /1 KMS event without a recipient/);
    await workbench.screenshot('recognised-dark');
  },
);

const corpus = trailOfOthers();
if (corpus !== undefined) {
  workbenchTest(
    'the records that AWS prints and four of a modern trail are annotated, and follow an edit',
    { workspace: workspaceFolder('corpus', { 'trail.json': corpus }), open: 'trail.json', theme: 'dark' },
    async (workbench) => {
      assert.equal(await workbench.statusBarItem('attested'), '6 attested calls · 1 debug · 5 unknown');
      await workbench.until('the lens of the first call', async () =>
        (await workbench.codeLenses()).includes('Attested GenerateDataKey: unknown image'),
      );
      await workbench.runCommand('Next Attested Call');
      assert.equal(await workbench.waitForInlayHint('ImageDigest"', '?'), '? image A');
      assert.deepEqual(await workbench.inlayHints('ModuleId"'), []);
      await workbench.runCommand('Next Attested Call');
      await workbench.runCommand('Next Attested Call');
      assert.equal(await workbench.waitForInlayHint('ImageDigest": ? image B', '?'), '? image B');
      assert.equal(await workbench.waitForInlayHint('ModuleId": ~', '~'), '~launched 2026-01-01 00:00:00Z');
      assert.equal(await workbench.waitForInlayHint('EnclavePCR3": =', '='), '= role enclave-parent');
      assert.equal(await workbench.waitForInlayHint('EnclavePCR4": =', '='), '= i-0123456789abcdef0');
      assert.match(await workbench.hover('EnclavePCR4"', 'attested by'), /PCR4 is the measurement of this instance id/);
      await workbench.page.keyboard.press('Escape');
      assert.ok((await workbench.gutterIcons()).some(({ image }) => image.includes('unknown-dark')));
      await workbench.typeAfter('"i-0123456789abcdef', '1');
      await workbench.until(
        'PCR4 no longer agreeing',
        async () => (await workbench.inlayHints('EnclavePCR4"')).length === 0,
      );
    },
  );
}
