/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 */

/**
 * @typedef {object} Selection
 * @property {readonly string[]} filters parts of test file names; all files if empty
 * @property {readonly import('../vscode/versions.mjs').VSCodeBuild[]} builds on which the host level runs
 */

/** @typedef {(selection: Selection) => Promise<Outcome>} Level */

/** @type {Outcome} */
export const nothing = { passed: 0, failed: 0 };

/**
 * @param {Outcome} one
 * @param {Outcome} other
 * @returns {Outcome}
 */
export function sum(one, other) {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

/**
 * The exit codes of a check's command, as an outcome.
 * @param {number} code
 * @returns {Outcome}
 */
export function check(code) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
