// @ts-check
// Takes in what has changed: the page is asked for anew, and the parts that say `data-live` are put in the place of the old ones.
// What the server draws is the only truth; nothing is drawn here.

import { parsePage, taken } from './parse-page.js';

/** Looks so far: an answer that comes after a newer question is of no interest any more. */
let looks = 0;
/** What the keyboard can stop at. */
const STOPS = 'a[href], button, summary, input, textarea, select, [tabindex]';
/** True while a syllable is being put together, as in Korean. */
let composing = false;

document.addEventListener('compositionstart', () => {
  composing = true;
});
document.addEventListener('compositionend', () => {
  composing = false;
});

/**
 * Asks for the page and takes over what differs. What somebody is filling in stays, unless it is of no use any more.
 * @returns {Promise<Document>} the new page
 */
export async function renew() {
  const look = ++looks;
  const answer = await fetch(address(), {
    headers: { accept: 'text/html' },
    cache: 'no-store',
  });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  const page = parsePage(await answer.text());
  if (look !== looks) return page;
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.querySelector(`[data-live="${part.getAttribute('data-live')}"]`);
    if (fresh !== null && essence(fresh) !== essence(part)) replace(part, fresh);
  }
  document.title = page.title;
  document.dispatchEvent(new CustomEvent('renewed', { detail: page }));
  return page;
}

/** Where this page is found: not where a form was sent that it answers. */
function address() {
  const { address: own = location.pathname } = document.body.dataset;
  return own.split('?')[0] === location.pathname ? location.pathname + location.search : own;
}

/**
 * Puts a part in the place of an older one. What somebody has opened there, is filling in or stands on goes over, as far as the new part
 * has it too: such things are known by their ids.
 * @param {Element} part
 * @param {Element} fresh
 */
function replace(part, fresh) {
  // A syllable that is being put together would be lost with its field.
  if (composing && part.contains(document.activeElement)) return;
  const opened = [...part.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const typed = [...part.querySelectorAll('input[id], textarea[id]')].flatMap((each) => {
    const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (each);
    return field.value === field.defaultValue ? [] : [{ id: field.id, value: field.value }];
  });
  const stood = part.contains(document.activeElement) ? placeOf(/** @type {Element} */ (document.activeElement)) : null;
  part.before(taken(fresh));
  part.remove();
  for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
  for (const { id, value } of typed) {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
  if (stood !== null) stopsIn(document.getElementById(stood.within))[stood.index]?.focus({ preventScroll: true });
}

/**
 * Where somebody stands, so that it is found again in a newer part: the how-manyth stop within the nearest thing that has an id.
 * @param {Element} element
 */
function placeOf(element) {
  const within = element.closest('[id]');
  return { within: within?.id ?? '', index: stopsIn(within).indexOf(/** @type {HTMLElement} */ (element)) };
}

/**
 * What the keyboard stops at, from top to bottom.
 * @param {Element | null} within itself included
 * @returns {HTMLElement[]}
 */
function stopsIn(within) {
  if (within === null) return [];
  const all = [within, ...within.querySelectorAll(STOPS)];
  return all.flatMap((each) => (each instanceof HTMLElement && each.matches(STOPS) ? [each] : []));
}

/**
 * What a part says, without what is new in every page and what somebody has opened.
 * @param {Element} part
 */
function essence(part) {
  const copy = document.createElement('template');
  // For which media a picture's source is, is said where it is shown alone.
  copy.innerHTML = part.innerHTML.replaceAll(' media="', ' data-media="');
  for (const source of copy.content.querySelectorAll('source')) source.removeAttribute('data-media');
  for (const hidden of copy.content.querySelectorAll('input[type="hidden"]')) hidden.remove();
  for (const opened of copy.content.querySelectorAll('details[open]')) opened.removeAttribute('open');
  return copy.innerHTML;
}
