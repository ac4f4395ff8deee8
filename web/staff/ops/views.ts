import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { badge, type Tone } from '../../components/messages.ts';
import { moment } from '../../texts/formats.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import type { BuildStatus, ComparisonReport, ViewStatus } from '../../view-model.ts';
import { action } from './parts/action.ts';
import { handbookLinks, type OpsContext, opsPage, orderLink, percent, rounded } from './parts/page.ts';

const LOOK_EVERY_MS = 1_500;
/** How many differing documents are named. */
const NAMED = 10;
/** From how many seconds of lag on somebody has to look. */
export const BEHIND_S = 30;
const TONES: Readonly<Record<ViewStatus['state'], Tone>> = { live: 'good', 'catching-up': 'calm', stale: 'careful' };

/** A view, and how much of the log it has taken in, 0 to 1. */
export type PlacedView = ViewStatus & { readonly fraction: number };

/** Every view with its versions, what is being built, and all that may be done with them. */
export function viewsPage(context: OpsContext, views: readonly PlacedView[]): string {
  const t = opsTexts[context.locale].views;
  return opsPage(context, {
    name: 'ops-views',
    title: t.title,
    lead: t.lead,
    everyMs: LOOK_EVERY_MS,
    main: html`${handbookLinks(context, ['KkotgilViewBehind', 'KkotgilViewDiffers'])}
<div class="ops-cards">${views.map((view) => card(context, view))}</div>`,
  });
}

function card(context: OpsContext, view: PlacedView): Html {
  const { locale } = context;
  const t = opsTexts[locale].views;
  const { name } = view;
  const [title, what] = t.names[name] ?? [name, ''];
  return html`<section class="panel" id="view-${name}" aria-labelledby="view-${name}-title">
<div class="panel-title"><h2 id="view-${name}-title">${title}</h2><span data-live="state-${name}">${badge(t.state[view.state], TONES[view.state])}</span></div>
<p class="quiet">${what} <code>${name}</code></p>
<div data-live="advice-${name}">${advice(context, view)}</div>
<dl class="stats" data-live="stats-${name}">
<div><dt>${t.liveVersion}</dt><dd>${t.version(view.version)}</dd></div>
<div><dt>${t.place}</dt><dd>${t.placeAt(percent(locale, view.fraction))}</dd></div>
<div><dt>${t.lag}</dt><dd>${lagInWords(context, view.lag)}</dd></div>
</dl>
<div data-live="reports-${name}">${reports(context, view)}</div>
<div data-live="parked-${name}">${parked(context, view)}</div>
<div data-live="builds-${name}">${build(context, view, view.rebuild, 'building')}${build(context, view, view.verify, 'verifying')}</div>
<div data-live="kept-${name}">${kept(context, view)}</div>
<div class="actions" data-live="actions-${name}">
${view.rebuild === null && action(context, { id: `rebuild-${name}`, href: `/ops/views/${name}/rebuild`, label: t.rebuild, what: t.rebuildMore })}
${view.verify === null && action(context, { id: `verify-${name}`, href: `/ops/views/${name}/verify`, label: t.verify, what: t.verifyMore, weight: 'plain' })}
</div>
</section>`;
}

function lagInWords({ locale }: OpsContext, { events, seconds }: ViewStatus['lag']): string {
  const t = opsTexts[locale].views;
  return events === 0 ? t.noLag : t.lagOf(events, rounded(locale, seconds * 1_000));
}

function advice({ locale }: OpsContext, { lag, state, lastVerify }: ViewStatus): Html | null {
  const t = opsTexts[locale].views.advice;
  const said = [
    lag.seconds > BEHIND_S && t.behind(rounded(locale, lag.seconds * 1_000)),
    state === 'stale' && t.stale,
    lastVerify !== null && lastVerify.differing > 0 && t.differs,
  ].filter((each) => each !== false);
  return said.length === 0
    ? null
    : html`<div class="notice notice-careful">${said.map((each) => html`<p>${each}</p>`)}</div>`;
}

