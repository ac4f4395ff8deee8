import { type Html, html, type Part } from '../../../../src/platform/runtime/html.ts';
import { notice } from '../../../components/messages.ts';
import { lasting, moment } from '../../../texts/formats.ts';
import { type OpsTexts, opsTexts } from '../../../texts/ops/texts.ts';
import type { StaffContext } from '../../context.ts';
import { staffLayout } from '../../frame.ts';

/** What an action has come to, as the page after it says. */
export type Said =
  | { readonly done: keyof OpsTexts['said'] }
  | { readonly refused: keyof OpsTexts['refused'] }
  | { readonly notFound: string };

/** What every page for operators is drawn with. */
export interface OpsContext extends StaffContext {
  /** The moment at which it is drawn, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly said: Said | null;
}

export interface OpsPage {
  readonly name: string;
  readonly title: string;
  readonly lead: string;
  /** How often a browser looks for what is new, in milliseconds; null for a page that stays as it is. */
  readonly everyMs: number | null;
  readonly main: Part;
}

/** A page for operators: what it is about, what was just done, and the content, which renews itself. */
export function opsPage(context: OpsContext, { name, title, lead, everyMs, main }: OpsPage): string {
  const t = opsTexts[context.locale];
  return staffLayout(context, {
    name,
    title,
    styles: ['ops'],
    ...(everyMs !== null && { scripts: ['keep-current'] }),
    main: html`<div class="staff-page ops"${everyMs !== null && html` data-keep-current="${everyMs}"`}>
<div class="notice notice-careful offline" data-offline hidden role="status"><p class="notice-title">${t.offline}</p></div>
<header class="ops-head"><h1>${title}</h1>${lead !== '' && html`<p class="ops-lead">${lead}</p>`}</header>
${saidNow(t, context.said)}
${main}
</div>`,
  });
}

function saidNow(t: OpsTexts, said: Said | null): Html | null {
  if (said === null) return null;
  if ('done' in said) return html`<div role="status">${notice('good', t.said[said.done])}</div>`;
  return notice('bad', 'refused' in said ? t.refused[said.refused] : t.overview.notFound(said.notFound));
}

/** The way to the story of an order. */
export function orderLink({ locale }: OpsContext, orderId: string): Html {
  return html`<a href="/ops/audit/${orderId}">${opsTexts[locale].order(orderId.slice(-8))}</a>`;
}

/** What a process manager is at work on: an order, or the erasure of a person, which has no story. */
export function subjectOf(context: OpsContext, process: string, id: string): Html {
  return process === 'erasure'
    ? html`<span>${opsTexts[context.locale].erasure(id.slice(-8))}</span>`
    : orderLink(context, id);
}

/** A moment, and how far it is from now. */
export function momentAndAge({ locale, nowMs }: OpsContext, at: string): Html {
  const t = opsTexts[locale];
  const ms = nowMs - Date.parse(at);
  const far = Math.abs(ms) < 1_000 ? t.justNow : ms > 0 ? t.ago(rounded(locale, ms)) : t.in(rounded(locale, -ms));
  return html`<time datetime="${at}">${moment(locale, at)}</time> <span class="quiet">(${far})</span>`;
}

/** How long, without what changes at every look. */
export function rounded(locale: OpsContext['locale'], ms: number): string {
  return lasting(locale, ms < 1_000 ? ms : Math.floor(ms / 1_000) * 1_000);
}

/** A part of 1, as people read it: never all before it is all. */
export function percent(locale: OpsContext['locale'], fraction: number): string {
  const shown = fraction >= 1 ? 1 : Math.min(Math.floor(fraction * 1_000) / 1_000, 0.999);
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(shown);
}

/** The sections of the handbook that tell more. */
export function handbookLinks(
  { locale }: OpsContext,
  sections: readonly (keyof OpsTexts['sections'])[],
  more: Part = null,
): Html {
  const t = opsTexts[locale];
  return html`<nav class="ops-links" aria-label="${t.handbook}"><span class="quiet" aria-hidden="true">${t.handbook}</span>${sections.map((section) => html`<a class="handbook" href="/ops/handbook#${section.toLowerCase()}">${t.sections[section]}</a>`)}${more}</nav>`;
}
