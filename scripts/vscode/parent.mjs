/**
 * Acts when the process that started this one is gone, however that came about.
 * @param {() => void} act
 */
export function whenParentEnds(act) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 500);
  watch.unref();
}

/**
 * npm starts a script through a shell, and a signal to npm ends that shell only.
 * @param {() => void} act
 */
export function whenNpmEnds(act) {
  if (process.env.npm_lifecycle_event !== undefined) whenParentEnds(act);
}
