// @ts-check
import { fill, find, now, root, words } from './words.js';

const TICK_MS = 1_000;
const MINUTE_MS = 60_000;
/** When so much is left, the card says it louder. */
const URGENT_MS = 10 * MINUTE_MS;

/**
 * Keeps saying how long each card has waited and how long it has left.
 * @param {() => void} onLate when a card is late that was drawn before it was
 */
export function startClock(onLate) {
  tick();
  setInterval(() => {
    tick();
    const late = [...root.querySelectorAll('[data-late-at]')].filter(
      (card) => Number(card.getAttribute('data-late-at')) <= now(),
    );
    if (late.length === 0) return;
    for (const card of late) card.removeAttribute('data-late-at');
    onLate();
  }, TICK_MS);
}

export function tick() {
  for (const clock of root.querySelectorAll('[data-since]')) {
    if (!(clock instanceof HTMLElement)) continue;
    const since = Number(clock.dataset.since);
    say(find('[data-waited]', clock), waitedWords(now() - since));
    if (clock.dataset.ends === undefined) continue;
    const left = Math.max(0, Number(clock.dataset.ends) - now());
    say(find('[data-left]', clock), fill(words.left, { left: countdown(left) }));
    const part = /** @type {HTMLProgressElement} */ (find('[data-left-part]', clock));
    part.hidden = false;
    part.value = left / Math.max(1, Number(clock.dataset.ends) - since);
    clock.classList.toggle('board-clock-urgent', left < URGENT_MS);
  }
}

/** @param {number} ms */
function waitedWords(ms) {
  const all = Math.floor(ms / MINUTE_MS);
  if (all < 1) return words.waited.justNow ?? '';
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return fill(hours === 0 ? words.waited.minutes : words.waited.hours, { hours, minutes });
}

/** @param {number} ms */
function countdown(ms) {
  const all = Math.ceil(ms / 1000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours === 0 ? `${minutes}:${two(seconds)}` : `${hours}:${two(minutes)}:${two(seconds)}`;
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
