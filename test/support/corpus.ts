import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Records that the project did not make. They are no part of it, and may be absent. */
const folder = process.env.ENCLAVE_TRAIL_CORPUS ?? path.join('..', 'shared', 'corpus', 'trails');

interface RecordOfOthers {
  readonly eventName: string;
  readonly additionalEventData?: { readonly recipient?: object };
}

/** Two records as AWS prints them and the attested ones of a modern trail, pretty-printed; undefined where absent. */
export function trailOfOthers(): string | undefined {
  if (!existsSync(folder)) {
    process.stdout.write('1 corpus cases not run (absent)\n');
    return undefined;
  }
  const printed = read<readonly { readonly record: RecordOfOthers }[]>('official-examples.json')
    .slice(0, 3)
    .map(({ record }) => record)
    .filter(({ eventName }) => eventName === 'GenerateRandom' || eventName === 'GenerateDataKey');
  const modern = read<{ readonly Records: readonly RecordOfOthers[] }>('synthetic-modern.json').Records.filter(
    (record) => record.additionalEventData?.recipient !== undefined,
  );
  return JSON.stringify({ Records: [...printed, ...modern] }, undefined, 2);
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T;
}
