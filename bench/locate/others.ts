import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Programs of others that search a file. Undefined where this machine has none. */
export interface OtherProgram {
  readonly name: string;
  readonly version: string;
  readonly run: (file: string) => void;
}

export function ripgrep(): OtherProgram | undefined {
  const program = ripgrepPath();
  return program === undefined
    ? undefined
    : otherProgram('ripgrep -F -o -b', program, [
        '-F',
        '-o',
        '-b',
        '-N',
        '--no-config',
        '"attestationDocumentModuleId"',
      ]);
}

export function jq(): OtherProgram | undefined {
  const filter = '.Records[] | select(.additionalEventData.recipient.attestationDocumentModuleId != null) | .eventID';
  return otherProgram('jq', 'jq', ['-r', filter]);
}

/** Of the platform's package, where it has been fetched. */
function ripgrepPath(): string | undefined {
  try {
    const found: unknown = createRequire(path.resolve('bench/package.json'))('@vscode/ripgrep');
    return typeof found === 'object' && found !== null && 'rgPath' in found ? String(found.rgPath) : undefined;
  } catch {
    return undefined;
  }
}

function otherProgram(name: string, program: string, options: readonly string[]): OtherProgram | undefined {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    return undefined;
  }
  return {
    name,
    version: stdout.split('\n')[0] ?? '',
    run: (file) => {
      const nowhere = openSync(process.platform === 'win32' ? 'NUL' : '/dev/null', 'w');
      const { status: ended, error } = spawnSync(program, [...options, file], { stdio: ['ignore', nowhere, 'ignore'] });
      closeSync(nowhere);
      if (error !== undefined || ended !== 0) {
        throw error ?? new Error(`it ended with ${ended}`);
      }
    },
  };
}
