// @ts-check
// What the board's script says: the server writes the words of the page's language into the page.

/** @typedef {Record<string, string>} Group */
/**
 * @typedef {object} Words
 * @property {string} number
 * @property {string} lost
 * @property {string} left
 * @property {Group} state
 * @property {Group} sound
 * @property {Group} undo
 * @property {Group} notes
 * @property {Group} why
 * @property {Group} status
 * @property {Group} waited
 */

export const root = /** @type {HTMLElement} */ (document.querySelector('[data-board]'));

/** @type {Words} */
export const words = JSON.parse(root.dataset.texts ?? '{}');

/**
 * A text with its blanks filled in.
 * @param {string | undefined} template
 * @param {Record<string, string | number>} values
 */
export function fill(template, values = {}) {
  return (template ?? '').replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}

/** @param {string} orderId */
export function numberOf(orderId) {
  return fill(words.number, { short: orderId.slice(-8) });
}

/**
 * @param {string} selector
 * @param {ParentNode} within
 */
export function find(selector, within = root) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/**
 * An element with attributes and content.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} content
 */
export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** @type {number} */
let ahead = 0;
const clock = new Intl.DateTimeFormat(root.dataset.locale === 'ko' ? 'ko-KR' : 'en-GB', {
  timeZone: root.dataset.timeZone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/**
 * Takes the server's clock, so that a tablet whose own is wrong counts down right.
 * @param {string | undefined} serverNow milliseconds since 1970
 */
export function setClock(serverNow) {
  if (serverNow !== undefined) ahead = Number(serverNow) - Date.now();
}

/** The shop's time, in milliseconds since 1970. */
export function now() {
  return Date.now() + ahead;
}

/** @param {number} at */
export function timeOf(at) {
  return clock.format(at);
}
