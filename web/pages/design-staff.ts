import { type Html, html } from '../../src/platform/runtime/html.ts';
import { badge } from '../components/messages.ts';
import { dataTable } from '../components/table.ts';
import type { PageContext } from '../context.ts';
import { columns, row } from '../staff/counter/bars.ts';
import { action } from '../staff/ops/parts/action.ts';
import { type Chart, chart } from '../staff/ops/parts/charts.ts';
import { rowsOf } from '../story/rows.ts';
import { momentChoice } from '../story/standing.ts';
import { streamLegend, timeline } from '../story/timeline.ts';
import { moment, money } from '../texts/formats.ts';
import { opsTexts } from '../texts/ops/texts.ts';
import { counterTexts } from '../texts/staff/counter/texts.ts';
import { peopleTexts } from '../texts/staff/people/texts.ts';
import type { StoryEvent } from '../view-model.ts';

const AT = Date.parse('2026-12-24T02:10:00.000Z');
const MINUTE_MS = 60_000;
const ORDER_ID = '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a';
const TAKINGS = [
  { charged: 90_000, refunded: 0 },
  { charged: 45_000, refunded: 45_000 },
  { charged: 120_000, refunded: 0 },
];

/** What the pages of florists and operators are put together from, beside what customers see: each with its title. */
export function staffParts(context: PageContext): readonly (readonly [title: string, content: Html])[] {
  const { locale } = context;
  const { views: t, payments } = opsTexts[locale];
  return [
    ['Table', people(context)],
    [
      'Stats, ruled list',
      html`<dl class="stats"><div><dt>${t.liveVersion}</dt><dd>${t.version(2)}</dd></div><div><dt>${t.lag}</dt><dd>${t.noLag}</dd></div></dl>
<ul class="ruled"><li><p><strong>${payments.differences.amount}</strong></p><p lang="en" class="reason">the gateway has charged 50000 won</p></li><li><p><strong>${payments.differences.refund}</strong></p></li></ul>`,
    ],
    [
      'Actions',
      html`<div class="actions">${action(context, { id: 'verify', href: '/design', label: t.verify, what: t.verifyMore, weight: 'plain' })}${action(context, { id: 'drop', href: '/design', label: t.drop, what: t.dropMore, weight: 'danger', ask: { name: 'reason', label: payments.backReason } })}</div>`,
    ],
    [
      'Progress',
      html`<div class="build"><p><strong>${t.building(3)}</strong> · ${t.phase.reading}</p><progress value="400" max="1000" aria-label="${t.building(3)}"></progress></div>`,
    ],
    ['Charts', html`<div class="charts">${charts(context).map(chart)}</div>`],
    ['Takings', takings(context)],
    ['Story', story(context)],
  ];
}

function people({ locale }: PageContext): Html {
  const { people: t } = peopleTexts[locale];
  const names = [t.columns.name, t.columns.role, t.columns.lastSignIn].map((name) => ({ name }));
  return dataTable(names, [
    [html`<strong>지은</strong> ${badge(t.me, 'good')}`, t.florist, moment(locale, AT)],
    [html`<strong>하늘</strong> ${badge(t.disabled, 'bad')}`, t.operator, t.never],
  ]);
}

function charts({ locale }: PageContext): readonly Chart[] {
  const t = opsTexts[locale].charts;
  const minutes = Array.from({ length: 20 }, (_, minute) => AT + minute * MINUTE_MS);
  const common = { words: { table: t.table, minute: t.minute }, write: String, minutes };
  const sent = minutes.map((_, minute) => (minute * 7) % 5);
  const failed = minutes.map((_, minute) => (minute % 6 === 0 ? 1 : 0));
  return [
    {
      ...common,
      id: 'bars',
      kind: 'bars',
      title: t.sms,
      says: t.smsSay(40, 4),
      whose: t.whole,
      series: [
        { name: t.sent, tone: 'good', values: sent },
        { name: t.failed, tone: 'bad', values: failed },
      ],
    },
    {
      ...common,
      id: 'line',
      kind: 'line',
      title: t.lag,
      says: t.lagSay('0', '4'),
      whose: t.wholeLag,
      series: [{ name: t.lag, tone: 'calm', values: sent }],
    },
  ];
}

function takings({ locale }: PageContext): Html {
  const t = counterTexts[locale].takings;
  const most = Math.max(...TAKINGS.map(({ charged }) => charged));
  return html`${columns(t.title, TAKINGS)}<ul class="ruled">${TAKINGS.map((each) => html`<li><p>${money(locale, each.charged)}</p>${row(each, most)}</li>`)}</ul>`;
}

function story({ locale }: PageContext): Html {
  const { rows, lanes } = rowsOf({ events: [...EVENTS] });
  return html`${momentChoice(locale, { chosen: 2, count: EVENTS.length, href: '/design' })}
<div class="story-legends">${streamLegend(locale, lanes)}</div>
${timeline(locale, { rows, lanes }, { chosen: 2, hrefOf: (number) => `/design#e${number}`, open: false })}`;
}

const EVENTS: readonly StoryEvent[] = [
  storyEvent(1, 'order', 'OrderPlaced', 'customer', null, { total: 90_000 }),
  storyEvent(2, 'payment', 'PaymentApproved', 'payment', 1, { amount: 90_000 }),
  storyEvent(3, 'order', 'OrderPaid', 'payment', 2, { amount: 90_000 }),
];

function storyEvent(
  number: number,
  category: string,
  type: string,
  actor: string,
  cause: number | null,
  data: NonNullable<StoryEvent['data']>,
): StoryEvent {
  return {
    position: String(number),
    stream: `${category}-${ORDER_ID}`,
    revision: number - 1,
    id: `event-${number}`,
    type,
    schema: 1,
    at: new Date(AT + number * 250).toISOString(),
    actor,
    commandId: null,
    causationId: null,
    correlationId: ORDER_ID,
    data,
    fault: null,
    cause:
      cause === null
        ? { kind: 'command', id: null, position: null }
        : { kind: 'event', id: null, position: String(cause) },
    effects: [],
    status: number < 3 ? 'AwaitingPayment' : 'Paid',
    paymentStatus: null,
  };
}
