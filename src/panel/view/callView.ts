import { type AttestedCall, utcTime } from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import { callMark, type OpenCall } from '../../workspace/openCall.ts';
import type { CallView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';
import { type CopyableFact, factViews } from './facts.ts';

/** The log entry beside the document, and the calls to choose from. */
export function callView(shown: ShownDocument): CallView {
  const { calls, call } = shown;
  return {
    explanation: explanation(shown),
    choices: calls.map((open) => ({ id: callId(open), label: callLabel(open) })),
    chosen: call && callId(call),
    facts: call === undefined ? [] : factViews(callFacts(call.call), 'call'),
  };
}

export function callId({ document, index, call }: OpenCall): string {
  return JSON.stringify([document.uri.toString(), index, callMark(call)]);
}

function callLabel({ document, call }: OpenCall): string {
  const line = document.positionAt(call.recipient.moduleId?.start ?? call.recipient.start).line + 1;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  const time = call.eventTime === undefined ? 'no time' : utcTime(call.eventTime.value);
  return `Line ${line} · ${operation(call)} · ${time} · ${visible(name, 60)}`;
}

function operation(call: AttestedCall): string {
  return call.operation === undefined ? 'KMS call' : visible(call.operation.value, 40);
}

export function callFacts(call: AttestedCall): readonly CopyableFact[] {
  const { key, region, eventTime, eventId, recipient } = call;
  const facts: (CopyableFact | undefined)[] = [
    { label: 'Operation', value: operation(call) },
    eventTime && { label: 'Time', value: utcTime(eventTime.value), note: 'to the second, as CloudTrail logs it' },
    recipient.moduleId && { label: 'Module id', value: recipient.moduleId.value, code: true },
    key && { label: 'Key', value: key.value, short: resourceOf(key.value).replace(/^key\//, ''), code: true },
    callerFact(call),
    region && { label: 'Region', value: visible(region.value, 40), note: 'of the call' },
    eventId && { label: 'Event id', value: eventId.value, code: true },
  ];
  return facts.filter((fact) => fact !== undefined);
}

function callerFact({ caller: { roleArn, arn } }: AttestedCall): CopyableFact | undefined {
  if (roleArn !== undefined) {
    const { value } = roleArn;
    return { label: 'Role', value, short: value.slice(value.lastIndexOf('/') + 1), code: true };
  }
  return arn && { label: 'Caller', value: arn.value, short: resourceOf(arn.value), code: true };
}

/** `key/1234abcd`, from `arn:aws:kms:eu-central-1:111122223333:key/1234abcd`; what is no ARN as it is. */
function resourceOf(arn: string): string {
  return arn.replace(/^arn(?::[^:]*){4}:/, '');
}

function explanation({ document, call, callChosen, callCount, calls, searching }: ShownDocument): string {
  if (searching) {
    return 'Looking for its call in the open trails…';
  }
  const cut = callCount > calls.length ? ` The list has the nearest ${calls.length}.` : '';
  if (call === undefined) {
    return callCount === 0
      ? 'No attested call is open. Open a trail, and the call of this document is looked for in it.'
      : `No open call has this module id or this image. Choose one here, or put the caret into one.${cut}`;
  }
  const among = `${callCount === 1 ? '' : `, of ${callCount} calls in open files`}.${cut}`;
  const isFound = callChosen === 'found';
  switch (call.kinship) {
    case 'same-module-id':
      return `${isFound ? 'Found by its module id' : 'Chosen; the module id is the same'}${among}`;
    case 'same-image': {
      const registers = document.platform === 'nitro-tpm' ? 'PCR4 and PCR7' : 'PCR0';
      const how = isFound ? `Found by ${registers}` : `Chosen; ${registers} the same`;
      return `${how}, under another module id${among}`;
    }
    case 'other':
      return `Chosen; it has neither this module id nor this image${among}`;
  }
}
