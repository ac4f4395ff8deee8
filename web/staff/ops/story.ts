import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { notice } from '../../components/messages.ts';
import { rowsOf, type StoryRow } from '../../story/rows.ts';
import { momentChoice, type Standing, standing } from '../../story/standing.ts';
import { streamLegend, timeline } from '../../story/timeline.ts';
import { type StoryTexts, storyTexts } from '../../texts/story/texts.ts';
import type { OrderStory } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';

/** How often a browser looks whether the story goes on, in milliseconds. */
const LOOK_EVERY_MS = 4_000;

export interface StoryPage {
  readonly story: OrderStory;
  /** The number of the event after which the order is shown; null for as it stands. */
  readonly chosen: number | null;
  readonly standing: Standing;
}

/** The story of an order: what happened, because of what, and how the order stood at any moment of it. */
export function storyPage(context: StaffContext, { story, chosen, standing: stood }: StoryPage): string {
  const { locale } = context;
  const t = storyTexts[locale];
  const { orderId, events } = story;
  const href = `/ops/audit/${orderId}`;
  const drawn = rowsOf(story);
  const number = chosen ?? events.length;
  return staffLayout(context, {
    name: 'story',
    title: t.title(orderId.slice(-8)),
    styles: ['story'],
    scripts: ['keep-current', 'story'],
    main: html`<div class="staff-page" data-keep-current="${LOOK_EVERY_MS}">
<header class="story-page-head"><h1>${t.heading}</h1>
<p><span class="quiet">${t.order}</span> <code>${orderId}</code></p>
<div class="buttons no-print"><a class="button button-plain" href="/api/audit/orders/${orderId}" download="order-${orderId}.json">${t.export}</a><button class="button button-plain" type="button" data-print hidden>${t.print}</button></div></header>
${damage(t, story)}
<div class="story-columns">
${
  events.length > 0 &&
  html`<aside class="panel story-aside" aria-labelledby="standing-title">
<h2 id="standing-title" data-live="standing-title">${number === events.length ? t.standing.latest : t.standing.heading}</h2>
${momentChoice(locale, { chosen: number, count: events.length, href })}
<div data-live="standing">${standing(locale, stood)}</div>
</aside>`
}
<section class="panel story-panel" aria-labelledby="timeline-title">
<div class="panel-title"><h2 id="timeline-title">${t.timeline}</h2><span class="quiet" data-live="count">${t.count(events.length)}</span></div>
<p class="quiet">${t.lead}</p>
<div class="story-legends"><div data-live="legend">${streamLegend(locale, drawn.lanes)}</div>
${drawn.lanes.includes('notification') && html`<label class="tick no-print"><input type="checkbox" data-story-without="notification"> ${t.withoutNotices}</label>`}</div>
<div data-live="timeline">${timeline(locale, drawn, { chosen: chosen === null ? null : number, hrefOf: hrefOf(href, drawn.rows), open: false })}</div>
</section>
</div>
</div>`,
  });
}

function hrefOf(href: string, rows: readonly StoryRow[]) {
  return (number: number) => (number === rows.length ? href : `${href}?event=${number}`);
}

function damage(t: StoryTexts, { events, damaged }: OrderStory): Html | null {
  if (damaged.length === 0 && events.every(({ fault }) => fault === null)) return null;
  return notice(
    'bad',
    t.damaged,
    html`${damaged.map(({ stream, detail }) => html`<p>${t.leftOut(stream, detail)}</p>`)}`,
  );
}
