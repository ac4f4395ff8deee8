import { LONGEST } from '../../../src/domain/limits.ts';
import { shopTimeAt } from '../../../src/domain/shop-time.ts';
import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { flower } from '../../components/flower.ts';
import type { PageContext } from '../../context.ts';
import { day, hours, shortNumber } from '../../texts/formats.ts';
import type { BoardTexts } from '../../texts/staff/board/texts.ts';
import { needsReason, type ReasonedStep, type Step, stepsOf } from '../steps.ts';
import { areaOf } from './area.ts';
import type { Card } from './board.ts';

/** So many kinds of flowers are shown; the worksheet names all. */
const SHOWN = 3;
/** The letter that takes a step from the keyboard; the script reads it off the button. */
const STEP_KEYS: Readonly<Partial<Record<Step, string>>> = { accept: 'C', start: 'S', complete: 'D' };
const REASON_KEY = 'R';

/** What the cards of a board are drawn with. */
export interface CardContext {
  readonly context: PageContext;
  readonly b: BoardTexts;
  /** A name for what the forms of a card do. */
  readonly newKey: () => string;
}

/** One order: what to make, for when and where, how long it has waited, and what can be done. */
export function boardCard(drawing: CardContext, card: Card): Html {
  const { b } = drawing;
  const { delivery, column, isLate, failure, lateAt } = card;
  const { orderId, status, updatedAt } = delivery;
  const number = b.number(shortNumber(orderId));
  const page = `/shop/orders/${orderId}`;
  const tone = html`${isLate && ' board-card-late'}${failure !== null && ' board-card-failed'}`;
  const data = html` data-card="${orderId}" data-status="${status}" data-number="${number}" data-what="${contentOf(drawing, card)}" data-version="${[status, updatedAt, column, isLate].join(' ')}"${!isLate && lateAt !== null && html` data-late-at="${lateAt}"`}`;
  return html`<li class="board-card${tone}" id="card-${orderId}"${data}>
<article aria-labelledby="number-${orderId}">
<header class="board-card-head">
<h3 id="number-${orderId}"><a href="${page}" data-focus><span class="unseen">${b.details} </span>${number}</a></h3>
<p class="board-links"><a href="${page}/worksheet">${b.worksheet}<span class="unseen"> ${number}</span></a><a href="${page}/card">${b.card}<span class="unseen"> ${number}</span></a></p>
</header>
<span class="badge board-fresh" data-fresh hidden>${b.fresh}</span>
${isLate && html`<p><span class="badge badge-bad">${lateWord(b, status)}</span></p>`}
${itemsOf(drawing, card)}
${failure !== null && html`<p class="board-failure">${b.failed(failure)}</p>`}
${clockOf(b, card)}
${factsOf(drawing, card)}
<div class="board-steps">
${stepsOf(card.delivery).map((step, place) => (needsReason(step) ? withReason(drawing, card, step) : atOnce(drawing, card, step, place === 0)))}
</div>
<p class="board-pending" data-pending-words hidden></p>
</article>
</li>`;
}

/** What is in an order, in one line for the ear. */
function contentOf({ context, b }: CardContext, { delivery: { items } }: Card): string {
  return items.map(({ name, quantity }) => b.quantity(name[context.locale], quantity)).join(', ');
}

function itemsOf({ context, b }: CardContext, { delivery: { items } }: Card): Html {
  const more = items.length - SHOWN;
  return html`<ul class="board-items">
${items.slice(0, SHOWN).map(({ menuItemId, name, quantity }) => html`<li>${flower(context, menuItemId)}<span class="board-item-name">${name[context.locale]}</span> <strong class="board-times${quantity > 1 && ' board-times-many'}">${b.times(quantity)}</strong></li>`)}
${more > 0 && html`<li class="quiet">${b.moreItems(more)}</li>`}
</ul>`;
}

/** Since when it waits and until when, by the shop's clock; the script adds how long that is. */
function clockOf(b: BoardTexts, { delivery: { status }, since, endsAt }: Card): Html {
  const time = shopTimeAt(since).time;
  const words = {
    Requested: b.since.new(time),
    Accepted: b.since.making(time),
    Started: b.since.onTheWay(time),
    Failed: b.since.failed(time),
  };
  return html`<div class="board-clock" data-since="${since}"${endsAt !== null && html` data-ends="${endsAt}"`}>
<p><strong class="board-waited" data-waited></strong> <span class="quiet">${words[status as keyof typeof words]}</span></p>
${endsAt !== null && html`<progress max="1" value="1" aria-hidden="true" data-left-part hidden></progress><p><strong data-left></strong> <span class="quiet">${b.refusedAt(shopTimeAt(endsAt).time)}</span></p>`}
</div>`;
}

