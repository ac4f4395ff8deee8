// @ts-check
// What this window keeps of its commands, for the next page in it.

/** @typedef {import('./command.js').Command} Command */

const STORED = 'kkotgil-board-commands';

/** @param {readonly Command[]} commands */
export function keep(commands) {
  try {
    if (commands.length === 0) sessionStorage.removeItem(STORED);
    else sessionStorage.setItem(STORED, JSON.stringify(commands));
  } catch {
    // A browser that keeps nothing: what waits is sent when the page is left.
  }
}

/** @returns {Command[]} */
export function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
  } catch {
    return [];
  }
}
