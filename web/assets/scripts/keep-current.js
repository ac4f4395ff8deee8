// @ts-check
import { renew } from './live-page.js';

/** After so many tries in vain the page says that it is not current any more. */
const PATIENCE = 2;
/** A server in trouble is asked less and less often, at most this rarely. */
const SLOWEST_MS = 15_000;

const page = /** @type {HTMLElement} */ (document.querySelector('[data-keep-current]'));
const offline = /** @type {HTMLElement | null} */ (document.querySelector('[data-offline]'));
const everyMs = Number(page.dataset.keepCurrent);
let inVain = 0;
let next = 0;

for (const each of document.querySelectorAll('[data-with-script]')) each.removeAttribute('hidden');
addEventListener('online', look);
document.addEventListener('visibilitychange', look);
next = window.setTimeout(look, everyMs);

/** Takes in what is new, while somebody looks at the page, and again after a while. */
async function look() {
  clearTimeout(next);
  if (document.visibilityState === 'visible') {
    try {
      await renew();
      inVain = 0;
    } catch {
      inVain++;
    }
    if (offline !== null) offline.hidden = inVain < PATIENCE;
  }
  clearTimeout(next);
  next = window.setTimeout(look, Math.min(everyMs * 2 ** inVain, Math.max(everyMs, SLOWEST_MS)));
}
