// Holds the calls of one container against those that another has of the same events.
import assert from 'node:assert/strict';
import type { AttestedCall, KmsCall } from '../../src/core/index.ts';
import { locatedValues } from './ranges.ts';

/** Whatever the call says is what the other says; it says at least what `carries` names. */
export function assertSays(call: KmsCall, expected: KmsCall, carries: readonly string[] = []): void {
  const values = locatedValues(call);
  const others = locatedValues(expected);
  for (const [name, { value }] of values) {
    assert.equal(value, others.get(name)?.value, name);
  }
  assert.deepEqual(
    carries.filter((name) => others.has(name) && !values.has(name)),
    [],
    'values that are there',
  );
  if (call.eventTime !== undefined) {
    assert.equal(call.eventTime.value, expected.eventTime?.value);
  }
}

/** The same, and the same measurements: those that the call has, and all of them where `every` is said. */
export function assertSameCall(
  call: AttestedCall,
  expected: AttestedCall,
  carries: readonly string[],
  every: boolean,
): void {
  assertSays(call, expected, [...carries, 'moduleId']);
  const digests = new Map(expected.recipient.pcrs.map((pcr) => [pcr.field, pcr]));
  assert.equal(call.recipient.platform, expected.recipient.platform);
  assert.ok(call.recipient.pcrs.length > 0);
  assert.ok(!every || call.recipient.pcrs.length === digests.size);
  for (const { field, index, digest, text } of call.recipient.pcrs) {
    const other = digests.get(field);
    assert.deepEqual([index, digest, text], [other?.index, other?.digest, other?.text], field);
    assert.ok(digest !== undefined, field);
  }
}
