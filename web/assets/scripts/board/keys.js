// @ts-check
import { undoLast } from './commands.js';
import { cardAround } from './drawing.js';
import { remember, remembered, toggleSound } from './sound.js';
import { find, root } from './words.js';

const OFF = 'kkotgil-board-no-keys';

const help = /** @type {HTMLDialogElement} */ (find('[data-keys]'));
const use = /** @type {HTMLInputElement} */ (find('[data-keys-use]'));
use.checked = !remembered(OFF);
use.addEventListener('change', () => remember(OFF, !use.checked));
find('[data-keys-open]').addEventListener('click', () => help.showModal());

document.addEventListener('keydown', (event) => {
  const { target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || help.open || !(target instanceof Element)) return;
  if (target.matches('input, textarea, select')) return;
  const card = cardAround(target);
  const taken = (card !== null && goTo(card, event.key)) || (use.checked && press(card, event));
  if (taken) event.preventDefault();
});

/**
 * A letter, by where it lies: a Korean keyboard gives another sign for it.
 * @param {HTMLElement | null} card
 * @param {KeyboardEvent} event
 */
function press(card, { code, key }) {
  if (key === '?') return done(() => help.showModal());
  if (code === 'KeyZ') return done(undoLast);
  if (code === 'KeyM') return done(toggleSound);
  const letter = /^Key([CSDR])$/.exec(code)?.[1];
  const control = card?.querySelector(`[aria-keyshortcuts="${letter}"]`);
  if (letter === undefined || !(control instanceof HTMLElement)) return false;
  control.click();
  const reasons = control.closest('details');
  if (reasons?.open) find('button', reasons).focus();
  else if (reasons !== null) control.focus();
  return true;
}

/** @param {() => void} what */
function done(what) {
  what();
  return true;
}

/**
 * From card to card, and from column to column.
 * @param {HTMLElement} card
 * @param {string} key
 */
function goTo(card, key) {
  const step = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[key];
  if (step === undefined) return false;
  const [sideways = 0, down = 0] = step;
  const columns = [...root.querySelectorAll('[data-column]')].map((column) => [...column.children]);
  const at = columns.findIndex((column) => column.includes(card));
  const row = columns[at]?.indexOf(card) ?? 0;
  const next = down === 0 ? nearest(columns, at, sideways, row) : columns[at]?.[row + down];
  const target = next?.querySelector('[data-focus]');
  if (target instanceof HTMLElement) target.focus();
  return true;
}

/**
 * The card beside this one, over columns that are empty.
 * @param {Element[][]} columns
 * @param {number} at
 * @param {number} sideways
 * @param {number} row
 */
function nearest(columns, at, sideways, row) {
  for (let place = at + sideways; columns[place] !== undefined; place += sideways) {
    const column = columns[place] ?? [];
    if (column.length > 0) return column[Math.min(row, column.length - 1)];
  }
  return undefined;
}
