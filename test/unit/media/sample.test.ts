import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type Appraisal,
  type AttestedCall,
  appraiseCall,
  claimsEnclaveSdk,
  indexReferences,
  measurementAt,
  openTrail,
  plausibleLaunch,
  readMeasurementsFile,
  referenceTitle,
} from '../../../src/core/index.ts';

/** Tests run from the root of the repository, and as bundles somewhere else. */
const committed = (name: string): string => readFileSync(path.resolve('media', 'sample', name), 'utf8');

async function generator(): Promise<typeof import('../../../scripts/make-sample.mjs')> {
  return await import(pathToFileURL(path.resolve('scripts', 'make-sample.mjs')).href);
}

const trail = openTrail(committed('trail.json'));
const file = readMeasurementsFile(committed('enclave-measurements.json'), {
  kind: 'sample',
  uri: 'sample:/enclave-measurements.json',
  label: 'the sample',
  trusted: true,
});
const appraised = [...trail.calls].map((call) => ({
  call,
  appraisal: appraiseCall(call, indexReferences(file.entries)),
}));

function only(index: number): { readonly call: AttestedCall; readonly appraisal: Appraisal } {
  const found = appraised[index];
  assert.ok(found, `attested call ${index + 1}`);
  return found;
}

/** Operation, platform, outcome, and the reference that decided. */
function summary({ call, appraisal: { outcome } }: (typeof appraised)[number]): readonly (string | undefined)[] {
  const by = 'by' in outcome ? referenceTitle(outcome.by.reference) : undefined;
  return [call.operation?.value, call.recipient.platform, outcome.kind, by];
}

describe('the bundled sample', () => {
  it('is what its generator makes', async () => {
    const { sampleFiles } = await generator();
    for (const [name, text] of Object.entries(sampleFiles())) {
      assert.equal(committed(name), text, `${name}: run node scripts/make-sample.mjs`);
    }
  });

  it('is read without a problem', () => {
    assert.equal(trail.container, 'records');
    assert.equal(trail.eventCount, 8);
    assert.equal(trail.kmsEventCount, 8);
    assert.deepEqual(trail.problems, []);
    assert.deepEqual(file.problems, []);
    for (const call of [...trail.calls, ...trail.unattested]) {
      assert.deepEqual(call.problems, []);
    }
  });

  it('shows every outcome that its references can give', () => {
    assert.deepEqual(appraised.map(summary), [
      ['Decrypt', 'enclave', 'match', 'payments 1.4.2'],
      ['GenerateDataKey', 'enclave', 'match', 'payments 1.4.2'],
      ['GenerateRandom', 'enclave', 'unknown', undefined],
      ['Decrypt', 'enclave', 'debug', undefined],
      ['Decrypt', 'nitro-tpm', 'match', 'ledger-node 2026.1'],
      ['Decrypt', 'enclave', 'partial', 'payments 1.4.2'],
    ]);
  });

  it('has two calls of one enclave', () => {
    assert.equal(only(0).call.recipient.moduleId?.value, only(1).call.recipient.moduleId?.value);
    const others = appraised.slice(1).map(({ call }) => call.recipient.moduleId?.value);
    assert.equal(new Set(others).size, others.length);
  });

  it('has an unknown, unsigned image on the kernel of a known one', () => {
    const { outcome } = only(2).appraisal;
    assert.ok(outcome.kind === 'unknown' && outcome.nearest);
    assert.equal(referenceTitle(outcome.nearest.reference), 'payments 1.4.2');
    assert.deepEqual(outcome.nearest.equal, [1]);
    assert.deepEqual(
      appraised.map(({ appraisal }) => appraisal.unsigned),
      [false, false, true, false, false, false],
    );
  });

  it('misses in the old record what was not logged then', () => {
    const { outcome } = only(5).appraisal;
    assert.ok(outcome.kind === 'partial');
    assert.deepEqual(outcome.by.equal, [0]);
    assert.deepEqual(outcome.by.absent, [1, 2, 8]);
    assert.equal(measurementAt(only(5).call.recipient, 0)?.spelling, 'hex');
  });

  it('agrees with itself wherever there is something to compare', () => {
    const outcomes = appraised.map(({ appraisal }) => appraisal.selfChecks.map((check) => [check.id, check.outcome]));
    const all = [
      ['pcr4-instance', 'agrees'],
      ['pcr3-role', 'agrees'],
      ['session-instance', 'agrees'],
    ];
    const old = [
      ['pcr4-instance', 'unknown'],
      ['pcr3-role', 'unknown'],
      ['session-instance', 'agrees'],
    ];
    assert.deepEqual(outcomes, [all, all, all, all, [], old]);
  });

  it('has enclaves that were launched shortly before their calls', () => {
    for (const { call } of appraised.filter(({ call }) => call.recipient.platform === 'enclave')) {
      const moduleId = call.recipient.moduleId?.parsed;
      const time = call.eventTime?.value;
      assert.ok(moduleId && time);
      const launch = plausibleLaunch(moduleId, time);
      assert.ok(launch !== undefined && time - launch < 60 * 60 * 1000, call.recipient.moduleId?.value);
    }
  });

  it('has a denied call that claims to come from an enclave, and an ordinary one of which nothing is said', () => {
    const [denied, ...more] = trail.unattested;
    assert.ok(denied && more.length === 0);
    assert.equal(denied.operation?.value, 'Decrypt');
    assert.equal(denied.error?.code.value, 'AccessDenied');
    assert.ok(claimsEnclaveSdk(denied));
  });

  it('has one reference that no call comes from', () => {
    const used = appraised.flatMap(({ appraisal }) => appraisal.named.map((by) => referenceTitle(by.reference)));
    const titles = file.entries.map(referenceTitle);
    assert.deepEqual(
      titles.filter((title) => !used.includes(title)),
      ['payments 1.4.1'],
    );
  });
});
