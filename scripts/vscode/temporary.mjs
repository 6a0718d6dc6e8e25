import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that is removed when this process ends, at the latest. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'enclave-trail-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.once('exit', remove);
  return { folder, remove };
}
