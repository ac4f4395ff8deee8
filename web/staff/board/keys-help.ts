import { type Html, html } from '../../../src/platform/runtime/html.ts';
import type { BoardTexts } from '../../texts/staff/board/texts.ts';

/** What the keyboard can do on the board, and the switch for it: single letters are in the way of who speaks to the computer. */
export function keysHelp({ keys }: BoardTexts): Html {
  const rows: readonly (readonly [letters: readonly string[], what: string])[] = [
    [['↓', '↑'], keys.next],
    [['→', '←'], keys.sideways],
    [['C'], keys.accept],
    [['S'], keys.start],
    [['D'], keys.complete],
    [['R'], keys.reason],
    [['Z'], keys.undo],
    [['M'], keys.mute],
    [['?'], keys.help],
  ];
  return html`<dialog class="board-help panel" aria-labelledby="keys-title" data-keys>
<h2 id="keys-title">${keys.title}</h2>
<p>${keys.lead}</p>
<dl>${rows.map(([letters, what]) => html`<div><dt>${letters.map((letter) => html`<kbd>${letter}</kbd> `)}</dt><dd>${what}</dd></div>`)}</dl>
<label class="tick"><input type="checkbox" data-keys-use checked> ${keys.use}</label>
<form method="dialog"><button class="button button-strong">${keys.close}</button></form>
</dialog>`;
}
