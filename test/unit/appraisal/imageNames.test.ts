import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageIdentity } from '../../../src/core/index.ts';
import { callOf } from '../../support/calls.ts';
import {
  attestedEvent,
  enclaveField,
  enclavePcrs,
  eventWithRecipient,
  IMAGE,
  measured,
  tpmPcrs,
  tpmRecipient,
} from '../../support/events.ts';
import type { JsonObject } from '../../support/json.ts';

function identityOf(recipient: JsonObject): string | undefined {
  return imageIdentity(callOf(eventWithRecipient(recipient)).recipient);
}

test('calls of one image have one identity, however it is spelled and wherever it runs', () => {
  const identity = identityOf(enclavePcrs({ 0: IMAGE.pcr0 }));
  assert.ok(identity !== undefined);
  assert.equal(identityOf(enclavePcrs({ 0: IMAGE.pcr0.toString('hex'), 4: measured('elsewhere') })), identity);
  assert.equal(imageIdentity(callOf(attestedEvent()).recipient), identity);
  assert.notEqual(identityOf(enclavePcrs({ 0: IMAGE.pcr1 })), identity);
});

test('NitroTPM images are told apart by PCR4 and PCR7, and from enclaves', () => {
  const identity = identityOf(tpmRecipient());
  const other = measured('other');
  assert.ok(identity !== undefined);
  assert.equal(identityOf(tpmRecipient(tpmPcrs({ 12: other }))), identity);
  const others = [tpmRecipient(tpmPcrs({ 4: other })), tpmRecipient(tpmPcrs({ 7: other })), tpmPcrs({ 4: other })];
  const identities = [identity, ...others.map(identityOf), identityOf(enclavePcrs({ 0: other }))];
  assert.equal(new Set(identities).size, identities.length);
});

test('what cannot be read, or contradicts itself, has no identity', () => {
  assert.equal(identityOf({ [enclaveField(0)]: 'EXAMPLE' }), undefined);
  assert.equal(identityOf(enclavePcrs({ 1: IMAGE.pcr1 })), undefined);
  assert.equal(identityOf(tpmPcrs({ 12: IMAGE.pcr1 })), undefined);
  assert.equal(identityOf({ ...tpmRecipient(), ...enclavePcrs({ 0: IMAGE.pcr0 }) }), undefined);
});
