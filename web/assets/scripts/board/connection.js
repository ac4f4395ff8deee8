// @ts-check
import { fill, find, now, root, timeOf, words } from './words.js';

/** A connection that is back within this time was never worth a word, in milliseconds. */
const PATIENCE_MS = 2_000;

/** @typedef {'connecting' | 'live' | 'slow' | 'lost' | 'signedOut'} State */

/** @type {State} */
let state = 'connecting';
/** When the server was last heard. */
let heardAt = now();
let patience = 0;
/** @type {(() => void)[]} */
const listeners = [];

/** @param {() => void} listener called after each change */
export function onConnection(listener) {
  listeners.push(listener);
}

/** True while nothing can be sent. */
export function isLost() {
  return state === 'lost' || state === 'signedOut';
}

export function isSignedOut() {
  return state === 'signedOut';
}

export function heard() {
  heardAt = now();
}

/** Everything that happens is told. */
export function live() {
  heard();
  change('live');
}

/** The server answers, and tells nothing by itself. */
export function slow() {
  heard();
  if (state !== 'live' || patience !== 0) change('slow');
}

export function lost() {
  if (state === 'lost' || state === 'signedOut') return;
  if (navigator.onLine === false) change('lost');
  else patience ||= window.setTimeout(() => change('lost'), PATIENCE_MS);
}

export function signedOut() {
  change('signedOut');
}

/** @param {State} next */
function change(next) {
  clearTimeout(patience);
  patience = 0;
  if (next === state || state === 'signedOut') return;
  state = next;
  root.dataset.connection = next;
  find('.board-state').dataset.state = next;
  find('[data-state-words]').textContent = words.state[next] ?? '';
  find('[data-lost]').hidden = next !== 'lost';
  if (next === 'lost') find('[data-lost-words]').textContent = fill(words.lost, { time: timeOf(heardAt) });
  find('[data-signed-out]').hidden = next !== 'signedOut';
  for (const listener of listeners) listener();
}
