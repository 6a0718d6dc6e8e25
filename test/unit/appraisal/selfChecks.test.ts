import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SelfCheck, selfChecks } from '../../../src/core/index.ts';
import { callOf, onlyCall } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  enclavePcrs,
  eventWithRecipient,
  extended,
  IMAGE,
  INSTANCE,
  measured,
  moduleId,
  ROLE,
  tpmRecipient,
  ZERO,
} from '../../support/events.ts';
import { type JsonObject, writeJson } from '../../support/json.ts';

function check(id: SelfCheck['id'], members: JsonObject, recipient: JsonObject): SelfCheck {
  const found = selfChecks(callOf(attestedEvent(members, recipient))).find((one) => one.id === id);
  assert.ok(found !== undefined);
  return found;
}

interface Row {
  readonly id: SelfCheck['id'];
  readonly when: string;
  readonly members?: JsonObject;
  readonly recipient?: JsonObject;
  readonly outcome: SelfCheck['outcome'];
  readonly statement: RegExp;
  readonly subject?: string;
}

const OTHER_INSTANCE = 'i-0ffffffffffffffff';
const other = measured('other').toString('base64');
const zero = ZERO.toString('base64');

function session(name: string): JsonObject {
  const sessionContext = { sessionIssuer: { arn: ROLE } };
  return { userIdentity: { type: 'AssumedRole', principalId: `AROA:${name}`, sessionContext } };
}

const ROWS: readonly Row[] = [
  {
    id: 'pcr4-instance',
    when: 'PCR4 measures the instance',
    outcome: 'agrees',
    statement: /is the/,
    subject: INSTANCE,
  },
  {
    id: 'pcr4-instance',
    when: 'PCR4 is in hex',
    recipient: { [enclaveField(4)]: extended(INSTANCE).toString('hex') },
    outcome: 'agrees',
    statement: /is the/,
    subject: INSTANCE,
  },
  {
    id: 'pcr4-instance',
    when: 'PCR4 measures another instance',
    recipient: { [enclaveField(4)]: extended(OTHER_INSTANCE).toString('base64') },
    outcome: 'disagrees',
    statement: /is not/,
    subject: INSTANCE,
  },
  {
    id: 'pcr4-instance',
    when: 'the module id names another instance',
    recipient: { attestationDocumentModuleId: moduleId(OTHER_INSTANCE) },
    outcome: 'disagrees',
    statement: /is not/,
    subject: OTHER_INSTANCE,
  },
  {
    id: 'pcr4-instance',
    when: 'PCR4 cannot be read',
    recipient: { [enclaveField(4)]: 'EXAMPLE' },
    outcome: 'unknown',
    statement: /could not be read/,
    subject: INSTANCE,
  },
  {
    id: 'pcr4-instance',
    when: 'the module id cannot be read',
    recipient: { attestationDocumentModuleId: 'EXAMPLE' },
    outcome: 'unknown',
    statement: /No instance id/,
  },
  { id: 'pcr3-role', when: "PCR3 measures the caller's role", outcome: 'agrees', statement: /is the/, subject: ROLE },
  {
    id: 'pcr3-role',
    when: 'PCR3 measures another role',
    recipient: { [enclaveField(3)]: other },
    outcome: 'disagrees',
    statement: /not the parent's role.*as intended/,
    subject: ROLE,
  },
  {
    id: 'pcr3-role',
    when: 'PCR3 is zero',
    recipient: { [enclaveField(3)]: zero },
    outcome: 'disagrees',
    statement: /no role was attached/,
    subject: ROLE,
  },
  {
    id: 'pcr3-role',
    when: 'a user issued the session',
    members: {
      userIdentity: {
        type: 'FederatedUser',
        sessionContext: { sessionIssuer: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/role/ci' } },
      },
    },
    outcome: 'unknown',
    statement: /issuer of the session is no role/,
    subject: 'arn:aws:iam::111122223333:user/role/ci',
  },
  {
    id: 'pcr3-role',
    when: 'the event names no role',
    members: { userIdentity: { type: 'IAMUser' } },
    outcome: 'unknown',
    statement: /names no role/,
  },
  {
    id: 'pcr3-role',
    when: 'PCR3 is null',
    recipient: { [enclaveField(3)]: null },
    outcome: 'unknown',
    statement: /could not be read/,
    subject: ROLE,
  },
  {
    id: 'session-instance',
    when: 'the session is named after the instance',
    outcome: 'agrees',
    statement: /same/,
    subject: INSTANCE,
  },
  {
    id: 'session-instance',
    when: 'the session is named after another instance',
    members: session(OTHER_INSTANCE),
    outcome: 'disagrees',
    statement: /another instance.*Callers choose/,
    subject: OTHER_INSTANCE,
  },
  {
    id: 'session-instance',
    when: 'the session has a name of its own',
    members: session('ci-job'),
    outcome: 'unknown',
    statement: /is no instance id/,
    subject: 'ci-job',
  },
  {
    id: 'session-instance',
    when: 'there is no session',
    members: { userIdentity: { type: 'IAMUser', principalId: 'AIDAINVENTED' } },
    outcome: 'unknown',
    statement: /no session name/,
  },
  {
    id: 'session-instance',
    when: 'the module id cannot be read',
    recipient: { attestationDocumentModuleId: null },
    outcome: 'unknown',
    statement: /No instance id/,
    subject: INSTANCE,
  },
];

for (const { id, when, members = {}, recipient = {}, outcome, statement, subject } of ROWS) {
  test(`${id} ${outcome} where ${when}`, () => {
    const found = check(id, members, recipient);
    assert.equal(found.outcome, outcome);
    assert.match(found.statement, statement);
    assert.equal(found.subject, subject);
  });
}

test('what an old record does not have is unknown, and says so', () => {
  const old = { attestationDocumentModuleId: moduleId(), ...enclavePcrs({ 0: IMAGE.pcr0 }) };
  const checks = selfChecks(callOf(eventWithRecipient(old)));
  assert.deepEqual(
    checks.map(({ id, outcome }) => [id, outcome]),
    [
      ['pcr4-instance', 'unknown'],
      ['pcr3-role', 'unknown'],
      ['session-instance', 'agrees'],
    ],
  );
  assert.match(checks[0]?.statement ?? '', /has no PCR4/);
});

test('a PCR4 that is there twice is compared with nothing', () => {
  const member = `"${enclaveField(4)}":"${extended(INSTANCE).toString('base64')}"`;
  const text = writeJson(attestedEvent());
  assert.ok(text.includes(member));
  const [first] = selfChecks(onlyCall(text.replace(member, `${member},${member}`)));
  assert.equal(first?.outcome, 'unknown');
});

test('a NitroTPM call has no self-checks: its PCR3 and PCR4 mean other things', () => {
  assert.deepEqual(selfChecks(callOf(eventWithRecipient(tpmRecipient()))), []);
});

test('a call that is neither platform has no self-checks', () => {
  const both = { ...tpmRecipient(), ...enclavePcrs({ 4: extended(INSTANCE) }) };
  assert.deepEqual(selfChecks(callOf(eventWithRecipient(both))), []);
});

test('statements hold no text from the file', () => {
  const hostile = 'https://example.invalid [x](command:y)';
  const members = {
    userIdentity: { principalId: `A:${hostile}`, sessionContext: { sessionIssuer: { arn: hostile } } },
  };
  for (const { statement, compared } of selfChecks(callOf(attestedEvent(members)))) {
    assert.ok(![statement, ...compared].some((text) => text.includes('example.invalid')));
  }
});
