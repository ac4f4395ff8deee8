import { SHOP_ZONE } from '../../../src/domain/shop-time.ts';
import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { flower } from '../../components/flower.ts';
import { notice } from '../../components/messages.ts';
import { type BoardTexts, boardTexts } from '../../texts/staff/board/texts.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { type Board, COLUMNS, type Column } from './board.ts';
import { boardCard, type CardContext } from './card.ts';
import { keysHelp } from './keys-help.ts';

export interface BoardPage {
  readonly board: Board;
  /** A name for what a form does; another one each time. */
  readonly newKey: () => string;
  /** What could not be done. */
  readonly message?: Part;
}

/** The florist's board: all open orders. It works by forms alone, and lives by its script. */
export function boardPage(context: StaffContext, { board, newKey, message = null }: BoardPage): string {
  const b = boardTexts[context.locale];
  return staffLayout(context, {
    name: 'board',
    title: b.title,
    styles: ['board'],
    scripts: ['board'],
    main: html`<div class="board" data-board data-position="${board.position}" data-now="${board.at}" data-locale="${context.locale}" data-time-zone="${SHOP_ZONE}" data-me="${context.me.name}" data-texts="${wordsOfScript(b)}">
${head(b)}
${message}
${states(b)}
${board.hasMore && notice('careful', b.more)}
${jumps(b, board)}
<div class="board-columns" data-columns>
${COLUMNS.map((column) => boardColumn({ context, b, newKey }, board, column))}
</div>
${nothing(context, b, board)}
<section class="board-waiting" aria-label="${b.undo.label}" data-waiting-commands hidden><ul></ul></section>
<p class="unseen" role="status" data-announce></p>
${keysHelp(b)}
</div>`,
  });
}

function head(b: BoardTexts): Html {
  return html`<header class="board-head">
<h1>${b.title}</h1>
<p class="board-state" data-with-script hidden data-state="connecting"><span class="dot" aria-hidden="true"></span><span data-state-words>${b.state.connecting}</span></p>
<div class="board-tools" data-with-script hidden>
<button class="button button-plain" type="button" data-sound aria-pressed="true" aria-keyshortcuts="M">${bell()}<span data-sound-words>${b.sound.on}</span></button>
<button class="button button-quiet" type="button" data-keys-open aria-keyshortcuts="Shift+?">${b.keys.open}<kbd aria-hidden="true">?</kbd></button>
</div>
</header>`;
}

function bell(): Html {
  return html`<svg class="board-bell" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M6 17h12l-1.4-2.2V10a4.6 4.6 0 0 0-9.2 0v4.8zM10 19.5a2 2 0 0 0 4 0"/><path class="board-bell-off" d="M4 4l16 16"/></svg>`;
}

/** What has to be said of the page as a whole; the script shows what applies. */
function states(b: BoardTexts): Html {
  return html`<noscript><p class="notice">${b.withoutScript} <a href="/shop">${b.reload}</a></p></noscript>
<section class="notice board-strip" data-sound-blocked hidden><p>${b.sound.blocked}</p><button class="button button-plain" type="button" data-sound-unblock>${b.sound.unblock}</button></section>
<section class="notice notice-careful offline" role="status" data-lost hidden><p class="notice-title" data-lost-words></p><p>${b.lostMore}</p></section>
<section class="notice notice-bad offline" role="status" data-signed-out hidden><p class="notice-title">${b.signedOut}</p><p>${b.signedOutMore} <a href="/shop/login">${b.signIn}</a></p></section>
<section class="board-notes" aria-label="${b.notes.label}" data-notes hidden><ul></ul></section>`;
}

/** On a phone the columns stand below each other: this leads to them. */
function jumps(b: BoardTexts, { cards }: Board): Html {
  return html`<nav class="board-jumps" aria-label="${b.jump}"><ul>${COLUMNS.map((column) => html`<li><a href="#column-${column}">${b.columns[column]} <span class="board-count" data-count="${column}">${cards[column].length}</span></a></li>`)}</ul></nav>`;
}

function boardColumn(drawing: CardContext, { cards }: Board, column: Column): Html {
  const { b } = drawing;
  const own = cards[column];
  return html`<section class="board-column board-column-${column}" id="column-${column}" aria-labelledby="title-${column}">
<header><h2 id="title-${column}" tabindex="-1">${b.columns[column]} <span class="board-count" data-count="${column}" aria-hidden="true">${own.length}</span><span class="unseen" data-count-words="${column}">${b.count(own.length)}</span></h2><p class="quiet">${b.columnHint[column]}</p></header>
<ul class="board-cards" data-column="${column}">
${own.map((card) => boardCard(drawing, card))}
</ul>
<p class="board-column-empty">${b.columnEmpty[column]}</p>
</section>`;
}

function nothing(context: StaffContext, b: BoardTexts, { cards }: Board): Html {
  const isEmpty = COLUMNS.every((column) => cards[column].length === 0);
  return html`<section class="empty board-nothing" data-nothing${!isEmpty && html` hidden`}>${flower(context, '')}<h2>${b.empty}</h2><p>${b.emptyMore}</p></section>`;
}

/** The words that the script says, as one attribute: no script stands in a page. */
function wordsOfScript(b: BoardTexts): string {
  const { state, lost, sound, undo, notes, why, status, waited, left } = b;
  return JSON.stringify({ number: b.number('{short}'), state, lost, sound, undo, notes, why, status, waited, left });
}
