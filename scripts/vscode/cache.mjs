// The ignored folder that keeps what was fetched. A folder in it is either whole or absent.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

export function cacheFolder() {
  return path.resolve(process.env.ENCLAVE_TRAIL_CACHE ?? path.join(projectFolder, '.vscode-test'));
}

/**
 * The folder `name` of the cache; made by `install` if it is not there yet. What is half made goes by another name, so
 * an interrupted download is never taken for a finished one.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} install
 */
export async function cached(name, install) {
  const folder = path.join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  removeAbandoned();
  const partial = path.join(cacheFolder(), `.partial-${process.pid}-${name}`);
  const discard = () => rmSync(partial, { recursive: true, force: true, maxRetries: 3 });
  mkdirSync(partial, { recursive: true });
  process.once('exit', discard);
  try {
    await install(partial);
    adopt(partial, folder);
  } finally {
    process.off('exit', discard);
    discard();
  }
  return folder;
}

/**
 * @param {string} partial
 * @param {string} folder
 */
function adopt(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another run was faster; its folder is as good.
    if (!existsSync(folder)) throw error;
  }
}

/** Removes what runs left that were killed while they fetched. */
function removeAbandoned() {
  if (!existsSync(cacheFolder())) return;
  for (const name of readdirSync(cacheFolder())) {
    const owner = /^\.partial-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      rmSync(path.join(cacheFolder(), name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
