import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { orderIdOf } from '../../../src/stored-events/streams.ts';
import { notice } from '../../components/messages.ts';
import { moment } from '../../texts/formats.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import type { Damage, LogStatus } from '../../view-model.ts';
import { handbookLinks, type OpsContext, opsPage, orderLink, percent } from './parts/page.ts';

const LOOK_EVERY_MS = 2_000;
/** How many damaged places are named. */
const NAMED = 100;

/** How far the log was checked, what is wrong with it, and what to do then. */
export function logPage(context: OpsContext, status: LogStatus, fraction: number): string {
  const { locale } = context;
  const t = opsTexts[locale].log;
  const { checkedAt, damage, more } = status;
  const places = damage.length + more;
  return opsPage(context, {
    name: 'ops-log',
    title: t.title,
    lead: t.lead,
    everyMs: LOOK_EVERY_MS,
    main: html`${handbookLinks(context, ['KkotgilLogDamaged'], html`<a class="handbook" href="/ops/handbook/backup">${opsTexts[locale].book.back}</a>`)}
<div data-live="verdict">${places === 0 ? notice('good', t.whole, html`<p>${t.wholeMore}</p>`) : notice('bad', t.damaged(places), html`<p>${t.damagedMore}</p>`)}</div>
<section class="panel" aria-labelledby="check-title"><h2 id="check-title">${t.progress}</h2>
<div data-live="check"><p>${t.checked(percent(locale, fraction))}</p><progress value="${Math.floor(fraction * 1_000)}" max="1000" aria-label="${t.progress}"></progress>
<p class="quiet">${checkedAt === null ? t.never : t.checkedAt(moment(locale, checkedAt))}</p></div></section>
<div data-live="damage">${places > 0 && damaged(context, damage, places)}</div>`,
  });
}

function damaged(context: OpsContext, damage: readonly Damage[], places: number): Html {
  const t = opsTexts[context.locale].log;
  const named = damage.slice(0, NAMED);
  return html`<section class="panel" aria-labelledby="damage-title"><h2 id="damage-title">${t.places}</h2>
<ul class="ruled">${named.map((each) => place(context, each))}</ul>
${places > named.length && html`<p>${t.more(places - named.length)}</p>`}
<h3>${t.todo}</h3><ol class="todo">${t.steps.map((step) => html`<li>${step}</li>`)}</ol></section>`;
}

function place(context: OpsContext, { position, streamId, what }: Damage): Html {
  const t = opsTexts[context.locale].log;
  const [name, meaning] = t.kinds[what];
  const orderId = streamId === null ? null : orderIdOf(streamId);
  return html`<li><p><strong>${name}</strong> · ${streamId === null ? t.nobodyKnows : html`<code>${streamId}</code>`} ${orderId !== null && orderLink(context, orderId)}</p><p>${meaning}</p><p class="quiet">${t.where}: <code>${position}</code></p></li>`;
}
