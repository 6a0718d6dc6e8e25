import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A workspace folder made for one test; the driver opens a copy of it. */
export function workspaceFolder(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.resolve('out', 'workspaces', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}
