// Unpacks the browser of @sparticuz/chromium into the temporary folder, and notes where its libraries went.
// usage: unpack-browser.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: unpack-browser.mjs FOLDER');

const resolve = createRequire(path.join(folder, 'package.json')).resolve;
const { default: chromium } = await import(pathToFileURL(resolve('@sparticuz/chromium')).href);
await chromium.executablePath();
// The folder is renamed once it is whole, so its own name is left open.
writeFileSync(path.join(folder, 'libraries'), (process.env.LD_LIBRARY_PATH ?? '').replaceAll(folder, '{folder}'));