function factsOf({ context, b }: CardContext, { delivery }: Card): Html {
  const { recipient, cardMessage, cardFrom } = delivery;
  const hasCard = cardMessage !== null || cardFrom !== null;
  const fact = (term: string, value: Part, name = '') =>
    html`<div class="${name}"><dt class="unseen">${term}</dt><dd>${value}</dd></div>`;
  return html`<dl class="board-facts">
${fact(b.facts.when, whenOf({ context, b }, delivery), 'board-when')}
${fact(b.facts.to, html`${b.to(recipient.name)} <span class="board-area">${areaOf(recipient.address)}</span>`, 'board-who')}
${fact(b.facts.card, hasCard ? b.cardYes : b.cardNo, hasCard ? 'board-chip board-chip-yes' : 'board-chip')}
${recipient.note !== null && fact(b.facts.note, b.noteYes, 'board-chip board-chip-yes')}
</dl>`;
}

function whenOf(
  { context: { locale, now }, b }: Pick<CardContext, 'context' | 'b'>,
  { deliverOn, window }: Card['delivery'],
): string {
  if (deliverOn === null || window === null) return b.asap;
  const named = { [now.day]: b.today, [dayAfter(now.day)]: b.tomorrow };
  return `${named[deliverOn] ?? day(locale, deliverOn)} ${hours(window)}`;
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

function lateWord(b: BoardTexts, status: string): string {
  return b.late[status as keyof BoardTexts['late']];
}

/** The name of a step: to set off after a failed try has its own. */
function nameOf(b: BoardTexts, { delivery: { status } }: Card, step: Step): string {
  return step === 'start' && status === 'Failed' ? b.startAgain : b.steps[step];
}

/** A step that one press takes. */
function atOnce(drawing: CardContext, card: Card, step: Step, isUsual: boolean): Html {
  const { b } = drawing;
  const name = nameOf(b, card, step);
  const key = STEP_KEYS[step];
  return html`<form method="post" action="${actionOf(card)}" data-steps>
${hiddenFields(drawing, step)}
<button class="button button-${isUsual ? 'strong' : 'plain'}" type="submit" data-step="${step}" data-name="${name}"${key !== undefined && html` aria-keyshortcuts="${key}"`}><span>${name}</span><span class="unseen"> ${numberOf(b, card)}</span>${key !== undefined && html`<kbd aria-hidden="true">${key}</kbd>`}</button>
</form>`;
}

/** A step that says why: the usual reasons are one press each. One's own has a form of its own, where Enter sends it and no other. */
function withReason(drawing: CardContext, card: Card, step: ReasonedStep): Html {
  const { b } = drawing;
  const { orderId } = card.delivery;
  const name = nameOf(b, card, step);
  const form = (content: Html) => html`<form method="post" action="${actionOf(card)}" data-steps data-name="${name}">
${hiddenFields(drawing, step)}
${content}
</form>`;
  const field = `own-${step}-${orderId}`;
  return html`<details class="board-reason" name="board-reason">
<summary class="button button-plain" aria-keyshortcuts="${REASON_KEY}"><span>${name}…</span><span class="unseen"> ${numberOf(b, card)}</span><kbd aria-hidden="true">${REASON_KEY}</kbd></summary>
<div class="board-why">
<p class="hint">${b.reasonLead[step]}</p>
${form(html`<div class="board-reasons">${b.reasons[step].map((reason) => html`<button class="button button-plain" type="submit" name="reason" value="${reason}" data-step="${step}">${reason}</button>`)}</div>`)}
${form(html`<div class="field"><label for="${field}">${b.reasonOwn}</label><input id="${field}" name="reason" type="text" autocomplete="off" required maxlength="${LONGEST.reason}"></div>
<button class="button button-danger" type="submit" data-step="${step}">${b.reasonSend} ${name}</button>`)}
</div>
</details>`;
}

function hiddenFields({ context, newKey }: CardContext, step: Step): Html {
  return html`<input type="hidden" name="_csrf" value="${context.csrf}"><input type="hidden" name="key" value="${newKey()}"><input type="hidden" name="step" value="${step}">`;
}

function actionOf({ delivery: { orderId } }: Card): string {
  return `/shop/orders/${orderId}/steps`;
}

function numberOf(b: BoardTexts, { delivery: { orderId } }: Card): string {
  return b.number(shortNumber(orderId));
}
