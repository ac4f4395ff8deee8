import { gistOf } from '../../src/audit/gist.ts';
import type { Locale } from '../../src/domain/order/index.ts';
import { shopTimeAt } from '../../src/domain/shop-time.ts';
import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import { badge, type Tone } from '../components/messages.ts';
import { day, instant, lasting, moment } from '../texts/formats.ts';
import { storyTexts } from '../texts/story/texts.ts';
import type { OrderStatusView, StoryCategory } from '../view-model.ts';
import { factsOf } from './facts.ts';
import { graphCell } from './graph-cell.ts';
import type { StoryRow } from './rows.ts';
import { actorName, eventName, factInWords } from './words.ts';

export interface TimelineOptions {
  /** The event whose moment was chosen; what comes after it stands back. Null when none was. */
  readonly chosen: number | null;
  /** Where the number of an event leads; null on paper. */
  readonly hrefOf: ((number: number) => string) | null;
  /** True where everything is shown, and nothing can be opened. */
  readonly open: boolean;
}

const TONES: Readonly<Partial<Record<OrderStatusView['status'], Tone>>> = {
  Delivered: 'good',
  Paid: 'good',
  DeliveryFailed: 'bad',
  PaymentFailed: 'bad',
  Cancelled: 'bad',
};

/** What says nothing at a glance: it stands with the details. */
const MUTE: ReadonlySet<string> = new Set(['paymentId', 'refundId', 'messageId', 'recipient']);

/** A story as its events from top to bottom, each on the line of its stream, connected with what it came from. */
export function timeline(
  locale: Locale,
  { rows, lanes }: { readonly rows: readonly StoryRow[]; readonly lanes: readonly StoryCategory[] },
  options: TimelineOptions,
): Html {
  return html`<ol class="story story-lanes-${lanes.length}">${rows.map((row) => entry(locale, row, lanes.length, options))}</ol>`;
}

/** The names of the lines. */
export function streamLegend(locale: Locale, lanes: readonly StoryCategory[]): Html {
  return html`<ul class="story-legend">${lanes.map((lane) => html`<li>${streamName(locale, lane)}</li>`)}</ul>`;
}

function streamName(locale: Locale, category: StoryCategory): Html {
  return html`<span class="stream stream-${category}">${storyTexts[locale].streams[category] ?? category}</span>`;
}

function entry(locale: Locale, row: StoryRow, lanes: number, { chosen, hrefOf, open }: TimelineOptions): Html {
  const t = storyTexts[locale];
  const { number, event, category, isTurn } = row;
  const isLater = chosen !== null && number > chosen;
  return html`<li class="story-entry story-${category}${isLater && ' story-later'}${number === chosen && ' story-chosen'}" id="e${number}"${number === chosen && html` aria-current="true"`}>
${graphCell(row.graph, lanes, event.fault === null ? category : 'fault')}
<div class="story-words">
<p class="story-head">${hrefOf === null ? html`<span class="story-number">${number}</span>` : html`<a class="story-number" id="e${number}-number" href="${hrefOf(number)}">${number}<span class="unseen">: ${t.standing.until}</span></a>`}
<strong>${eventName(t, event)}</strong> ${isTurn && event.status !== null && badge(t.now(t.status[event.status]), TONES[event.status] ?? 'calm')}${isLater && html`<span class="unseen">(${t.later})</span>`}<span class="story-when">${when(locale, row)}</span></p>
<p class="story-why">${streamName(locale, category)} · ${why(locale, row)}</p>
${event.fault !== null && html`<p class="story-fault">${t.unreadable(event.fault)}</p>`}
${open ? body(locale, row) : html`<div class="story-foot">${gist(locale, row)}<details class="story-more" id="e${number}-more"><summary>${t.details}</summary>${body(locale, row)}</details></div>`}
</div></li>`;
}

function when(locale: Locale, { event: { at }, isNewDay, number }: StoryRow): Part {
  if (at === null || Number.isNaN(Date.parse(at))) return storyTexts[locale].noTime;
  const date = (isNewDay || number === 1) && html`${day(locale, shopTimeAt(Date.parse(at)).day)} `;
  return html`<time datetime="${at}" title="${moment(locale, at)}">${date}${instant(locale, at)}</time>`;
}

/** Who did it, and because of what. */
function why(locale: Locale, { event, cause }: StoryRow): Part {
  const t = storyTexts[locale];
  const actor = actorName(t, event.actor);
  if (cause === null) return `${actor} · ${event.cause.kind === 'command' ? t.ownWill : t.unknownCause}`;
  const { row, afterMs } = cause;
  const text = t.because(row.number, eventName(t, row.event));
  const said = afterMs === null ? t.becauseOf('%') : t.becauseAfter('%', lasting(locale, afterMs));
  const [before = '', after = ''] = said.split('%');
  return html`${actor} · ${before}<a href="#e${row.number}">${text}</a>${after}`;
}

/** What is essential of an event, at a glance. */
function gist(locale: Locale, { event }: StoryRow): Html | null {
  const telling = gistOf(event).filter(([name, value]) => !MUTE.has(name) && !(name === 'attempt' && value === 1));
  const facts = telling.map(([name, value]) => factInWords(locale, { path: [name], value }));
  if (facts.length === 0) return null;
  return html`<p class="story-gist">${facts.map(({ name, value }) => html`<span><span class="story-fact">${name}</span> ${value}</span> `)}</p>`;
}

/** All that an event says, and where it stands. */
function body(locale: Locale, { event }: StoryRow): Html {
  const t = storyTexts[locale];
  const facts = factsOf(event.data ?? {}).map((fact) => factInWords(locale, fact));
  const ids: readonly (readonly [name: string, value: string | number | null])[] = [
    [t.ids.stream, `${event.stream}@${event.revision}`],
    [t.ids.id, event.id],
    [t.ids.command, event.commandId],
    [t.ids.cause, event.causationId],
    [t.ids.schema, event.schema],
  ];
  return html`<dl class="story-body">${facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}${ids.map(([name, value]) => value !== null && html`<div class="story-id"><dt>${name}</dt><dd>${value}</dd></div>`).filter((each) => each !== false)}</dl>`;
}
