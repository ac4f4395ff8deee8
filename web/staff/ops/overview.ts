import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { button, field } from '../../components/controls.ts';
import { lasting, moment } from '../../texts/formats.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import type { Minute } from '../../view-model.ts';
import type { Need } from './attention.ts';
import { type Chart, chart } from './parts/charts.ts';
import { type OpsContext, opsPage } from './parts/page.ts';

const LOOK_EVERY_MS = 5_000;

export interface OverviewPage {
  readonly needs: readonly Need[];
  readonly minutes: readonly Minute[];
  /** The process whose numbers they are. */
  readonly process: string;
  /** What was looked for and not found; empty when nothing was. */
  readonly wanted: string;
}

/** Whether all is well, what needs a person first, and how the last hour went. */
export function overviewPage(context: OpsContext, page: OverviewPage): string {
  const { locale } = context;
  const t = opsTexts[locale];
  return opsPage(context, {
    name: 'ops-overview',
    title: t.overview.title,
    lead: '',
    everyMs: LOOK_EVERY_MS,
    main: html`<section aria-labelledby="verdict-title" data-live="needs">${verdict(context, page.needs)}</section>
<section aria-labelledby="hour-title"><div class="panel-title"><h2 id="hour-title">${t.overview.hour}</h2>${page.minutes[0] !== undefined && html`<span class="quiet">${t.charts.since(moment(locale, page.minutes[0].at))}</span>`}</div>
<div class="charts">${charts(context, page).map(chart)}</div></section>
<section class="panel" aria-labelledby="find-title"><h2 id="find-title">${t.overview.findTitle}</h2>
<form class="fields" method="get" action="/ops/find">${field({ name: 'order', label: t.overview.findLabel, hint: t.overview.findHint, value: page.wanted, required: true, maxLength: 100 })}<div>${button(t.overview.find, { weight: 'plain' })}</div></form></section>`,
  });
}

function verdict({ locale }: OpsContext, needs: readonly Need[]): Html {
  const t = opsTexts[locale];
  if (needs.length === 0) {
    return html`<div class="verdict verdict-good"><h2 id="verdict-title">${t.overview.well}</h2><p>${t.overview.wellMore}</p></div>`;
  }
  const isBad = needs.some(({ tone }) => tone === 'bad');
  return html`<div class="verdict verdict-${isBad ? 'bad' : 'careful'}"><h2 id="verdict-title">${t.overview.needs(needs.length)}</h2><p>${t.overview.needsMore}</p>
<ul class="needs">${needs.map(({ kind, count, tone, href, more }) => html`<li class="need need-${tone}"><a href="${href}">${t.needs[kind](count)}</a>${more.filter((each) => each !== '').map((each) => html`<p lang="en" class="quiet">${each}</p>`)}</li>`)}</ul></div>`;
}

function charts(context: OpsContext, { minutes, process }: OverviewPage): readonly Chart[] {
  const { locale } = context;
  const t = opsTexts[locale].charts;
  const words = { table: t.table, minute: t.minute };
  const write = (value: number) => new Intl.NumberFormat(locale).format(value);
  const values = (name: Exclude<keyof Minute, 'at' | 'lagSeconds'>) => minutes.map((minute) => minute[name]);
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
  const span = (seconds: number) =>
    seconds === 0 ? opsTexts[locale].views.noLag : lasting(locale, Math.round(seconds * 1_000));
  const lags = minutes.map(({ lagSeconds }) => lagSeconds);
  const common = { words, write, minutes: minutes.map(({ at }) => at), kind: 'bars' } as const;
  return [
    {
      ...common,
      id: 'orders',
      title: t.orders,
      says: t.ordersSay(sum(values('orders')), Math.max(0, ...values('orders'))),
      whose: t.whole,
      series: [{ name: t.count, tone: 'good', values: values('orders') }],
    },
    {
      ...common,
      id: 'sms',
      title: t.sms,
      says: t.smsSay(sum(values('smsSent')), sum(values('smsFailed'))),
      whose: t.whole,
      series: [
        { name: t.sent, tone: 'good', values: values('smsSent') },
        { name: t.failed, tone: 'bad', values: values('smsFailed') },
      ],
    },
    {
      ...common,
      id: 'lag',
      title: t.lag,
      says: t.lagSay(span(lags.at(-1) ?? 0), span(Math.max(0, ...lags.map((each) => each ?? 0)))),
      whose: t.wholeLag,
      series: [{ name: t.lag, tone: 'calm', values: lags }],
      kind: 'line',
      write: span,
    },
    {
      ...common,
      id: 'errors',
      title: t.errors,
      says: t.errorsSay(sum(values('errors')), sum(values('failedCalls'))),
      whose: t.here(process),
      series: [
        { name: t.answers, tone: 'bad', values: values('errors') },
        { name: t.calls, tone: 'calm', values: values('failedCalls') },
      ],
    },
  ];
}
