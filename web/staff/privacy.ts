import { type Html, html } from '../../src/platform/runtime/html.ts';
import { button, field } from '../components/controls.ts';
import { errorSummary, type FieldFault, notice, type Tone } from '../components/messages.ts';
import { type Column, dataTable } from '../components/table.ts';
import { actorName } from '../story/words.ts';
import { moment } from '../texts/formats.ts';
import type { PrivacyTexts } from '../texts/staff/privacy/texts.ts';
import { storyTexts } from '../texts/story/texts.ts';
import type { StaffContext } from './context.ts';
import { staffLayout } from './frame.ts';

/** The proof of an erasure as it is shown; times in RFC 3339. */
export interface ProofRow {
  readonly requestedAt: string;
  readonly completedAt: string | null;
  readonly by: string;
  readonly cause: 'request' | 'retention';
  readonly orders: number;
}

/** A look as it is shown; times in milliseconds since 1970. */
export interface LookRow {
  readonly who: string;
  readonly route: string;
  readonly orders: readonly string[];
  readonly last: number;
}

export interface PrivacyPage {
  /** The key that makes a form that is sent twice one command. */
  readonly key: string;
  readonly said: { readonly tone: Tone; readonly text: string } | null;
  readonly faults: readonly FieldFault[];
  readonly kept: { readonly personalDays: number | null; readonly looksDays: number };
  readonly due: { readonly people: number; readonly peopleSoon: number; readonly looks: number };
  readonly lastRun: {
    readonly at: string;
    readonly people: number;
    readonly waiting: number;
    readonly looks: number;
  } | null;
  readonly proofs: readonly ProofRow[];
  readonly looks: readonly LookRow[];
  /** The order whose looks are shown; empty for all. */
  readonly orderId: string;
}

/** So many orders of one look are named. */
const NAMED = 5;

/** Erasing people, how long what is kept, and who looked at whose data. */
export function privacyPage(context: StaffContext, t: PrivacyTexts, page: PrivacyPage): string {
  return staffLayout(context, {
    name: 'privacy',
    title: t.title,
    main: html`<div class="staff-page">
<h1>${t.title}</h1>
${page.said !== null && notice(page.said.tone, page.said.text)}
${errorSummary(context, page.faults)}
${eraseForm(context, t, page)}
${kept(context, t, page)}
${proofs(context, t, page.proofs)}
${looks(context, t, page)}
</div>`,
  });
}

function eraseForm({ csrf }: StaffContext, { erase: t }: PrivacyTexts, { key, faults }: PrivacyPage): Html {
  const faultOf = (name: string) => faults.find((fault) => fault.field === name)?.text;
  return html`<section class="panel" aria-labelledby="erase-title">
<h2 id="erase-title">${t.title}</h2>
<p>${t.lead}</p>
<form class="fields" method="post" action="/ops/privacy">
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="key" value="${key}">
${field({ name: 'phone', label: t.phone, type: 'tel', required: true, maxLength: 50, error: faultOf('phone') })}
${field({ name: 'confirm', label: t.confirm(t.word), required: true, maxLength: 20, error: faultOf('confirm') })}
${button(t.button, { weight: 'danger' })}
</form></section>`;
}

function kept({ locale }: StaffContext, { kept: t }: PrivacyTexts, { kept: terms, due, lastRun }: PrivacyPage): Html {
  const run =
    lastRun === null
      ? t.never
      : t.lastRun(moment(locale, Date.parse(lastRun.at)), lastRun.people, lastRun.waiting, lastRun.looks);
  return html`<section class="panel" aria-labelledby="kept-title">
<h2 id="kept-title">${t.title}</h2>
<p>${terms.personalDays === null ? t.personalForEver : t.personal(terms.personalDays)}</p>
<p>${t.looks(terms.looksDays)}</p>
<p>${t.due(due.people, due.peopleSoon, due.looks)}</p>
<p class="quiet">${run}</p>
</section>`;
}

function proofs({ locale }: StaffContext, { proofs: t }: PrivacyTexts, rows: readonly ProofRow[]): Html {
  const at = (time: string) => moment(locale, Date.parse(time));
  return html`<section class="panel" aria-labelledby="proofs-title">
<h2 id="proofs-title">${t.title}</h2>
${
  rows.length === 0
    ? html`<p>${t.none}</p>`
    : dataTable(
        columnsOf(t.columns),
        rows.map((row) => [
          at(row.requestedAt),
          row.completedAt === null ? t.open : at(row.completedAt),
          actorName(storyTexts[locale], row.by),
          t.causes[row.cause],
          row.orders,
        ]),
      )
}
</section>`;
}

function looks({ locale }: StaffContext, { looks: t }: PrivacyTexts, page: PrivacyPage): Html {
  return html`<section class="panel" aria-labelledby="looks-title">
<h2 id="looks-title">${t.title}</h2>
<p class="quiet">${t.lead}</p>
<form class="fields" method="get" action="/ops/privacy">
${field({ name: 'order', label: t.order, value: page.orderId, maxLength: 50 })}
${button(t.find, { weight: 'plain' })}
</form>
${
  page.looks.length === 0
    ? html`<p>${t.none}</p>`
    : dataTable(
        columnsOf(t.columns),
        page.looks.map((look) => [
          moment(locale, look.last),
          actorName(storyTexts[locale], look.who),
          html`<code>${look.route}</code>`,
          ordersOf(t, look.orders),
        ]),
      )
}
</section>`;
}

function ordersOf(t: PrivacyTexts['looks'], orders: readonly string[]): Html {
  if (orders.length === 0) return html`${t.list}`;
  const links = orders.slice(0, NAMED).map((id) => html`<a href="/ops/audit/${id}"><code>${id.slice(-8)}</code></a> `);
  return html`${links}${orders.length > NAMED && t.more(orders.length - NAMED)}`;
}

function columnsOf(names: Readonly<Record<string, string>>): readonly Column[] {
  return Object.values(names).map((name) => ({ name }));
}
