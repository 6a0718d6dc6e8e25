import { commands, type Disposable, type QuickPickItem, window } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { appraisedClause, utcTime } from '../core/index.ts';
import { inLabel, withoutIcons } from '../editor/fileText.ts';
import { landing, revealOffset } from '../editor/revealCall.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { turns } from '../workspace/turns.ts';
import { say } from './callArguments.ts';

interface CallItem extends QuickPickItem {
  readonly call: AppraisedCall;
}

/** A list of the attested calls of the active trail, to filter by operation, outcome, time, key, instance or role. */
export function registerGoToCall(trails: AppraisedTrails): Disposable {
  return commands.registerCommand(CommandId.goToCall, async () => {
    const document = window.activeTextEditor?.document;
    const trail = document && (await trails.of(document));
    if (document === undefined || trail === undefined || trail.trail.calls.length === 0) {
      say('This file holds no attested calls.');
      return;
    }
    const items: CallItem[] = [];
    const turn = turns();
    for (let index = 0; index < trail.trail.calls.length; index++) {
      const call = trail.at(index);
      if (call !== undefined) {
        items.push(itemOf(call, document.positionAt(landing(call.call)).line + 1));
      }
      if (turn.isDue()) {
        await turn.take();
      }
    }
    const picked = await window.showQuickPick(items, {
      title: 'Go to Attested Call',
      placeHolder: 'Filter by operation, outcome, time, key, instance or role',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked !== undefined) {
      await revealOffset(document, landing(picked.call.call));
    }
  });
}

function itemOf(appraised: AppraisedCall, line: number): CallItem {
  const { call, appraisal } = appraised;
  const details = [
    call.eventTime && utcTime(call.eventTime.value),
    call.recipient.moduleId?.parsed?.instanceId,
    call.caller.roleArn?.value,
    call.key?.value,
  ];
  return {
    call: appraised,
    label: call.operation === undefined ? 'KMS call' : inLabel(call.operation.value, 40),
    description: `${withoutIcons(appraisedClause(appraisal))} · line ${line}`,
    detail: details
      .filter((detail) => detail !== undefined)
      .map((detail) => inLabel(detail, 120))
      .join(' · '),
  };
}
