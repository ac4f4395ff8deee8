// @ts-check
// The board lives: what happens is told by the event stream, drawn by the server, and taken in here.
import { startClock, tick } from './board/clock.js';
import { give, isOwn, moved, pendingOf, sayOffline, sendKept, startCommands } from './board/commands.js';
import { heard, isLost, live, lost, onConnection, signedOut, slow } from './board/connection.js';
import { askForBoard, cardAround, cards, SignedOut, takeIn, untilHandsAreOff } from './board/drawing.js';
import { EventStream } from './board/event-stream.js';
import './board/keys.js';
import { announce, note, withdraw } from './board/notes.js';
import { Recent } from './board/recent.js';
import { ring } from './board/sound.js';
import { fill, find, now, numberOf, root, setClock, timeOf, words } from './board/words.js';

/** Between two drawings there is at least this time, in milliseconds. */
const BREATH_MS = 250;
const AGAIN_MS = 3_000;
/** An older board says so, where it can't be drawn anew. */
const PATIENCE_MS = 10_000;
/** So many orders are known by where they were seen last, also when they are gone from the board. */
const KNOWN = 1_000;

const title = document.title;
/** Where each order was seen last. */
const known = /** @type {Recent<string>} */ (new Recent(KNOWN));
/** @type {string | null} the position up to which a drawing is wanted */
let wanted = null;
let isDrawing = false;
let drawnAt = now();
/** What is said while the board can't be drawn anew. */
let stale = '';

setClock(root.dataset.now);
for (const { dataset } of cards()) known.set(dataset.card ?? '', dataset.status ?? '');
for (const each of document.querySelectorAll('[data-with-script]')) each.removeAttribute('hidden');
// What the address asked for is drawn; a reload asks for the board as it is then.
history.replaceState(null, '', location.pathname);

const stream = new EventStream('/api/deliveries/stream', root.dataset.position ?? '', {
  opened: heard,
  told,
  lost,
  refused: (status) => {
    if (status === 401 || status === 403) return leave();
    // It answers all the same: what is not told is asked for.
    slow();
    draw('');
  },
});

onConnection(() => {
  paint();
  sendKept();
});
root.addEventListener('board-commands', paint);
root.addEventListener('submit', press);
root.addEventListener('click', (event) => {
  // What can't be pressed now does not open either.
  const summary = event.target instanceof Element ? event.target.closest('summary[aria-disabled="true"]') : null;
  if (summary === null) return;
  event.preventDefault();
  if (isLost()) sayOffline();
});
addEventListener('online', () => stream.tryNow());
addEventListener('offline', () => stream.drop());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') stream.tryNow();
});
startClock(() => draw(''));
startCommands({ done: draw, signedOut: leave, renewToken: async () => void takeIn(await askForBoard('')) });
paint();
void stream.follow();

/**
 * What the stream tells.
 * @param {string} name
 * @param {any} data
 * @param {string} id
 */
function told(name, data, id) {
  live();
  if (name === 'board') return toldAll(data);
  if (name !== 'delivery') return;
  const { orderId, status } = data;
  moved(orderId, status);
  const isNews = known.get(orderId) !== undefined && known.get(orderId) !== status && !isOwn(orderId, status);
  if (isNews && status === 'Cancelled') alarm(words.notes.cancelled, orderId);
  if (isNews && status === 'Rejected') note('careful', fill(words.notes.refused, { number: numberOf(orderId) }));
  known.set(orderId, status);
  draw(id);
}

/**
 * The whole board: it is drawn anew unless it is as it is shown.
 * @param {{ position: string, items: { orderId: string, status: string, updatedAt: string }[] }} board
 */
function toldAll({ position, items }) {
  const shown = new Map(cards().map((card) => [card.dataset.card, card.dataset.version ?? '']));
  let isAsShown = items.length === shown.size;
  for (const { orderId, status, updatedAt } of items) {
    moved(orderId, status);
    isAsShown &&= shown.get(orderId)?.startsWith(`${status} ${updatedAt} `) === true;
  }
  if (!isAsShown) draw(position);
}

/**
 * @param {string | undefined} text
 * @param {string} orderId
 */
function alarm(text, orderId) {
  ring();
  note('bad', fill(text, { number: numberOf(orderId) }));
}

/**
 * Has the board drawn anew, at least up to a position. However much happens, there is one drawing after the other.
 * @param {string} position
 */
async function draw(position) {
  wanted = position;
  if (isDrawing) return;
  isDrawing = true;
  while (wanted !== null && !isLost()) {
    /** @type {string} */
    const after = wanted;
    wanted = null;
    try {
      const page = await askForBoard(after);
      await untilHandsAreOff();
      arrive(takeIn(page));
      heard();
      drawnAt = now();
      paint();
      withdraw(stale);
    } catch (error) {
      if (error instanceof SignedOut) leave();
      else {
        wanted ??= after;
        stale = fill(words.notes.stale, { time: timeOf(drawnAt) });
        if (now() - drawnAt > PATIENCE_MS) note('careful', stale);
        await pause(AGAIN_MS);
      }
    }
    await pause(BREATH_MS);
  }
  isDrawing = false;
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param {HTMLElement[]} arrived */
function arrive(arrived) {
  for (const { dataset } of cards()) {
    moved(dataset.card ?? '', dataset.status ?? '');
    known.set(dataset.card ?? '', dataset.status ?? '');
  }
  if (arrived.length === 0) return;
  ring();
  announce(
    arrived.map(({ dataset: { number = '', what = '' } }) => fill(words.notes.arrived, { number, what })).join(' '),
  );
}

/** Everything that a drawing does not know: what waits to be sent, what can't be pressed now, how long each has waited. */
function paint() {
  tick();
  const count = find('[data-column="new"]').children.length;
  document.title = count === 0 ? title : `(${count}) ${title}`;
  for (const card of cards()) {
    const pending = pendingOf(card.dataset.card ?? '');
    const place = find('[data-pending-words]', card);
    card.classList.toggle('board-card-pending', pending !== null);
    place.hidden = pending === null;
    place.textContent = pending === null ? '' : `${pending.name}…`;
    for (const control of card.querySelectorAll('[data-step], summary')) {
      if (pending !== null || isLost()) control.setAttribute('aria-disabled', 'true');
      else control.removeAttribute('aria-disabled');
    }
    if (pending !== null) for (const open of card.querySelectorAll('details[open]')) open.removeAttribute('open');
  }
}

/**
 * A form of a card: it waits here, and goes as a command of its own.
 * @param {SubmitEvent} event
 */
function press(event) {
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-steps]')) return;
  event.preventDefault();
  const card = cardAround(form);
  const step = submitter?.dataset.step;
  if (card === null || step === undefined) return;
  const reason = new FormData(form, submitter).get('reason');
  give({
    orderId: card.dataset.card ?? '',
    step,
    reason: reason === null ? null : String(reason),
    name: form.dataset.name ?? submitter?.dataset.name ?? '',
    from: card.dataset.status ?? '',
  });
}

function leave() {
  signedOut();
  stream.end();
}
