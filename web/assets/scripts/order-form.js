// @ts-check
import { keepDraft, restoreDraft } from './draft.js';

const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-draft]'));
const money = new Intl.NumberFormat(form.dataset.locale === 'ko' ? 'ko-KR' : 'en-GB', {
  style: 'currency',
  currency: 'KRW',
  currencyDisplay: 'narrowSymbol',
});
const offline = /** @type {HTMLElement} */ (document.querySelector('[data-offline]'));
let sending = false;

if (form.dataset.draft === 'restore') restoreDraft(form);
// Gone, not hidden: the Enter key presses the first button of a form, seen or not.
for (const each of document.querySelectorAll('[data-without-script]')) each.remove();
for (const step of document.querySelectorAll('[data-step]')) step.removeAttribute('hidden');
showChosen();
show();
document.getElementById('error-summary')?.focus();

form.addEventListener('input', () => {
  show();
  keepDraft(form);
});
form.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-step]') : null;
  const input = button?.parentElement?.querySelector('input');
  if (!button || !input) return;
  const count = Number(input.value) + Number(button.getAttribute('data-step'));
  input.value = String(Math.min(Number(input.max), Math.max(0, count)));
  input.dispatchEvent(new Event('input', { bubbles: true }));
});
form.addEventListener('submit', (event) => {
  keepDraft(form);
  if (!navigator.onLine) {
    event.preventDefault();
    offline.hidden = false;
    offline.scrollIntoView({ block: 'center' });
    return;
  }
  // The order's name makes two of them one; a second press need not even leave.
  if (sending) return event.preventDefault();
  setSending(true);
});
addEventListener('online', () => {
  offline.hidden = true;
});
// Somebody came back to a page that the browser has kept as it was.
addEventListener('pageshow', () => setSending(false));

/** @param {boolean} now */
function setSending(now) {
  sending = now;
  const place = document.querySelector('[data-sending]');
  const button = place?.querySelector('button');
  if (!(place instanceof HTMLElement) || !button) return;
  place.dataset.label ??= button.textContent ?? '';
  button.setAttribute('aria-disabled', String(now));
  button.textContent = now ? (place.dataset.sending ?? '') : place.dataset.label;
}

/** What was chosen among the other flowers is seen when somebody comes back. */
function showChosen() {
  for (const input of form.querySelectorAll('details input[data-price]')) {
    if (Number(/** @type {HTMLInputElement} */ (input).value) > 0) input.closest('details')?.setAttribute('open', '');
  }
}

/** Everything that follows from what stands in the fields. */
function show() {
  showTotal();
  showCard();
  showCount();
  showWindows();
}

function showTotal() {
  const inputs = [...form.querySelectorAll('input[data-price]')].filter((each) => each instanceof HTMLInputElement);
  const lines = inputs.map((input) => ({
    id: input.name.slice('qty.'.length),
    count: Number(input.value),
    price: Number(input.dataset.price),
  }));
  const chosen = lines.filter(({ count }) => count > 0);
  const total = chosen.reduce((sum, { count, price }) => sum + count * price, Number(form.dataset.fee));
  field('total').value = String(total);
  field('seen').value = chosen
    .map(({ id, count }) => `${id}:${count}`)
    .sort()
    .join(',');
  text('[data-total]', money.format(total));
}

function showCard() {
  const words = form.querySelector('[data-card-words]');
  const from = form.querySelector('[data-card-from]');
  const message = field('cardMessage').value.trim();
  const sender = field('cardFrom').value.trim();
  if (words instanceof HTMLElement) {
    words.textContent = message || (words.dataset.empty ?? '');
    words.classList.toggle('note-card-empty', message === '');
  }
  if (from instanceof HTMLElement) {
    from.hidden = sender === '';
    from.textContent = (from.dataset.template ?? '%').replace('%', () => sender);
  }
}

function showCount() {
  const count = form.querySelector('[data-count-of]');
  const message = field('cardMessage');
  const used = [...message.value].length;
  if (!(count instanceof HTMLElement)) return;
  count.textContent = (count.dataset.template ?? '').replace('-1', String(used));
  count.classList.toggle('count-over', used > Number(message.dataset.max));
}

/** Hours of today that have begun can't be chosen. */
function showWindows() {
  const windows = form.querySelector('[data-windows]');
  if (!(windows instanceof HTMLElement)) return;
  const today = field('deliverOn').value === windows.dataset.today;
  for (const input of windows.querySelectorAll('input')) {
    input.disabled = today && input.value.slice(0, 5) <= (windows.dataset.now ?? '');
    if (input.disabled) input.checked = false;
  }
}

/**
 * @param {string} name
 * @returns {HTMLInputElement}
 */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/**
 * @param {string} selector
 * @param {string} content
 */
function text(selector, content) {
  const place = form.querySelector(selector);
  if (place !== null && place.textContent !== content) place.textContent = content;
}
