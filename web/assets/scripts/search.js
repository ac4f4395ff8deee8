// @ts-check
// Looks for orders without leaving the page: whoever goes to an order and comes back finds the same results. What was typed is kept with
// this entry of the window's history, and never in an address.
import { parsePage, taken } from './parse-page.js';

const results = /** @type {HTMLElement} */ (document.querySelector('[data-results]'));
const whole = /** @type {HTMLFormElement} */ (document.querySelector('form[role="search"]'));
const field = /** @type {HTMLInputElement} */ (whole.elements.namedItem('q'));
const token = /** @type {HTMLInputElement} */ (whole.elements.namedItem('_csrf'));

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-search')) return;
  event.preventDefault();
  const fields = new FormData(form);
  const cursor = fields.get('cursor');
  look(String(fields.get('q')), cursor === null ? '' : String(cursor), true);
});

const before = history.state;
if (typeof before?.q === 'string' && field.value === '') look(before.q, String(before.cursor), false);

/**
 * @param {string} q what was typed
 * @param {string} cursor where the list goes on; empty for its beginning
 * @param {boolean} moveFocus to the results, as a new page would
 */
async function look(q, cursor, moveFocus) {
  results.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams({ _csrf: token.value, q, cursor });
  try {
    const answer = await fetch('/shop/orders', { method: 'POST', body, headers: { accept: 'text/html' } });
    if (answer.redirected) return location.assign(answer.url);
    const page = parsePage(await answer.text());
    const found = page.querySelector('[data-results]');
    if (found === null) return location.reload();
    history.replaceState({ q, cursor }, '');
    field.value = q;
    results.replaceChildren(...taken(found).childNodes);
    document.querySelector('[data-said]')?.remove();
    const said = page.querySelector('[data-said]');
    if (said !== null) results.before(taken(said));
    const heading = document.getElementById('found');
    if (moveFocus) heading?.focus();
  } catch {
    // No connection: the form goes the way it goes without a script, and the browser says what is wrong.
    whole.submit();
  } finally {
    results.removeAttribute('aria-busy');
  }
}
