// Runs a test module inside the extension host of a VS Code from npm: the page that a browser opens is told of it.
import { launchBrowser, openPage } from './browser.mjs';
import { startServer } from './server.mjs';
import { plainEditorSettings } from './settings.mjs';

/** @typedef {import('./versions.mjs').VSCodeBuild} VSCodeBuild */

/** The longest that may pass from one test's end to the next, with the start of VS Code before the first. */
const patience = 120_000;

/**
 * @typedef {object} ExtensionHostRun
 * @property {VSCodeBuild} build
 * @property {string} extension the extension's folder
 * @property {string} tests a module that exports `run(): Promise<void>`
 * @property {string} workspace the folder to open
 * @property {Readonly<Record<string, unknown>>} [settings]
 */

/**
 * @param {ExtensionHostRun} run
 * @returns {Promise<{ readonly code: number, readonly log: string }>} the log is what extensions and tests printed
 */
export async function runInExtensionHost(run) {
  const server = await startServer({
    ...run,
    settings: { ...plainEditorSettings, ...run.settings },
    smokeTestDriver: true,
  });
  /** @type {string[]} */
  const lines = [];
  const code = await exitCode(run, server, lines).catch((error) => {
    lines.push(String(error));
    return 1;
  });
  await server.stop();
  return { code, log: [server.log(), '--- extension host ---', ...lines].join('\n') };
}

/**
 * @param {ExtensionHostRun} run
 * @param {import('./server.mjs').Server} server
 * @param {string[]} lines
 * @returns {Promise<number>}
 */
async function exitCode(run, server, lines) {
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser, { width: 1280, height: 800 });
    const { exit } = await listen(page, lines);
    await page.goto(
      server.url([
        ['extensionDevelopmentPath', server.uri(run.extension)],
        ['extensionTestsPath', server.uri(run.tests)],
        ['skipWelcome', 'true'],
      ]),
    );
    return await exit;
  } finally {
    await browser.close();
  }
}

/**
 * VS Code calls two functions of a page that is driven by tests: one for each line that is printed, one at the end.
 * @param {import('playwright-core').Page} page
 * @param {string[]} lines
 */
async function listen(page, lines) {
  /** @type {(code: number) => void} */
  let finish = () => {};
  /** @type {(error: Error) => void} */
  let fail = () => {};
  /** @type {Promise<number>} */
  const exit = new Promise((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  // Awaited only once the page has loaded, which must not count as unheard.
  exit.catch(() => {});
  const silence = setTimeout(() => fail(new Error(`No test came to its end for ${patience / 1000} s.`)), patience);
  silence.unref();
  /**
   * @param {string} type
   * @param {readonly unknown[]} args
   */
  const log = (type, args) => {
    const line = args.map(String).join(' ').slice(0, 2_000);
    lines.push(`[${type}] ${line}`);
    if (/^(passed|FAILED)/.test(line)) silence.refresh();
  };
  await page.exposeFunction('codeAutomationLog', log);
  await page.exposeFunction('codeAutomationExit', finish);
  page.on('pageerror', (error) => lines.push(`[page] ${error.message}`));
  page.once('crash', () => fail(new Error('The page crashed.')));
  page.once('close', () => fail(new Error('The browser ended.')));
  return { exit };
}
