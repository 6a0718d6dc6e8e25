import type Mocha from 'mocha';
import { Uri, workspace } from 'vscode';

interface TestResult {
  readonly title: string;
  readonly error?: string;
}

/**
 * Declares mocha's functions for the test files that are evaluated next, and returns what runs them. Results go to a
 * file beside the workspace: both extension hosts can write there, and neither needs to be told.
 */
export function mochaSuite(MochaClass: typeof Mocha): () => Promise<void> {
  const mocha = new MochaClass({ ui: 'bdd', timeout: 20_000, reporter: class {} as unknown as 'min' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  return async () => {
    const results = await run(mocha);
    await write(results);
    const failed = results.filter(({ error }) => error !== undefined).length;
    if (failed > 0) throw new Error(`${failed} of ${results.length} tests failed`);
  };
}

function run(mocha: Mocha): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(results));
    runner.on('pass', (test) => {
      results.push({ title: test.fullTitle() });
      // Seen only when a run hangs: its last line is the last test that came through.
      report(`passed in ${test.duration} ms: ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error: Error) => {
      results.push({ title: test.fullTitle(), error: explain(error) });
      report(`FAILED: ${test.fullTitle()}: ${error.message}`);
    });
  });
}

/** The message, the first frames (mocha's own follow), and both values of a comparison. */
function explain(error: Error & { readonly expected?: unknown; readonly actual?: unknown }): string {
  const lines = (error.stack ?? String(error)).split('\n');
  const frames = lines.findIndex((line) => /^\s+at /.test(line));
  const shown = frames < 0 ? lines : lines.slice(0, frames + 4);
  if ('expected' in error) shown.push(`  expected: ${shorten(error.expected)}`, `  actual:   ${shorten(error.actual)}`);
  return shown.join('\n');
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 2_000);
}

function report(line: string): void {
  // biome-ignore lint/suspicious/noConsole: the one way out of either extension host while tests run
  console.log(line);
}

async function write(results: readonly TestResult[]): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Error('The tests need their workspace folder open.');
  const file = Uri.joinPath(folder, '..', 'results.json');
  await workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(results)));
}
