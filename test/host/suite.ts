import Mocha from 'mocha';
import { mochaSuite } from '../support/mochaSuite.ts';

/** Called by VS Code in the Node extension host. */
export const run = mochaSuite(Mocha);
