// @ts-check
import { element, find, words } from './words.js';

/** So many are kept; older ones have been seen or will not be. */
const KEPT = 6;

const place = find('[data-notes]');
const announcement = find('[data-announce]');

/**
 * Says something for the ear alone, when it is its turn.
 * @param {string} text
 */
export function announce(text) {
  // The same words twice are news twice.
  announcement.textContent = announcement.textContent === text ? `${text} ` : text;
}

/**
 * Says something that stays until somebody closes it.
 * @param {'good' | 'careful' | 'bad'} tone
 * @param {string} text
 */
export function note(tone, text) {
  const list = find('ul', place);
  withdraw(text);
  const close = element(
    'button',
    { class: 'button button-quiet', type: 'button', 'aria-label': `${words.notes.close}: ${text}` },
    '✕',
  );
  const item = element('li', { class: `notice notice-${tone}` }, element('p', {}, text), close);
  close.addEventListener('click', () => {
    item.remove();
    place.hidden = list.children.length === 0;
  });
  list.prepend(item);
  while (list.children.length > KEPT) list.lastElementChild?.remove();
  place.hidden = false;
  announce(text);
}

/**
 * What was said is not so any more.
 * @param {string} text
 */
export function withdraw(text) {
  for (const item of place.querySelectorAll('li')) if (item.firstElementChild?.textContent === text) item.remove();
  place.hidden = place.querySelector('li') === null;
}
