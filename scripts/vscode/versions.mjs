// The exact builds that tests and `npm start` use. A change here makes a new folder in the cache.

/**
 * @typedef {object} VSCodeBuild
 * @property {'newest' | 'oldest'} name
 * @property {string} vscode the version of VS Code inside
 * @property {string} codeServer the npm package that carries it
 * @property {string} node the Node that runs it
 * @property {string} [ripgrep] what its file search runs, for those that do not carry it
 */

/** @type {VSCodeBuild} */
export const newest = { name: 'newest', vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' };

/**
 * The floor of `engines.vscode`.
 * @type {VSCodeBuild}
 */
export const oldest = { name: 'oldest', vscode: '1.75.1', codeServer: '4.10.0', node: '16.20.2', ripgrep: '1.18.0' };

/** The last packed browser that unpacks under Node 20, and fonts for machines that have none. */
export const browserBuild = { chromium: '147.0.0', fonts: '2.37.3' };
