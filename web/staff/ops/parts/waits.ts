import { type Html, html } from '../../../../src/platform/runtime/html.ts';
import { badge } from '../../../components/messages.ts';
import { type OpsTexts, opsTexts } from '../../../texts/ops/texts.ts';
import type { OpenItemView } from '../../../view-model.ts';
import { momentAndAge, type OpsContext, subjectOf } from './page.ts';

/** What is waited for, and what can be done about it; what has no words yet is told by its name. */
export function waitInWords({ processes }: OpsTexts, waitingFor: string): readonly [what: string, advice: string] {
  return processes.waits[waitingFor] ?? [waitingFor, processes.unknownWait];
}

/** Orders that wait for one thing. */
export function waitingOrders(context: OpsContext, process: string, items: readonly OpenItemView[]): Html {
  return html`<ul class="ruled waiting">${items.map((item) => html`<li>${waitingOrder(context, process, item)}</li>`)}</ul>`;
}

/** An order that waits: since when, until when, and why it could not go on. */
export function waitingOrder(context: OpsContext, process: string, item: OpenItemView): Html {
  const t = opsTexts[context.locale].processes;
  const { instanceId: orderId, overdue, since, due, cause } = item;
  return html`<p><strong>${subjectOf(context, process, orderId)}</strong> ${overdue && badge(t.isOverdue, 'bad')}</p>
<dl class="facts"><div><dt>${t.since}</dt><dd>${momentAndAge(context, since)}</dd></div>
${due !== since && html`<div><dt>${t.due}</dt><dd>${momentAndAge(context, due)}</dd></div>`}
${cause !== null && html`<div><dt>${t.cause}</dt><dd lang="en">${cause}</dd></div>`}</dl>`;
}
