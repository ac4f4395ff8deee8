// @ts-check
// The board is drawn by the server alone. Here its new drawing is taken in: cards that are as they were stay, others are put in their
// place, and the focus stays with the card that it was on.
import { parsePage, taken } from '../parse-page.js';
import { find, root, setClock } from './words.js';

/** Nobody is signed in any more. */
export class SignedOut extends Error {}

/** A finger that stays down longer than this does not hold the drawing up, in milliseconds. */
const LONGEST_PRESS_MS = 1_500;
/** @type {Promise<unknown>} what a finger on the page holds up */
let handsOff = Promise.resolve();

addEventListener('pointerdown', () => {
  handsOff = new Promise((resolve) => {
    for (const up of ['pointerup', 'pointercancel']) addEventListener(up, () => setTimeout(resolve), { once: true });
    setTimeout(resolve, LONGEST_PRESS_MS);
  });
});

/** Waits until nobody is pressing: a card must not slip from under the finger. */
export function untilHandsAreOff() {
  return handsOff;
}

/** The new cards that nobody has looked at. */
const fresh = new Set();

for (const looked of ['pointerdown', 'focusin']) {
  root.addEventListener(looked, ({ target }) => {
    const card = target instanceof Element ? cardAround(target) : null;
    if (card === null || !fresh.delete(card.dataset.card)) return;
    showFresh(card);
  });
}

/**
 * Asks for the board as it stands, at least up to a position.
 * @param {string} after
 * @returns {Promise<Document>}
 */
export async function askForBoard(after) {
  const address = after === '' ? '/shop' : `/shop?after=${encodeURIComponent(after)}`;
  const answer = await fetch(address, { headers: { accept: 'text/html' }, cache: 'no-store' });
  if (!answer.ok) throw new Error(`the board answered ${answer.status}`);
  const page = parsePage(await answer.text());
  if (page.querySelector('[data-board]') === null) throw new SignedOut();
  return page;
}

/**
 * Takes a new drawing in.
 * @param {Document} page
 * @returns {HTMLElement[]} the cards that are new on the board
 */
export function takeIn(page) {
  const drawn = /** @type {HTMLElement} */ (page.querySelector('[data-board]'));
  setClock(drawn.dataset.now);
  const token = page.querySelector('meta[name="csrf-token"]')?.getAttribute('content');
  if (token) document.querySelector('meta[name="csrf-token"]')?.setAttribute('content', token);
  const before = new Map(cards().map((card) => [card.dataset.card, card]));
  const focused = document.activeElement;
  const focusedCard = focused === null ? null : cardAround(focused);
  const focusedStep = focused?.getAttribute('data-step') ?? null;
  for (const column of root.querySelectorAll('[data-column]')) {
    const next = drawn.querySelector(`[data-column="${column.getAttribute('data-column')}"]`);
    if (next !== null) fillColumn(column, [...next.children], before);
  }
  for (const count of drawn.querySelectorAll('[data-count], [data-count-words]')) copyText(count);
  find('[data-nothing]').hidden = /** @type {HTMLElement} */ (drawn.querySelector('[data-nothing]')).hidden;
  const arrived = cards().filter((card) => !before.has(card.dataset.card) && card.dataset.status === 'Requested');
  for (const card of arrived) fresh.add(card.dataset.card);
  for (const orderId of fresh) if (cardOf(orderId) === null) fresh.delete(orderId);
  for (const card of cards()) showFresh(card);
  if (focusedCard !== null && document.activeElement !== focused) focusAgain(focused, focusedCard, focusedStep);
  return arrived;
}

export function cards() {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[data-card]')]);
}

/** @param {Element} element */
export function cardAround(element) {
  return /** @type {HTMLElement | null} */ (element.closest('[data-card]'));
}

/** @param {string} orderId */
export function cardOf(orderId) {
  return /** @type {HTMLElement | null} */ (root.querySelector(`[data-card="${CSS.escape(orderId)}"]`));
}

/**
 * @param {Element} column
 * @param {Element[]} next
 * @param {Map<string | undefined, HTMLElement>} before
 */
function fillColumn(column, next, before) {
  const wanted = next.map((drawn) => {
    const known = before.get(drawn.getAttribute('data-card') ?? '');
    if (known === undefined || known.dataset.version !== drawn.getAttribute('data-version')) return taken(drawn);
    const lateAt = drawn.getAttribute('data-late-at');
    if (lateAt !== null) known.setAttribute('data-late-at', lateAt);
    return known;
  });
  const kept = new Set(wanted);
  for (const old of [...column.children]) if (!kept.has(old)) old.remove();
  let place = column.firstElementChild;
  for (const card of wanted) {
    if (card === place) place = place.nextElementSibling;
    else column.insertBefore(card, place);
  }
}

/** @param {Element} drawn */
function copyText(drawn) {
  const name = drawn.hasAttribute('data-count') ? 'data-count' : 'data-count-words';
  for (const own of root.querySelectorAll(`[${name}="${drawn.getAttribute(name)}"]`)) {
    if (own.textContent !== drawn.textContent) own.textContent = drawn.textContent;
  }
}

/** @param {HTMLElement} card */
function showFresh(card) {
  const isFresh = fresh.has(card.dataset.card);
  card.classList.toggle('board-card-fresh', isFresh);
  find('[data-fresh]', card).hidden = !isFresh;
}

/**
 * The card that had the focus has moved, is drawn anew, or is gone: the focus goes to the same step, the card, or its column.
 * @param {Element | null} focused
 * @param {HTMLElement} card
 * @param {string | null} step
 */
function focusAgain(focused, card, step) {
  const own = cardOf(card.dataset.card ?? '');
  const sameStep = step === null ? null : own?.querySelector(`[data-step="${step}"]`);
  const target =
    focused?.isConnected === true
      ? focused
      : (sameStep ?? own?.querySelector('[data-focus]') ?? root.querySelector('h2'));
  if (target instanceof HTMLElement) target.focus({ preventScroll: own === null });
}
