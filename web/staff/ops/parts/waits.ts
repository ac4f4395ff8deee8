import { type Html, html } from '../../../../src/platform/runtime/html.ts';
import { badge } from '../../../components/messages.ts';
import { type OpsTexts, opsTexts } from '../../../texts/ops/texts.ts';
import type { OpenItemView } from '../../../view-model.ts';
import { momentAndAge, type OpsContext, subjectOf } from './page.ts';

/** What is waited for, and what can be done about it; what has no words yet is told by its name. */
export function waitInWords({ processes }: OpsTexts, waitingFor: string): readonly [what: string, advice: string] {
  return processes.waits[waitingFor] ?? [waitingFor, processes.unknownWait];
}

/** Orders that wait for one thing: since when, until when, and why they could not go on. */
export function waitingOrders(context: OpsContext, process: string, items: readonly OpenItemView[]): Html {
  const t = opsTexts[context.locale].processes;
  return html`<ul class="waiting">${items.map(
    (item) => html`<li><p>${subjectOf(context, process, item.orderId)} ${item.overdue && badge(t.isOverdue, 'bad')}</p>
<dl class="facts"><div><dt>${t.since}</dt><dd>${momentAndAge(context, item.since)}</dd></div>
${item.due !== item.since && html`<div><dt>${t.due}</dt><dd>${momentAndAge(context, item.due)}</dd></div>`}
${item.cause !== null && html`<div><dt>${t.cause}</dt><dd lang="en">${item.cause}</dd></div>`}</dl></li>`,
  )}</ul>`;
}
