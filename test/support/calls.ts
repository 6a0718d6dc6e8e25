import assert from 'node:assert/strict';
import { type AttestedCall, type CallList, type KmsCall, openTrail } from '../../src/core/index.ts';
import { type JsonObject, writeJson } from './json.ts';

/** The only attested call of a text. */
export function onlyCall(text: string): AttestedCall {
  return only(openTrail(text).calls);
}

/** The call that an event of this value is read as. */
export function callOf(event: JsonObject): AttestedCall {
  return onlyCall(writeJson(event));
}

export function only<C extends KmsCall>(calls: CallList<C>): C {
  assert.equal(calls.length, 1);
  const call = calls.at(0);
  assert.ok(call !== undefined);
  return call;
}

export function codesOf(call: KmsCall): readonly string[] {
  return call.problems.map((problem) => problem.code);
}
