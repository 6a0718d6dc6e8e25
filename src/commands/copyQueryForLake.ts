import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { lakeQuery } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { askCallFilter } from './askCallFilter.ts';
import { offerQuery } from './offerQuery.ts';

/** Copies SQL for CloudTrail Lake that finds attested calls in an event data store. */
export function registerCopyQueryForLake(trails: AppraisedTrails, failed: (error: unknown) => void): Disposable {
  return commands.registerCommand(CommandId.copyQueryForLake, async () => {
    const filter = await askCallFilter(trails, 'Copy Query for CloudTrail Lake');
    if (filter !== undefined) {
      await offerQuery(lakeQuery(filter), 'CloudTrail Lake', failed);
    }
  });
}
