/** Timers, which both extension hosts have; VS Code's own types do not declare them. */
declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare function clearTimeout(handle: unknown): void;
