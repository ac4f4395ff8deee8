// @ts-check
// One press of a step: what it is, what it leads to, and how the server is asked for it.
import { numberOf } from './words.js';

/**
 * @typedef {object} Command
 * @property {string} key its name: sent twice, it happens once
 * @property {string} orderId
 * @property {string} step
 * @property {string | null} reason
 * @property {string} name the step in the page's words
 * @property {string} from where the order stood
 * @property {string} by who was signed in
 * @property {number} pressedAt
 * @property {'waiting' | 'kept' | 'sending' | 'unanswered'} state
 * @property {number} tries
 */

/** For so long after it was pressed it can be undone. */
export const UNDO_MS = 5_000;

/** Where an order stands after each step. */
const LEADS_TO = {
  accept: 'Accepted',
  reject: 'Rejected',
  start: 'Started',
  complete: 'Completed',
  fail: 'Failed',
  return: 'Returned',
  cancel: 'Cancelled',
};

/** @param {Command} command */
export function canBeUndone({ state }) {
  return state === 'waiting' || state === 'kept';
}

/** @param {Command} command */
export function called({ orderId, name }) {
  return { number: numberOf(orderId), step: name };
}

/** @param {string} step */
export function leadsTo(step) {
  return LEADS_TO[/** @type {keyof typeof LEADS_TO} */ (step)];
}

/** Random, also where a tablet talks plain HTTP with the shop and `randomUUID` is not to be had. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Sends it under its name.
 * @param {Command} command
 */
export function ask({ orderId, step, reason, key }) {
  const address = step === 'cancel' ? `/api/orders/${orderId}/cancel` : `/api/deliveries/${orderId}/${step}`;
  return fetch(address, {
    method: 'POST',
    // Goes on when the page is left.
    keepalive: true,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': key,
      'x-csrf-token': document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '',
    },
    body: JSON.stringify(reason === null ? {} : { reason }),
  });
}

/**
 * Where an order stands, no earlier than at a position; null where nobody can say that yet.
 * @param {string} orderId
 * @param {string} position
 * @returns {Promise<string | null>}
 */
export async function statusOf(orderId, position) {
  const after = position === '' ? '' : `?after=${encodeURIComponent(position)}`;
  const answer = await fetch(`/api/orders/${orderId}${after}`, { cache: 'no-store' });
  return answer.ok ? (await answer.json()).delivery.status : null;
}
