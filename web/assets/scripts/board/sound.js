// @ts-check
import { find, root, words } from './words.js';

/** Two bells, a third apart: hertz, and when each begins, in seconds. */
const BELLS = [
  [880, 0],
  [1108.73, 0.18],
  [1318.51, 0.36],
];
const FADES_S = 1.1;
const LOUDNESS = 0.22;
const MUTED = 'kkotgil-board-muted';

const button = find('[data-sound]');
const strip = find('[data-sound-blocked]');
/** @type {AudioContext | null} */
let audio = null;
let muted = remembered(MUTED);

// Not with the finger still down: what is said of it goes away, and the button would slip from under the finger.
for (const gesture of ['click', 'keydown']) addEventListener(gesture, unblock, { capture: true });
button.addEventListener('click', toggleSound);
find('[data-sound-unblock]').addEventListener('click', () => void unblock().then(ring));
if (navigator.userActivation?.hasBeenActive === true) void unblock();
show();

/** Rings for a new order, where it may. */
export function ring() {
  if (muted || audio === null || audio.state !== 'running') return show();
  const start = audio.currentTime;
  for (const [hertz = 0, after = 0] of BELLS) bell(audio, hertz, start + after);
}

export function toggleSound() {
  muted = !muted;
  remember(MUTED, muted);
  show();
  ring();
}

/** Browsers make no sound before somebody has touched the page. */
async function unblock() {
  audio ??= new AudioContext();
  if (audio.state !== 'running') await audio.resume().catch(() => undefined);
  show();
}

/**
 * @param {AudioContext} context
 * @param {number} hertz
 * @param {number} at
 */
function bell(context, hertz, at) {
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + FADES_S);
  gain.connect(context.destination);
  const tone = context.createOscillator();
  tone.type = 'sine';
  tone.frequency.value = hertz;
  tone.connect(gain);
  tone.start(at);
  tone.stop(at + FADES_S);
}

function show() {
  const isBlocked = audio?.state !== 'running';
  strip.hidden = muted || !isBlocked;
  button.setAttribute('aria-pressed', String(!muted));
  find('[data-sound-words]').textContent = (muted ? words.sound.off : words.sound.on) ?? '';
  root.dataset.soundState = muted ? 'off' : isBlocked ? 'blocked' : 'on';
}

/**
 * A choice that this browser keeps.
 * @param {string} name
 */
export function remembered(name) {
  try {
    return localStorage.getItem(name) === 'yes';
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @param {boolean} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(name, value ? 'yes' : 'no');
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
}
