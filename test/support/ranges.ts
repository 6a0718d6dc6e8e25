// Holds every range that the core gives against the text it gives it for.
import assert from 'node:assert/strict';
import type { AttestedCall, KmsCall, Layer, Located, Span, Trail } from '../../src/core/index.ts';

/** Undoes the layers of a raw text. */
export function decoded(raw: string, layers: readonly Layer[]): unknown {
  return layers.reduce<unknown>(
    (value, layer) =>
      layer === 'csv' ? String(value).replaceAll('""', '"') : (JSON.parse(`"${String(value)}"`) as unknown),
    raw,
  );
}

export function textAt(text: string, { start, end }: Span): string {
  assert.ok(0 <= start && start <= end && end <= text.length, `${start} to ${end} of ${text.length}`);
  return text.slice(start, end);
}

/** The values of a call that stand somewhere, by name; absent ones left out. */
export function locatedValues(call: KmsCall): ReadonlyMap<string, Located<string>> {
  const { caller, error } = call;
  const found = new Map<string, Located<string> | undefined>([
    ['operation', call.operation],
    ['eventId', call.eventId],
    ['region', call.region],
    ['key', call.key],
    ['sourceIp', call.sourceIp],
    ['userAgent', call.userAgent],
    ['caller.type', caller.type],
    ['caller.arn', caller.arn],
    ['caller.account', caller.account],
    ['caller.service', caller.service],
    ['caller.roleArn', caller.roleArn],
    ['caller.sessionName', caller.sessionName],
    ['error.code', error?.code],
    ['error.message', error?.message],
  ]);
  if ('recipient' in call) {
    const { moduleId, document } = (call as AttestedCall).recipient;
    found.set('moduleId', moduleId).set('document', document);
  }
  return new Map([...found].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Every range of a value, with its layers undone, is that value. */
export function assertRanges(text: string, call: KmsCall): void {
  for (const [name, located] of locatedValues(call)) {
    assert.equal(decoded(textAt(text, located), located.layers), located.value, name);
  }
  if (call.eventTime !== undefined) {
    const time = String(decoded(textAt(text, call.eventTime), call.eventTime.layers));
    const iso = time.replace(/^(.{10}) (\S+)(?: UTC)?$/, '$1T$2Z');
    assert.equal(/^\d+$/.test(time) ? Number(time) : Date.parse(iso), call.eventTime.value);
  }
  if (!('recipient' in call)) {
    return;
  }
  const { moduleId, pcrs, start, end } = (call as AttestedCall).recipient;
  // Of several recipients the last is shown, with the members of all, none of which counts.
  const isOneOfSeveral = call.problems.some(({ message }) =>
    message.startsWith('The event has more than one recipient'),
  );
  for (const member of isOneOfSeveral ? [] : [moduleId, ...pcrs]) {
    assert.ok(member === undefined || (start <= member.keySpan.start && member.end <= end), 'in the recipient');
  }
  const layers = moduleId?.layers ?? ['json'];
  if (moduleId !== undefined) {
    assertKey(text, moduleId, layers, 'attestationDocumentModuleId');
  }
  for (const pcr of pcrs) {
    assertKey(text, pcr, layers, pcr.field);
    if (pcr.text !== undefined) {
      assert.equal(decoded(textAt(text, pcr), layers), pcr.text, pcr.field);
    }
  }
}

/** Of a column the name stands in the header, and what is marked is the value alone. */
function assertKey(
  text: string,
  member: Span & { readonly keySpan: Span },
  layers: readonly Layer[],
  name: string,
): void {
  const isColumn = member.keySpan.start === member.start && member.keySpan.end === member.start;
  assert.ok(isColumn || decoded(textAt(text, member.keySpan), layers) === name, name);
}

/** Whatever the text: ranges lie in it, values are what stands there, and calls do not overlap. */
export function assertSound(text: string, trail: Trail): void {
  for (const calls of [trail.calls, trail.unattested]) {
    let end = 0;
    for (const call of calls) {
      assert.ok(end <= call.start && call.start < call.end, 'calls are in order and do not overlap');
      end = call.end;
      textAt(text, call);
      call.problems.forEach((problem) => void textAt(text, problem));
      assertRanges(text, call);
    }
  }
  trail.problems.forEach((problem) => void textAt(text, problem));
}
