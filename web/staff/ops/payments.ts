import type { DisputedAmounts } from '../../../src/domain/payment/index.ts';
import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { badge, notice, type Tone } from '../../components/messages.ts';
import { moment, money } from '../../texts/formats.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import type { OpenItemView, ReconciliationView } from '../../view-model.ts';
import { action } from './parts/action.ts';
import { handbookLinks, type OpsContext, opsPage, orderLink } from './parts/page.ts';
import { waitingOrder } from './parts/waits.ts';

const LOOK_EVERY_MS = 3_000;
const TONES: Readonly<Record<ReconciliationView['state'], Tone>> = {
  'never-run': 'calm',
  running: 'calm',
  done: 'good',
  failed: 'bad',
};
/** Money that a person may end by hand. */
const BY_HAND: ReadonlySet<string> = new Set(['refund-by-hand', 'refund', 'charge']);

export interface PaymentsPage {
  /** What the payment process waits for. */
  readonly open: readonly OpenItemView[];
  readonly reconciliation: ReconciliationView;
  /** Names a form's command, however often it is sent. */
  readonly newKey: () => string;
}

/** The open questions of money, with the answers that a person can give, and how the books compare. */
export function paymentsPage(context: OpsContext, page: PaymentsPage): string {
  const t = opsTexts[context.locale].payments;
  const disputes = page.open.filter(({ waitingFor }) => waitingFor === 'dispute');
  const refused = page.open.filter(({ waitingFor }) => waitingFor === 'refund-by-hand');
  const waiting = page.open.filter(({ waitingFor }) => waitingFor === 'refund' || waitingFor === 'charge');
  return opsPage(context, {
    name: 'ops-payments',
    title: t.title,
    lead: t.lead,
    everyMs: LOOK_EVERY_MS,
    main: html`${handbookLinks(context, ['KkotgilChargeDisputed', 'KkotgilCircuitOpen'])}
<section class="panel" id="disputes" aria-labelledby="disputes-title"><h2 id="disputes-title">${t.disputes}</h2>
<div data-live="disputes">${disputes.length === 0 ? html`<p class="quiet">${t.noDisputes}</p>` : html`<p>${t.disputesLead}</p><ul class="ruled">${disputes.map((item) => dispute(context, item, page.newKey()))}</ul>`}</div></section>
<section class="panel" id="by-hand" aria-labelledby="by-hand-title"><h2 id="by-hand-title">${t.byHand}</h2>
<div data-live="by-hand">${refused.length === 0 ? html`<p class="quiet">${t.noByHand}</p>` : html`<p>${t.byHandLead}</p>${questions(context, refused, page.newKey)}`}</div></section>
<section class="panel" id="open" aria-labelledby="open-title"><h2 id="open-title">${t.open}</h2>
<div data-live="open">${waiting.length === 0 ? html`<p class="quiet">${t.noOpen}</p>` : html`<p>${t.openLead}</p>${questions(context, waiting, page.newKey)}`}</div></section>
${books(context, page.reconciliation)}`,
  });
}

function dispute(context: OpsContext, { instanceId: orderId, facts, due }: OpenItemView, key: string): Html {
  const amounts = facts as DisputedAmounts | null;
  const { locale } = context;
  const t = opsTexts[locale].payments;
  const sums =
    amounts === null
      ? null
      : html`<dl class="sums">${(
          [
            [t.asked, amounts.asked],
            [t.charged, amounts.charged],
            [t.refunded, amounts.refunded],
            [t.kept, amounts.charged - amounts.refunded],
          ] as const
        ).map(
          ([label, sum]) =>
            html`<div class="sum"><dt>${label}</dt><dd>${amounts.currency === 'KRW' ? money(locale, sum) : `${sum} ${amounts.currency}`}</dd></div>`,
        )}</dl>`;
  return html`<li><p><strong>${orderLink(context, orderId)}</strong></p>${sums}
<p class="quiet">${t.deadline(moment(locale, due))}</p>
<div class="actions">${action(context, { id: `accept-${orderId}`, href: `/ops/payments/${orderId}/accept`, label: t.accept, what: t.acceptMore, key, ask: { name: 'reference', label: opsTexts[locale].reference, hint: t.referenceHint } })}${action(context, { id: `back-${orderId}`, href: `/ops/payments/${orderId}/give-back`, label: t.back, what: t.backMore, weight: 'danger', key, ask: { name: 'reason', label: t.backReason } })}</div></li>`;
}

function questions(context: OpsContext, items: readonly OpenItemView[], newKey: () => string): Html {
  return html`<ul class="ruled">${items.map((item) => question(context, item, newKey()))}</ul>`;
}

function question(context: OpsContext, item: OpenItemView, key: string): Html {
  const { locale } = context;
  const t = opsTexts[locale].payments;
  const { instanceId: orderId, waitingFor } = item;
  const ask = { name: 'reference', label: opsTexts[locale].reference, hint: t.referenceHint };
  return html`<li>${waitingOrder(context, 'payment', item)}
<div class="actions">${BY_HAND.has(waitingFor) && action(context, { id: `settle-${orderId}`, href: `/ops/payments/${orderId}/settle`, label: t.settle, what: t.settleMore, weight: 'plain', key, ask })}${waitingFor === 'refund' && action(context, { id: `accept-${orderId}`, href: `/ops/payments/${orderId}/accept`, label: t.acceptKept, what: t.acceptKeptMore, weight: 'plain', key, ask })}</div></li>`;
}

function books(context: OpsContext, found: ReconciliationView): Html {
  const { locale } = context;
  const t = opsTexts[locale].payments;
  const { state, finishedAt, charges, differences, failure } = found;
  return html`<section class="panel" id="books" aria-labelledby="books-title">
<div class="panel-title"><h2 id="books-title">${t.books}</h2><span data-live="books-state" role="status">${badge(t.state[state], TONES[state])}</span></div>
<p>${t.booksLead}</p>
<div data-live="books">
${finishedAt !== null && html`<p class="quiet">${t.finished(moment(locale, finishedAt), charges)}</p>`}
${failure !== null && notice('bad', t.state.failed, html`<p lang="en">${failure}</p>`)}
${state === 'done' && differences.length === 0 && notice('good', t.agree)}
${differences.length > 0 && html`<h3>${t.differing(differences.length)}</h3><ul class="ruled">${differences.map(({ orderId, kind, detail }) => html`<li><p><strong>${kind === 'unknown-order' ? orderId : orderLink(context, orderId)}</strong> · ${t.differences[kind]}</p><p lang="en" class="reason">${detail}</p></li>`)}</ul>`}
</div>
<div class="actions" data-live="books-actions">${state !== 'running' && action(context, { id: 'reconcile', href: '/ops/payments/reconcile', label: t.runNow, what: t.runNowMore })}</div>
</section>`;
}