function reports(context: OpsContext, { lastRebuild, lastVerify }: ViewStatus): Html | null {
  if (lastRebuild === null && lastVerify === null) return null;
  const t = opsTexts[context.locale].views;
  return html`<dl class="facts">${report(context, t.lastRebuild, lastRebuild)}${report(context, t.lastVerify, lastVerify)}</dl>`;
}

function report(context: OpsContext, label: string, found: ComparisonReport | null): Html | null {
  if (found === null) return null;
  const { locale } = context;
  const t = opsTexts[locale].views;
  const at = moment(locale, found.at);
  const said = found.fault === null ? t.report(at, found.compared, found.differing) : t.fault(at, found.fault);
  return html`<div><dt>${label}</dt><dd>${said}${found.differing > 0 && differing(context, label, found)}</dd></div>`;
}

function differing({ locale }: OpsContext, label: string, { different, differing: count }: ComparisonReport): Html {
  const t = opsTexts[locale].views;
  const named = different.slice(0, NAMED);
  return html`<details class="more" id="different-${label.length}-${named[0]?.id ?? ''}"><summary>${t.showDifferent}</summary><ul>${named.map(({ id, kind, pointers }) => html`<li><code>${id}</code> ${t.different[kind]} ${pointers.map((pointer) => html`<code>${pointer}</code> `)}</li>`)}</ul>${count > named.length && html`<p>${t.more(count - named.length)}</p>`}</details>`;
}

function parked(context: OpsContext, view: ViewStatus): Html | null {
  if (view.parked.length === 0) return null;
  const t = opsTexts[context.locale].views;
  return html`<div class="notice notice-bad"><p class="notice-title">${t.parked(view.parked.length)}</p><p>${t.parkedMore}</p>
<ul>${view.parked.slice(0, NAMED).map(({ id: orderId, reason }) => html`<li>${orderLink(context, orderId)}: <span lang="en">${reason}</span></li>`)}</ul></div>`;
}

/** How far a version is that is being built, and the way to stop it. */
function build(
  context: OpsContext,
  { name }: ViewStatus,
  status: BuildStatus | null,
  kind: 'building' | 'verifying',
): Html | null {
  if (status === null) return null;
  const { locale } = context;
  const t = opsTexts[locale].views;
  const { version, state, fraction, eventsPerSecond, secondsLeft } = status;
  const rate: Part =
    eventsPerSecond !== null && secondsLeft !== null && state === 'reading'
      ? t.rate(new Intl.NumberFormat(locale).format(eventsPerSecond), rounded(locale, secondsLeft * 1_000))
      : t.phase[state];
  return html`<div class="build"><p><strong>${t[kind](version)}</strong> · ${percent(locale, fraction)} · ${rate}</p>
<progress value="${Math.floor(fraction * 1_000)}" max="1000" aria-label="${t[kind](version)}"></progress>
${state === 'waiting' && fraction > 0 && html`<p class="quiet">${t.elsewhere}</p>`}
${action(context, { id: `stop-${name}-${version}`, href: `/ops/views/${name}/versions/${version}/drop`, label: t.stop, what: t.stopMore, weight: 'danger' })}</div>`;
}

function kept(context: OpsContext, { name, kept: versions }: ViewStatus): Html | null {
  if (versions.length === 0) return null;
  const t = opsTexts[context.locale].views;
  return html`<h3>${t.kept}</h3><ul class="kept">${versions.map((version) => html`<li><span>${t.version(version)}</span><div class="actions">${action(context, { id: `switch-${name}-${version}`, href: `/ops/views/${name}/versions/${version}/switch`, label: t.switch, what: t.switchMore })}${action(context, { id: `drop-${name}-${version}`, href: `/ops/views/${name}/versions/${version}/drop`, label: t.drop, what: t.dropMore, weight: 'danger' })}</div></li>`)}</ul>`;
}
