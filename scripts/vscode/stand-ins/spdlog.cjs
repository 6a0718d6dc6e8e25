// Takes the place of VS Code's native logger, which would have to be compiled on this machine: the same calls, so that
// logs and output channels are written, without rotation.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

/**
 * @param {string} _name
 * @param {string} file
 */
async function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  let lowest = 0;
  let isFormatted = true;
  /** @param {number} level */
  const at =
    (level) =>
    /** @param {string} message */
    (message) => {
      if (level < lowest) return;
      const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
      try {
        appendFileSync(file, isFormatted ? `${time} [${levels[level]}] ${message}\n` : message);
      } catch {
        // The profile is being removed.
      }
    };
  return {
    trace: at(0),
    debug: at(1),
    info: at(2),
    warn: at(3),
    error: at(4),
    critical: at(5),
    getLevel: () => lowest,
    /** @param {number} level */
    setLevel: (level) => {
      lowest = level;
    },
    clearFormatters: () => {
      isFormatted = false;
    },
    setPattern() {},
    flush() {},
    drop() {},
  };
}

// One by one: new releases import them by name, which Node finds only where each is assigned.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
