import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseModuleId, plausibleLaunch } from '../../../src/core/index.ts';
import { INSTANCE, LAUNCH, moduleId } from '../../support/events.ts';

const DAY = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.UTC(2019, 9, 28);

test('a module id names the instance, the enclave and when the enclave was launched', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (launch) => {
      const text = moduleId(INSTANCE, launch);
      assert.deepEqual(parseModuleId(text), {
        platform: 'enclave',
        instanceId: INSTANCE,
        enclaveId: text.slice(INSTANCE.length + 1),
        inferredLaunch: launch,
      });
    }),
  );
});

test('an enclave id without its leading zero is the one with it, as nitro-cli and the document name the same', () => {
  const whole = parseModuleId(`${INSTANCE}-enc019cb7379880beef`);
  assert.equal(whole?.inferredLaunch, 0x019cb7379880);
  assert.deepEqual(parseModuleId(`${INSTANCE}-enc19cb7379880beef`), whole);
});

test('a NitroTPM module id names the instance alone', () => {
  assert.deepEqual(parseModuleId(`${INSTANCE}-tpm0000000000000000`), { platform: 'nitro-tpm', instanceId: INSTANCE });
});

test('other counts of digits name an instance and an enclave, and no launch', () => {
  for (const digits of ['1', '0123456789abcd', '0123456789abcdef0', '0123456789abcdef01']) {
    const parsed = parseModuleId(`i-0123456789abcdef01-enc${digits}`);
    assert.deepEqual(parsed, {
      platform: 'enclave',
      instanceId: 'i-0123456789abcdef01',
      enclaveId: `enc${digits}`,
    });
    assert.equal(plausibleLaunch(parsed, Date.UTC(2030, 0)), undefined);
  }
});

test('anything else is no module id', () => {
  const bad = [
    '',
    'i-',
    INSTANCE,
    `${INSTANCE}-enc`,
    `${INSTANCE}-tpm`,
    `${INSTANCE}-abc0123456789abcdef`,
    `${INSTANCE}-ENC0123456789abcdef`,
    `${INSTANCE}-enc0123456789ABCDEF`,
    `${INSTANCE}-enc0123456789abcdeg`,
    ` ${moduleId()}`,
    `${moduleId()}\n`,
    `${moduleId()}-enc0123456789abcdef`,
    `m${moduleId()}`,
    `i-${'0'.repeat(100)}-enc0123456789abcdef`,
    `${INSTANCE}-enc${'0'.repeat(100_000)}`,
    `i-0123-enc0123456789abcdef`,
  ];
  for (const text of bad) {
    assert.equal(parseModuleId(text), undefined, text.slice(0, 60));
  }
});

test('a launch is plausible from the first day of enclaves to the time of the call, both included', () => {
  const rows: readonly (readonly [number, number | undefined, boolean])[] = [
    [FIRST_DAY, FIRST_DAY, true],
    [FIRST_DAY, FIRST_DAY + DAY, true],
    [FIRST_DAY - 1, FIRST_DAY + DAY, false],
    [0, FIRST_DAY + DAY, false],
    [LAUNCH, LAUNCH, true],
    [LAUNCH, LAUNCH - 1, false],
    [LAUNCH, LAUNCH + 10 * 365 * DAY, true],
    [LAUNCH, undefined, false],
    [Date.UTC(2604, 0), Date.UTC(2026, 0), false],
  ];
  for (const [launch, eventTime, isPlausible] of rows) {
    const parsed = parseModuleId(moduleId(INSTANCE, launch));
    assert.ok(parsed !== undefined);
    assert.equal(plausibleLaunch(parsed, eventTime), isPlausible ? launch : undefined);
  }
});
