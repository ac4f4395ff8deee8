// @ts-check
// The list of what was pressed and is not done yet, each with its seconds and a button that undoes it.
import { called, canBeUndone, UNDO_MS } from './command.js';
import { element, fill, find, now, words } from './words.js';

/** @typedef {import('./command.js').Command} Command */

const place = find('[data-waiting-commands]');

/**
 * Draws a line for each command, and takes away those of others.
 * @param {ReadonlyMap<string, Command>} commands
 * @param {(command: Command) => void} undo
 */
export function showList(commands, undo) {
  const list = find('ul', place);
  const shown = new Map([...list.children].map((item) => [item.getAttribute('data-command'), item]));
  for (const [key, item] of shown) if (key === null || !commands.has(key)) item.remove();
  for (const command of commands.values()) if (!shown.has(command.key)) list.append(itemFor(command, undo));
  place.hidden = commands.size === 0;
  showSeconds(commands);
}

/**
 * @param {Command} command
 * @param {(command: Command) => void} undo
 */
function itemFor(command, undo) {
  const button = element(
    'button',
    { class: 'button button-plain', type: 'button', 'data-undo': '' },
    words.undo.button ?? '',
  );
  button.append(element('span', { class: 'unseen' }, ` ${fill(words.undo.waiting, called(command))}`));
  button.append(element('kbd', { 'aria-hidden': 'true' }, 'Z'));
  button.addEventListener('click', () => undo(command));
  return element(
    'li',
    { 'data-command': command.key },
    element(
      'p',
      {},
      element('strong', {}, fill(words.undo.waiting, called(command))),
      ' ',
      element('span', { 'data-seconds': '' }),
    ),
    button,
    element('progress', { max: String(UNDO_MS), 'aria-hidden': 'true' }),
  );
}

/**
 * How long each can still be undone, or what has become of it.
 * @param {ReadonlyMap<string, Command>} commands
 */
export function showSeconds(commands) {
  for (const item of find('ul', place).children) {
    const command = commands.get(item.getAttribute('data-command') ?? '');
    if (command === undefined) continue;
    const left = Math.max(0, command.pressedAt + UNDO_MS - now());
    const text =
      command.state === 'waiting'
        ? fill(words.undo.seconds, { seconds: Math.ceil(left / 1000) })
        : (words.undo[command.state] ?? '');
    const seconds = find('[data-seconds]', item);
    if (seconds.textContent !== text) seconds.textContent = text;
    find('[data-undo]', item).hidden = !canBeUndone(command);
    const progress = /** @type {HTMLProgressElement} */ (find('progress', item));
    progress.value = left;
    progress.hidden = command.state !== 'waiting';
  }
}
