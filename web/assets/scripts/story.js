// @ts-check
import { renew } from './live-page.js';

const slider = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-moment]'));
const print = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-print]'));

for (const each of document.querySelectorAll('[data-without-script]')) each.setAttribute('hidden', '');
if (print !== null) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
if (slider !== null) {
  slider.addEventListener('input', () => show(slider.value === slider.max ? '' : `?event=${slider.value}`));
  document.addEventListener('renewed', follow);
  document.addEventListener('click', step);
}

/**
 * Shows the order as of another event. The newest wish counts.
 * @param {string} query
 */
function show(query) {
  history.replaceState(null, '', location.pathname + query);
  renew().catch(() => undefined);
}

/** New events make the way longer; who looks at the present stays there. */
function follow(/** @type {Event} */ event) {
  const fresh = /** @type {CustomEvent<Document>} */ (event).detail.querySelector('[data-moment]');
  if (slider === null || !(fresh instanceof HTMLInputElement)) return;
  slider.max = fresh.max;
  slider.value = fresh.value;
}

/** A step from one moment to the next needs no new page. */
function step(/** @type {MouseEvent} */ event) {
  const link = /** @type {Element} */ (event.target).closest('.moment-steps a, a.story-number');
  if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link.search);
}
