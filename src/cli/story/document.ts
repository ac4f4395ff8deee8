import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from '../../../web/story/rows.ts';
import { streamLegend, timeline } from '../../../web/story/timeline.ts';
import { storyTexts } from '../../../web/texts/story/texts.ts';
import { isDamaged, type OrderStory } from '../../audit/story.ts';
import type { Locale } from '../../domain/order/index.ts';
import { Html, html } from '../../platform/runtime/html.ts';

const STYLES = join(import.meta.dirname, '../../../web/assets/styles');
/** Of the pages' own style sheets, those that a story on its own needs. */
const SHEETS = ['tokens', 'base', 'components', 'story'];
const ON_PAPER = `
body { display: block; max-width: 60rem; margin: 0 auto; padding: var(--s5); background: var(--paper-raised); }
main { display: grid; gap: var(--s4); }
@media print { :root { color-scheme: light; } body { padding: 0; font-size: 9pt; } }
@page { size: A4; margin: 14mm; }
`;

/** A story as one HTML file, to keep or print. It stands alone, runs no script, and holds personal data as far as the story does. */
export function storyDocument(locale: Locale, story: OrderStory): string {
  const t = storyTexts[locale];
  const { orderId, events, damaged } = story;
  const drawn = rowsOf(story);
  const last = events.at(-1);
  const style = [...SHEETS.map((name) => readFileSync(join(STYLES, `${name}.css`), 'utf8')), ON_PAPER].join('');
  // Nothing may run, load or be sent; the one style is known by its hash.
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`;
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${t.title(orderId.slice(-8))}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${t.heading}</h1>
<dl class="standing">
<div><dt>${t.order}</dt><dd><code>${orderId}</code></dd></div>
${last !== undefined && last.status !== null && html`<div><dt>${t.standing.status}</dt><dd>${t.status[last.status]}</dd></div>`}
${last !== undefined && last.paymentStatus !== null && html`<div><dt>${t.standing.money}</dt><dd>${t.money[last.paymentStatus]}</dd></div>`}
</dl>
<p class="quiet">${t.count(events.length)}. ${t.lead}</p>
${isDamaged(story) && html`<p class="story-fault">${t.damaged}</p>`}
${damaged.map(({ stream, detail }) => html`<p class="story-fault">${t.leftOut(stream, detail)}</p>`)}
${streamLegend(locale, drawn.lanes)}
${timeline(locale, drawn, { chosen: null, hrefOf: null, open: true })}
</main>
</body>
</html>
`.text;
}
