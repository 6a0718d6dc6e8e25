import { type AttestedCall, utcTime } from '../../core/index.ts';
import { visible } from '../../editor/fileText.ts';
import type { OpenCall } from '../../workspace/openCall.ts';
import type { CallView } from '../protocol.ts';
import type { ShownDocument } from '../sessionState.ts';
import { type CopyableFact, factViews } from './facts.ts';

/** The log entry beside the document, and the calls to choose from. */
export function callView({ document, calls, call, callChosen }: ShownDocument): CallView {
  return {
    explanation: explanation(call, callChosen, calls.length, document.platform === 'nitro-tpm'),
    choices: calls.map((open) => ({ id: callId(open), label: callLabel(open) })),
    chosen: call && callId(call),
    facts: call === undefined ? [] : factViews(callFacts(call.call), 'call'),
  };
}

export function callId({ document, index, call }: OpenCall): string {
  return JSON.stringify([document.uri.toString(), index, call.eventId?.value.slice(0, 200) ?? '']);
}

function callLabel({ document, call }: OpenCall): string {
  const line = document.positionAt(call.recipient.moduleId?.start ?? call.recipient.start).line + 1;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  const time = call.eventTime === undefined ? 'no time' : utcTime(call.eventTime.value);
  return `${operation(call)} · ${time} · ${visible(name, 60)}:${line}`;
}

function operation(call: AttestedCall): string {
  return call.operation === undefined ? 'KMS call' : visible(call.operation.value, 40);
}

export function callFacts(call: AttestedCall): readonly CopyableFact[] {
  const { key, caller, region, eventTime, eventId, recipient } = call;
  const facts: (CopyableFact | undefined)[] = [
    { label: 'Operation', value: operation(call) },
    eventTime && { label: 'Time', value: utcTime(eventTime.value), note: 'to the second, as CloudTrail logs it' },
    recipient.moduleId && { label: 'Module id', value: recipient.moduleId.value, code: true },
    key && { label: 'Key', value: key.value, code: true },
    (caller.roleArn ?? caller.arn) && {
      label: caller.roleArn === undefined ? 'Caller' : 'Role',
      value: (caller.roleArn ?? caller.arn)?.value ?? '',
      code: true,
    },
    region && { label: 'Region', value: visible(region.value, 40), note: 'of the call' },
    eventId && { label: 'Event id', value: eventId.value, code: true },
  ];
  return facts.filter((fact) => fact !== undefined);
}

function explanation(call: OpenCall | undefined, chosen: 'found' | 'by-user', count: number, isTpm: boolean): string {
  if (call === undefined) {
    return count === 0
      ? 'No attested call is open. Open a trail, and the call of this document is looked for in it.'
      : 'No open call has this module id or this image. Choose one here, or put the caret into one.';
  }
  const among = count === 1 ? '' : `, of ${count} calls in open files`;
  switch (call.kinship) {
    case 'same-module-id':
      return `${chosen === 'found' ? 'Found by its module id' : 'Chosen; the module id is the same'}${among}.`;
    case 'same-image': {
      const registers = isTpm ? 'PCR4 and PCR7' : 'PCR0';
      return `${chosen === 'found' ? `Found by ${registers}` : `Chosen; ${registers} the same`}, under another module id${among}.`;
    }
    case 'other':
      return `Chosen; it has neither this module id nor this image${among}.`;
  }
}
