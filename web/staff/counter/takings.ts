import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, field, linkButton } from '../../components/controls.ts';
import { emptyPart, notice } from '../../components/messages.ts';
import { day as dayWritten, foreignMoney, money, month as monthWritten } from '../../texts/formats.ts';
import type { Takings } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { columns, row } from './bars.ts';
import { wordsOf } from './parts.ts';

export interface TakingsPage {
  readonly takings: Takings;
  /** The period before and after this one, as addresses have it. */
  readonly before: string;
  readonly after: string;
  readonly message: Part;
}

const MONTH_LENGTH = '2026-12'.length;

/** What the shop took in a day or a month: sums, by day and by flowers, as bars and as tables. */
export function takingsPage(context: StaffContext, page: TakingsPage): string {
  const { takings: words } = wordsOf(context);
  const { takings } = page;
  const isEmpty = takings.days.length === 0 && takings.otherCurrencies.length === 0;
  return staffLayout(context, {
    name: 'takings',
    title: words.title,
    styles: ['counter'],
    scripts: ['print'],
    main: html`<div class="staff-title"><h1>${titleOf(context, takings.period)}</h1><p class="quiet">${words.orders(takings.orders)}</p></div>
${choice(context, page)}
${page.message}
${sums(context, takings)}
${isEmpty ? emptyPart(words.none, words.noneMore) : html`${isMonth(takings.period) && byDay(context, takings)}${byItem(context, takings)}`}
<div class="buttons no-print">${linkButton(`/shop/takings.csv?period=${takings.period}`, words.csv, 'plain')}<button class="button button-quiet" type="button" data-print hidden>${wordsOf(context).print}</button></div>
<p class="quiet">${words.refundNote}</p>`,
  });
}

function isMonth(period: string): boolean {
  return period.length === MONTH_LENGTH;
}

function titleOf(context: StaffContext, period: string): string {
  const { takings: words } = wordsOf(context);
  const { locale } = context;
  return isMonth(period) ? words.monthOf(monthWritten(locale, period)) : words.dayOf(dayWritten(locale, period));
}

function choice(context: StaffContext, { takings: { period }, before, after }: TakingsPage): Html {
  const { takings: words } = wordsOf(context);
  const kind = isMonth(period) ? 'month' : 'day';
  const other = kind === 'month' ? context.now.day : period.slice(0, MONTH_LENGTH);
  const toOther = kind === 'month' ? words.day : words.month;
  return html`<div class="period no-print"><nav class="buttons" aria-label="${words.choose[kind]}">${linkButton(`/shop/takings?period=${before}`, words.before[kind], 'plain')}${linkButton(`/shop/takings?period=${after}`, words.after[kind], 'plain')}${linkButton(`/shop/takings?period=${other}`, toOther, 'quiet')}</nav>
<form method="get" action="/shop/takings">${field({ name: 'period', label: words.choose[kind], type: kind === 'month' ? 'month' : 'date', value: period, required: true })}${button(words.show, { weight: 'plain' })}</form></div>`;
}

function sums(context: StaffContext, takings: Takings): Html {
  const { takings: words } = wordsOf(context);
  const { locale } = context;
  const foreign = takings.otherCurrencies.map(({ currency, net }) => foreignMoney(locale, currency, net)).join(', ');
  return html`<dl class="totals"><div><dt>${words.charged}</dt><dd>${money(locale, takings.charged)}</dd></div><div><dt>${words.refunded}</dt><dd>${money(locale, takings.refunded)}</dd></div><div class="net"><dt>${words.net}</dt><dd>${money(locale, takings.net)}</dd></div></dl>
${takings.disputed !== 0 && notice('careful', words.disputed(money(locale, takings.disputed)))}
${takings.otherCurrencies.length > 0 && notice('careful', words.foreign(foreign))}`;
}

function byDay(context: StaffContext, takings: Takings): Html {
  const { takings: words } = wordsOf(context);
  const { locale } = context;
  const days = daysOf(takings);
  const most = Math.max(...days.map(({ charged }) => charged));
  return html`<div class="panel"><div class="panel-title"><h2 id="by-day">${words.byDay}</h2>${legend(context)}</div>
<figure class="by-day"><p class="quiet" aria-hidden="true">${money(locale, most)}</p>${columns(words.chart, days)}<p class="by-day-axis quiet" aria-hidden="true">${days.map(({ day }, index) => html`<span>${index % 7 === 0 && Number(day.slice(-2))}</span>`)}</p></figure>
<div class="sheet-wide" tabindex="0" role="region" aria-labelledby="by-day"><table class="sheet">
<thead><tr><th scope="col">${words.table.day}</th>${heads(context)}</tr></thead>
<tbody>${takings.days.map((each) => html`<tr><th scope="row"><a href="/shop/takings?period=${each.day}">${dayWritten(locale, each.day)}</a></th>${numbers(context, each)}</tr>`)}</tbody>
<tfoot><tr><th scope="row">${words.table.sum}</th>${numbers(context, takings)}</tr></tfoot>
</table></div></div>`;
}

/** Every day of the month, also those on which nothing moved. */
function daysOf({ period, days }: Takings) {
  const [year, number] = period.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: last }, (_, index) => {
    const day = `${period}-${String(index + 1).padStart(2, '0')}`;
    return days.find((each) => each.day === day) ?? { day, charged: 0, refunded: 0, net: 0 };
  });
}

function byItem(context: StaffContext, takings: Takings): Html {
  const { takings: words } = wordsOf(context);
  const { locale } = context;
  const most = Math.max(...takings.items.map(({ charged, refunded }) => Math.max(charged, refunded)));
  return html`<div class="panel"><div class="panel-title"><h2 id="by-item">${words.byItem}</h2>${legend(context)}</div>
<div class="sheet-wide" tabindex="0" role="region" aria-labelledby="by-item"><table class="sheet">
<thead><tr><th scope="col">${words.table.item}</th><th scope="col" class="number">${words.table.quantity}</th>${heads(context)}</tr></thead>
<tbody>${takings.items.map((each) => html`<tr><th scope="row">${each.name === null ? words.fee : each.name[locale]}${row(each, most)}</th><td class="number">${each.quantity}</td>${numbers(context, each)}</tr>`)}</tbody>
<tfoot><tr><th scope="row">${words.table.sum}</th><td></td>${numbers(context, takings)}</tr></tfoot>
</table></div></div>`;
}

function heads(context: StaffContext): Html {
  const { takings: words } = wordsOf(context);
  return html`${[words.charged, words.refunded, words.net].map((name) => html`<th scope="col" class="number">${name}</th>`)}`;
}

function numbers({ locale }: StaffContext, sum: Pick<Takings, 'charged' | 'refunded' | 'net'>): Html {
  return html`${[sum.charged, sum.refunded, sum.net].map((amount) => html`<td class="number">${money(locale, amount)}</td>`)}`;
}

function legend(context: StaffContext): Html {
  const { takings: words } = wordsOf(context);
  const sample = (kind: string) =>
    html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10" rx="2"/></svg>`;
  return html`<ul class="legend"><li>${sample('bar-in')}${words.charged}</li><li>${sample('bar-out')}${words.refunded}</li></ul>`;
}
