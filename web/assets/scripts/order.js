// @ts-check
import { forgetDraft } from './draft.js';
import { renew } from './live-page.js';

/** How long a lost connection is not worth a word, and how often it is tried again without the browser's own help. */
const PATIENCE_MS = 2_500;
const AGAIN_MS = 4_000;

const page = /** @type {HTMLElement} */ (document.querySelector('[data-order]'));
const offline = /** @type {HTMLElement} */ (document.querySelector('[data-offline]'));
const announcement = /** @type {HTMLElement} */ (document.querySelector('[data-announce]'));
/** @type {EventSource | null} */
let source = null;
let ended = page.dataset.ended === 'yes';
let patience = 0;
let again = 0;
/** @type {Promise<void>} */
let renewing = Promise.resolve();

// The order that was written in this tab is placed: the next one begins empty.
forgetDraft();
for (const each of document.querySelectorAll('[data-with-script]')) each.removeAttribute('hidden');
offerCopy();
if (!ended) {
  follow();
  addEventListener('online', follow);
  addEventListener('offline', sayOffline);
}

/** Follows the order by its event stream; where there is none, by asking again. */
function follow() {
  clearTimeout(again);
  source?.close();
  source = new EventSource(`/api/orders/${page.dataset.order}/stream`);
  source.addEventListener('open', sayOnline);
  source.addEventListener('status', () => {
    sayOnline();
    takeIn();
  });
  source.addEventListener('error', () => {
    patience ||= window.setTimeout(sayOffline, PATIENCE_MS);
    if (source?.readyState !== EventSource.CLOSED) return;
    // The browser has given up: ask for the page itself, and then for the stream again.
    takeIn();
    again = window.setTimeout(follow, AGAIN_MS);
  });
}

/** Takes in what has changed, one change after the other. */
function takeIn() {
  renewing = renewing
    .then(async () => {
      const before = status();
      const fresh = await renew();
      sayOnline();
      const now = status();
      if (now !== before && now !== null)
        announcement.textContent = (announcement.dataset.template ?? '%').replace('%', now);
      ended = fresh.querySelector('[data-order]')?.getAttribute('data-ended') === 'yes';
      if (ended) stop();
    })
    .catch(() => {
      patience ||= window.setTimeout(sayOffline, PATIENCE_MS);
    });
}

function stop() {
  source?.close();
  clearTimeout(again);
  removeEventListener('online', follow);
  removeEventListener('offline', sayOffline);
}

function status() {
  return document.querySelector('[data-status]')?.textContent ?? null;
}

function sayOffline() {
  offline.hidden = false;
}

function sayOnline() {
  clearTimeout(patience);
  patience = 0;
  offline.hidden = true;
}

/** Lets the gift link be copied, where the browser lets us. */
function offerCopy() {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-copy]'));
  if (button === null || navigator.clipboard === undefined) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? '');
    } catch {
      // Not allowed after all. The way to the page stands beside it.
      button.hidden = true;
      return;
    }
    announcement.textContent = button.dataset.copied ?? '';
    button.textContent = button.dataset.copied ?? '';
  });
}
