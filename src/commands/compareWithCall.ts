import { commands, type Disposable, type QuickPickItem, type TextDocument, window, workspace } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { appraisedClause, sideBySide, sideOfCall, utcTime } from '../core/index.ts';
import { operationLabel } from '../editor/callWords.ts';
import { comparisonMarkdown, type NamedSide, type SideFact } from '../editor/comparisonMarkdown.ts';
import { inLabel, withoutIcons } from '../editor/fileText.ts';
import type { MarkdownReports } from '../editor/markdownReports.ts';
import { landing } from '../editor/revealCall.ts';
import type { AppraisedCall } from '../workspace/appraisedTrail.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { openTrailDocuments } from '../workspace/openTrails.ts';
import { turns } from '../workspace/turns.ts';
import { type CallInDocument, callOf, say, sayNoCall } from './callArguments.ts';

/** Calls that a list offers; more than that nobody looks through. */
const MOST_CALLS = 5000;

interface CallItem extends QuickPickItem {
  readonly found: CallInDocument;
}

/** Compares the measurements of a call with those of another call of any open trail. */
export function registerCompareWithCall(trails: AppraisedTrails, reports: MarkdownReports): Disposable {
  return commands.registerCommand(CommandId.compareWithCall, async (uri: unknown, index: unknown) => {
    const one = await callOf(trails, uri, index);
    if (one === undefined) {
      sayNoCall();
      return;
    }
    const items = await otherCalls(one, trails);
    if (items.length === 0) {
      say('There is no other attested call in the files that are open. Open the trail that has it, and try again.');
      return;
    }
    const picked = await window.showQuickPick(items, {
      title: 'Compare with Another Attested Call',
      placeHolder: 'Filter by operation, outcome, time, instance or file',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked !== undefined) {
      const other = picked.found;
      const sides = sideBySide(sideOfCall(one.appraised.call), sideOfCall(other.appraised.call));
      await reports.show(
        'Comparison of Calls',
        comparisonMarkdown('Two attested calls', sideNamed(one), sideNamed(other), sides),
      );
    }
  });
}

/** Those of the call's own file first. */
async function otherCalls(one: CallInDocument, trails: AppraisedTrails): Promise<readonly CallItem[]> {
  const items: CallItem[] = [];
  const turn = turns();
  const open = openTrailDocuments(one.document.uri.toString());
  const others = open.filter((document) => document !== one.document);
  for (const document of [one.document, ...others]) {
    const trail = await trails.of(document);
    const { version } = document;
    const length = trail?.trail.calls.length ?? 0;
    // Places of an older text would be places of other things.
    for (let index = 0; index < length && items.length < MOST_CALLS && document.version === version; index++) {
      const appraised = trail?.at(index);
      if (appraised !== undefined && !(document === one.document && index === one.appraised.index)) {
        items.push(itemOf({ document, appraised }));
      }
      if (turn.isDue()) {
        await turn.take();
      }
    }
  }
  return items;
}

function itemOf(found: CallInDocument): CallItem {
  const { call, appraisal } = found.appraised;
  const details = [
    call.eventTime && utcTime(call.eventTime.value),
    call.recipient.moduleId?.parsed?.instanceId,
    placeOf(found.document, found.appraised),
  ];
  return {
    found,
    label: operationLabel(found.appraised.call),
    description: withoutIcons(appraisedClause(appraisal)),
    detail: details
      .filter((detail) => detail !== undefined)
      .map((detail) => inLabel(detail, 120))
      .join(' · '),
  };
}

function sideNamed({ document, appraised }: CallInDocument): NamedSide {
  const { call, appraisal } = appraised;
  const text = (label: string, value: string | undefined): readonly SideFact[] =>
    value === undefined ? [] : [{ label, value, isText: true }];
  return {
    name: `${operationLabel(call)} in ${placeOf(document, appraised)}`,
    facts: [
      { label: 'Outcome', value: appraisedClause(appraisal), isText: false },
      ...(call.eventTime === undefined ? [] : [{ label: 'Time', value: utcTime(call.eventTime.value), isText: false }]),
      ...text('Module id', call.recipient.moduleId?.value),
      ...text('Key', call.key?.value),
      ...text('Caller', call.caller.arn?.value),
      ...text('Region', call.region?.value),
      ...text('Event id', call.eventId?.value),
    ],
  };
}

function placeOf(document: TextDocument, { call }: AppraisedCall): string {
  return `${workspace.asRelativePath(document.uri)}, line ${document.positionAt(landing(call)).line + 1}`;
}
