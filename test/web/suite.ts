import 'mocha/mocha.js';
import { mochaSuite } from '../support/mochaSuite.ts';

/** Called by VS Code in the web-worker extension host, where mocha's browser build leaves itself as a global. */
export const run = mochaSuite(Mocha);
