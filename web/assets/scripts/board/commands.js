// @ts-check
// What the florist has pressed and the server has not answered yet. Each press waits a few seconds, in which it can be undone. It is
// never lost in silence: when the page is hidden it is sent at once, what could not be sent is kept for this window, and what was sent
// without an answer is sent again under the same name, so that it happens once.

import { ask, called, canBeUndone, leadsTo, newKey, statusOf, UNDO_MS } from './command.js';
import { showList, showSeconds } from './command-list.js';
import { isLost, isSignedOut } from './connection.js';
import { cardOf } from './drawing.js';
import { keep, kept } from './kept-commands.js';
import { announce, note } from './notes.js';
import { Recent } from './recent.js';
import { fill, now, root, words } from './words.js';

/** What is older than this when the window comes back is not sent again; nor is what somebody else has pressed. */
const TOO_OLD_MS = 10 * 60_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10_000;

/** @typedef {import('./command.js').Command} Command */

const me = root.dataset.me ?? '';
/** @type {Map<string, Command>} by their key */
const commands = new Map();
/** What this window has brought about, by order. */
const own = /** @type {Recent<string>} */ (new Recent(500));
/** @type {(position: string) => void} */
let onDone = () => {};
/** @type {() => void} */
let onSignedOut = () => {};
/** @type {() => Promise<void>} */
let renewToken = async () => {};

/**
 * @param {object} listener
 * @param {(position: string) => void} listener.done
 * @param {() => void} listener.signedOut
 * @param {() => Promise<void>} listener.renewToken
 */
export function startCommands({ done, signedOut, renewToken: renew }) {
  onDone = done;
  onSignedOut = signedOut;
  renewToken = renew;
  restore();
  setInterval(() => showSeconds(commands), 250);
  addEventListener('pagehide', sendAll);
  // Who signs out has pressed it while signed in.
  document.addEventListener('submit', ({ target }) => {
    if (target instanceof Element && !root.contains(target)) sendAll();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') sendAll();
  });
  addEventListener('beforeunload', (event) => {
    if (isLost() && commands.size > 0) event.preventDefault();
  });
}

/**
 * Somebody has pressed a step.
 * @param {{ orderId: string, step: string, reason: string | null, name: string, from: string }} wish
 */
export function give(wish) {
  if (pendingOf(wish.orderId) !== null) return;
  if (isLost()) return sayOffline();
  /** @type {Command} */
  const command = { ...wish, key: newKey(), by: me, pressedAt: now(), state: 'waiting', tries: 0 };
  commands.set(command.key, command);
  changed();
  announce(fill(words.undo.announce, { ...called(command), seconds: UNDO_MS / 1000 }));
  setTimeout(() => {
    if (command.state === 'waiting' && commands.has(command.key)) void send(command);
  }, UNDO_MS);
}

/** Nothing new is taken without a connection: when it is back, the order may stand elsewhere. */
export function sayOffline() {
  note('careful', words.notes.offline ?? '');
}

/** Takes back the newest press that was not sent. */
export function undoLast() {
  const last = [...commands.values()].findLast(canBeUndone);
  if (last !== undefined) undo(last);
}

/** What the connection allows now that it did not before. */
export function sendKept() {
  if (isLost()) return;
  for (const command of commands.values()) {
    if (command.state === 'kept' || command.state === 'unanswered') void send(command);
  }
}

/** @param {string} orderId */
export function pendingOf(orderId) {
  return [...commands.values()].find((command) => command.orderId === orderId) ?? null;
}

/**
 * True when this window has brought it about.
 * @param {string} orderId
 * @param {string} status
 */
export function isOwn(orderId, status) {
  const pending = pendingOf(orderId);
  return own.get(orderId) === status || (pending !== null && pending.tries > 0 && leadsTo(pending.step) === status);
}

/**
 * The order has moved: a press that was meant for where it stood before is not sent any more.
 * @param {string} orderId
 * @param {string} status
 */
export function moved(orderId, status) {
  const pending = pendingOf(orderId);
  if (pending === null || pending.tries > 0 || pending.from === status) return;
  forget(pending);
  note('careful', fill(words.notes.elsewhere, { ...called(pending), status: words.status[status] ?? status }));
}

/** @param {Command} command */
function undo(command) {
  forget(command);
  announce(fill(words.undo.done, called(command)));
  const card = cardOf(command.orderId);
  const button = card?.querySelector(`[data-step="${command.step}"]`);
  const target =
    button instanceof HTMLElement && button.offsetParent !== null ? button : card?.querySelector('[data-focus]');
  if (target instanceof HTMLElement) target.focus();
}

/** Without a connection what waits stays in this window: to try would only make it uncertain whether it has arrived. */
function sendAll() {
  if (isLost()) return;
  for (const command of commands.values()) if (canBeUndone(command)) void send(command);
}

/** @param {Command} command */
async function send(command) {
  if (command.state === 'sending') return;
  if (isLost()) {
    command.state = command.tries === 0 ? 'kept' : 'unanswered';
    return changed();
  }
  command.state = 'sending';
  command.tries++;
  changed();
  const answer = await ask(command).catch(() => null);
  if (answer === null || answer.status === 429 || answer.status >= 500) return tryLater(command);
  if (answer.status === 401) {
    command.state = 'unanswered';
    changed();
    return onSignedOut();
  }
  const body = await answer.json().catch(() => ({}));
  if (body.code === 'CSRF_TOKEN_INVALID' && command.tries === 1) {
    await renewToken().catch(() => undefined);
    command.state = 'unanswered';
    return send(command);
  }
  forget(command);
  if (answer.ok) {
    own.set(command.orderId, leadsTo(command.step));
    return onDone(body.position ?? '');
  }
  await explain(command, body);
  onDone(body.position ?? '');
}

/** @param {Command} command */
function tryLater(command) {
  command.state = 'unanswered';
  changed();
  const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, command.tries - 1));
  setTimeout(() => {
    if (commands.has(command.key) && !isSignedOut()) void send(command);
  }, pause);
}

/**
 * Says why it was not done, and where the order stands now.
 * @param {Command} command
 * @param {{ code?: string, position?: string }} problem
 */
async function explain(command, { code = 'other', position = '' }) {
  const why = words.why[code] ?? words.why.other ?? '';
  const status = await statusOf(command.orderId, position).catch(() => null);
  const text = status === null ? words.notes.unknownStatus : words.notes.failed;
  note('bad', fill(text, { ...called(command), why, status: words.status[status ?? ''] ?? '' }));
}

/** @param {Command} command */
function forget(command) {
  commands.delete(command.key);
  changed();
}

function changed() {
  keep([...commands.values()]);
  showList(commands, undo);
  root.dispatchEvent(new Event('board-commands'));
}

/** What the page before this one, in this window, has left without an answer. */
function restore() {
  for (const command of kept()) {
    const isTooOld = now() - command.pressedAt > TOO_OLD_MS;
    if (isTooOld || command.by !== me) note('careful', fill(words.notes.doubtful, called(command)));
    else {
      commands.set(command.key, { ...command, state: 'unanswered', tries: Math.max(1, command.tries) });
    }
  }
  changed();
  for (const command of commands.values()) void send(command);
}
