import { commands, type Disposable } from 'vscode';
import { CommandId } from '../commandIds.ts';
import { athenaQuery } from '../core/index.ts';
import type { AppraisedTrails } from '../workspace/appraisedTrails.ts';
import { askCallFilter } from './askCallFilter.ts';
import { offerQuery } from './offerQuery.ts';

/** Copies SQL for Athena that finds attested calls in all the log files of an organisation. */
export function registerCopyQueryForAthena(trails: AppraisedTrails, failed: (error: unknown) => void): Disposable {
  return commands.registerCommand(CommandId.copyQueryForAthena, async () => {
    const filter = await askCallFilter(trails, 'Copy Query for Athena');
    if (filter !== undefined) {
      await offerQuery(athenaQuery(filter), 'Athena', failed);
    }
  });
}
