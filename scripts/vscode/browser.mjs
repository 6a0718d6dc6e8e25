// The browser in which the workbench runs: one from npm, so that every machine sees the same, or the one CHROME_PATH names.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { cached } from './cache.mjs';
import { installPackages } from './install.mjs';
import { browserBuild } from './versions.mjs';

const unpacker = fileURLToPath(new URL('unpack-browser.mjs', import.meta.url));

/** @typedef {{ executable: string, environment: Readonly<Record<string, string>> }} Browser */

export async function launchBrowser() {
  const { executable, environment } = await fetchBrowser();
  return chromium.launch({
    executablePath: executable,
    env: { ...inheritedEnvironment(), ...environment },
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      // One process less to hand every frame to: a tenth of the time of a run on two cores.
      '--in-process-gpu',
    ],
  });
}

/**
 * A page that may use the clipboard, for which a user would be asked.
 * @param {import('playwright-core').Browser} browser
 * @param {{ readonly width: number, readonly height: number }} size
 */
export async function openPage(browser, size) {
  const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'] });
  return context.newPage();
}

/** @returns {Promise<Browser>} */
export async function fetchBrowser() {
  const own = process.env.CHROME_PATH;
  if (own !== undefined && own !== '') return { executable: own, environment: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'The browser on npm is for Linux on x64: name a Chrome or Chromium of this machine in CHROME_PATH.',
    );
  }
  const name = `chromium-${browserBuild.chromium}-fonts-${browserBuild.fonts}`;
  const folder = await cached(name, async (partial) => {
    await installPackages(partial, `Chromium (${browserBuild.chromium}) and fonts`, {
      '@sparticuz/chromium': browserBuild.chromium,
      'dejavu-fonts-ttf': browserBuild.fonts,
    });
    await unpack(partial);
  });
  return {
    executable: path.join(folder, 'unpacked', 'chromium'),
    environment: {
      LD_LIBRARY_PATH: readFileSync(path.join(folder, 'libraries'), 'utf8').replaceAll('{folder}', folder),
      FONTCONFIG_PATH: configureFonts(folder),
    },
  };
}

/**
 * The package unpacks into the temporary folder, and only in a process with the right environment.
 * @param {string} folder
 */
async function unpack(folder) {
  const unpacked = path.join(folder, 'unpacked');
  mkdirSync(unpacked);
  const child = spawn(process.execPath, [unpacker, folder], {
    env: { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 120_000,
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`Unpacking the browser failed with exit code ${code}.`);
}

/**
 * Without a font the browser dies, and its own configuration looks in folders that a machine need not have.
 * @param {string} folder
 */
function configureFonts(folder) {
  const configuration = path.join(folder, 'fontconfig');
  mkdirSync(configuration, { recursive: true });
  /** @param {string} generic @param {string} family */
  const alias = (generic, family) =>
    `<alias><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  const xml = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${escapeXml(path.join(folder, 'node_modules', 'dejavu-fonts-ttf', 'ttf'))}</dir>`,
    `<dir>${escapeXml(path.join(folder, 'unpacked', 'fonts'))}</dir>`,
    `<cachedir>${escapeXml(path.join(configuration, 'cache'))}</cachedir>`,
    alias('monospace', 'DejaVu Sans Mono'),
    alias('sans-serif', 'DejaVu Sans'),
    alias('system-ui', 'DejaVu Sans'),
    '</fontconfig>',
  ];
  writeFileSync(path.join(configuration, 'fonts.conf'), xml.join('\n'));
  return configuration;
}

/** @param {string} text */
function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** @returns {Record<string, string>} */
function inheritedEnvironment() {
  /** @type {Record<string, string>} */
  const environment = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value;
  return environment;
}
