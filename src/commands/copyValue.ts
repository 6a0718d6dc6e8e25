import { commands, type Disposable, env, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { type AttestedCall, measuredPcr, toBase64 } from '../core/index.ts';
import { visible } from '../editor/fileText.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { callOf, say, sayNoCall } from './callArguments.ts';

/** UTF-16 units; no key, caller or event id is as long. */
const MOST = 4096;

/** Copies a value of a call, named by a field of ours. */
export function registerCopyValue(trails: AppraisedTrails): Disposable {
  return commands.registerCommand(CommandId.copyValue, async (uri: unknown, index: unknown, field: unknown) => {
    const found = await callOf(trails, uri, index);
    const value = found && typeof field === 'string' ? fieldValue(found.appraised.call, field) : undefined;
    if (value === undefined) {
      sayNoCall();
      return;
    }
    if (visible(value, MOST) !== value) {
      // What is pasted into a terminal must be what was seen.
      say('Not copied: the value holds line breaks or invisible characters. Copy it from the file.');
      return;
    }
    await env.clipboard.writeText(value);
    window.setStatusBarMessage('Copied', 2000);
  });
}

function fieldValue(call: AttestedCall, field: string): string | undefined {
  const parsed = call.recipient.moduleId?.parsed;
  switch (field) {
    case 'instanceId':
      return parsed?.instanceId;
    case 'enclaveId':
      return parsed?.enclaveId;
    case 'key':
      return call.key?.value;
    case 'caller':
      return call.caller.arn?.value ?? call.caller.service?.value ?? call.caller.type?.value;
    case 'eventId':
      return call.eventId?.value;
  }
  const [, pcr, spelling] = /^pcr(\d+)\.(hex|base64)$/.exec(field) ?? [];
  const digest = pcr === undefined ? undefined : measuredPcr(call.recipient, Number(pcr))?.digest;
  return digest && (spelling === 'hex' ? digest.hex : toBase64(digest));
}
