import { createHash } from 'node:crypto';
import type { Json } from '../platform/eventstore/event-store.ts';
import { Html, html } from '../platform/runtime/html.ts';
import { isDamaged, type OrderStory, type StoryEvent } from './story.ts';
import { paymentInWords, statusInWords } from './words.ts';

const STYLE = `
:root { font: 15px/1.5 system-ui, sans-serif; color: #1d1d1f; background: #fff; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
code, td.when { font-family: ui-monospace, monospace; font-size: .85em; }
table { width: 100%; border-collapse: collapse; margin-top: 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #c9c9cf; }
td dd, td code { overflow-wrap: anywhere; }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; column-gap: .6rem; }
dt { color: #55555c; }
dd { margin: 0; }
.fault { color: #a30000; font-weight: 600; }
@media print {
  :root { font-size: 9pt; }
  body { margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
@page { size: A4 landscape; margin: 12mm; }
`;

/** Nothing may run, load or be sent; the one style is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const COLUMNS = ['#', 'because of', 'time (UTC)', 'actor', 'event', 'status after it', 'what it says'];

/** A story as one HTML page, to keep or print. It stands alone, runs no script, and holds personal data as far as the story does. */
export function storyPage(story: OrderStory): string {
  const { orderId, events, damaged } = story;
  const numbers = new Map(events.map(({ position }, index) => [position, index + 1]));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Order ${orderId}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>The story of an order (주문)</h1>
<dl>
<dt>order</dt><dd><code>${orderId}</code></dd>
<dt>status (주문 상태)</dt><dd>${statusInWords(events.at(-1)?.status ?? null)}</dd>
<dt>money (결제 상태)</dt><dd>${paymentInWords(events.at(-1)?.paymentStatus ?? null)}</dd>
<dt>events</dt><dd>${events.length}</dd>
</dl>
${isDamaged(story) ? html`<p class="fault">A part of this story can't be read.</p>` : null}
${damaged.map(({ stream, detail }) => html`<p class="fault">Stream ${stream} is left out: ${detail}</p>`)}
<table>
<thead><tr>${COLUMNS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${events.map((event) => row(event, numbers))}
</tbody>
</table>
</body>
</html>
`.text;
}

function row(event: StoryEvent, numbers: ReadonlyMap<string, number>): Html {
  const { position, cause, at, actor, type, stream, revision, status, data, fault } = event;
  const number = numbers.get(position) ?? 0;
  const origin = cause.position === null ? null : (numbers.get(cause.position) ?? null);
  return html`<tr id="e${number}">
<td>${number}</td>
<td>${origin === null ? cause.kind : html`<a href="#e${origin}">#${origin}</a>`}</td>
<td class="when">${at}</td>
<td>${actor}</td>
<td>${type}<br><code>${stream}@${revision}</code></td>
<td>${status && statusInWords(status)}</td>
<td>${fault === null ? body(data) : html`<span class="fault">can't be read: ${fault}</span>`}</td>
</tr>
`;
}

function body(data: StoryEvent['data']): Html | null {
  const facts = factsOf(data ?? {});
  return facts.length === 0
    ? null
    : html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A body as names and texts, members of members named by both; what is not said is left out. */
function factsOf(value: Json, names: readonly string[] = []): [name: string, value: string][] {
  if (value === null) return [];
  if (typeof value !== 'object') return [[names.join(' '), String(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    factsOf(inner, [...names, Array.isArray(value) ? String(Number(name) + 1) : name]),
  );
}
