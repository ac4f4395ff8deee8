import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { badge } from '../../components/messages.ts';
import { actorName } from '../../story/words.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import { storyTexts } from '../../texts/story/texts.ts';
import type { OpenItemView, ParkedItemView, ProcessView, SkipNote } from '../../view-model.ts';
import { action } from './parts/action.ts';
import { handbookLinks, momentAndAge, type OpsContext, opsPage, rounded, subjectOf } from './parts/page.ts';
import { waitInWords, waitingOrders } from './parts/waits.ts';

const LOOK_EVERY_MS = 3_000;

/** What each process manager waits for, since when and why, and the orders with which it can't go on. */
export function processesPage(
  context: OpsContext,
  processes: readonly ProcessView[],
  skipped: readonly SkipNote[],
): string {
  const t = opsTexts[context.locale].processes;
  return opsPage(context, {
    name: 'ops-processes',
    title: t.title,
    lead: t.lead,
    everyMs: LOOK_EVERY_MS,
    main: html`${handbookLinks(context, ['KkotgilProcessParked', 'KkotgilOverdue'])}
<section class="panel" id="parked" aria-labelledby="parked-title"><h2 id="parked-title">${t.parkedTitle}</h2>
<div data-live="parked">${allParked(context, processes)}</div></section>
<div class="ops-cards">${processes.map((process) => card(context, process))}</div>
<div data-live="skipped">${setAside(context, skipped)}</div>`,
  });
}

function allParked(context: OpsContext, processes: readonly ProcessView[]): Html {
  const t = opsTexts[context.locale].processes;
  const parked = processes.flatMap(({ name, parked: items }) => items.map((item) => ({ name, item })));
  if (parked.length === 0) return html`<p class="quiet">${t.nothingParked}</p>`;
  return html`<p>${t.parkedLead}</p><ul class="ruled">${parked.map(({ name, item }) => onePark(context, name, item))}</ul>`;
}

function onePark(context: OpsContext, name: string, { instanceId: orderId, reason, since }: ParkedItemView): Html {
  const { locale, nowMs } = context;
  const t = opsTexts[locale].processes;
  const base = `/ops/processes/${name}/parked/${orderId}`;
  const id = `${name}-${orderId}`;
  return html`<li><p><strong>${subjectOf(context, name, orderId)}</strong> · ${t.names[name]?.[0] ?? name} · ${t.parkedSince(rounded(locale, Math.max(0, nowMs - Date.parse(since))))}</p>
<p lang="en" class="reason">${reason}</p>
<div class="actions">${action(context, { id: `retry-${id}`, href: `${base}/retry`, label: t.retry, what: t.retryMore })}${action(context, { id: `skip-${id}`, href: `${base}/skip`, label: t.skip, what: t.skipMore, weight: 'danger', ask: { name: 'reason', label: t.skipReason, hint: t.skipReasonHint } })}</div></li>`;
}

function card(context: OpsContext, process: ProcessView): Html {
  const { locale } = context;
  const t = opsTexts[locale].processes;
  const { name, lag, inFlight, waits, open, openCount } = process;
  const [title, what] = t.names[name] ?? [name, ''];
  const isCurrent = lag.events === 0;
  return html`<section class="panel" id="process-${name}" aria-labelledby="process-${name}-title">
<div class="panel-title"><h2 id="process-${name}-title">${title}</h2><span data-live="lag-${name}">${badge(isCurrent ? t.upToDate : t.behind(lag.events, rounded(locale, lag.seconds * 1_000)), isCurrent ? 'good' : 'careful')}</span></div>
<p class="quiet">${what} <code>${name}</code></p>
<div data-live="waits-${name}">
${openCount === 0 && html`<p>${t.idle}</p>`}${inFlight > 0 && html`<p>${t.inFlight(inFlight)}</p>`}
${waits.length > 0 && html`<ul class="waits">${waits.map((wait) => group(context, name, wait, open))}</ul>`}
${open.length < openCount && html`<p class="quiet">${t.hidden(openCount - open.length)}</p>`}
</div></section>`;
}

function group(
  context: OpsContext,
  process: string,
  wait: ProcessView['waits'][number],
  open: readonly OpenItemView[],
): Html {
  const texts = opsTexts[context.locale];
  const t = texts.processes;
  const [what, advice] = waitInWords(texts, wait.waitingFor);
  const items = open.filter(({ waitingFor }) => waitingFor === wait.waitingFor);
  return html`<li><details id="waits-${process}-${wait.waitingFor}"><summary class="wait"><span class="wait-name">${what}</span> ${badge(t.waiting(wait.open))} ${wait.overdue > 0 && badge(t.overdue(wait.overdue), 'bad')}</summary>
<p class="advice">${advice}</p>${waitingOrders(context, process, items)}</details></li>`;
}

function setAside(context: OpsContext, skipped: readonly SkipNote[]): Html | null {
  if (skipped.length === 0) return null;
  const t = opsTexts[context.locale].processes;
  return html`<section class="panel" aria-labelledby="skipped-title"><h2 id="skipped-title">${t.skippedTitle}</h2>
<ul class="ruled">${skipped.map(({ process, instanceId: orderId, by, reason, at }) => html`<li><p>${subjectOf(context, process, orderId)} · ${t.names[process]?.[0] ?? process} · ${t.skipped(actorName(storyTexts[context.locale], by))} · ${momentAndAge(context, at)}</p><p>${reason ?? t.noReason}</p></li>`)}</ul></section>`;
}
