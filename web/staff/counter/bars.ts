import { type Html, html } from '../../../src/platform/runtime/html.ts';

/** What came in and what went out, side by side. */
export interface Bar {
  readonly charged: number;
  readonly refunded: number;
}

/** Above the line what came in, below it what went back; one column a bar. Drawn to fill its place: words stand beside it. */
export function columns(label: string, bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.map(({ charged }) => charged));
  const least = Math.max(0, ...bars.map(({ refunded }) => refunded));
  const scale = 100 / (most + least);
  const line = most * scale;
  return html`<svg class="columns" viewBox="0 0 ${bars.length} 100" preserveAspectRatio="none" role="img" aria-label="${label}">
<line class="chart-axis" x1="0" x2="${bars.length}" y1="${rounded(line)}" y2="${rounded(line)}"/>
${bars.map(({ charged, refunded }, index) => html`${column('bar-in', index, line - Math.max(0, charged) * scale, Math.max(0, charged) * scale)}${column('bar-out', index, line, Math.max(0, refunded) * scale)}`)}
</svg>`;
}

/** Two bars from the left, the longest of all filling the width. Beside the numbers themselves, they need no words. */
export function row({ charged, refunded }: Bar, most: number): Html {
  const part = (amount: number) => rounded((Math.max(0, amount) / Math.max(1, most)) * 100);
  return html`<svg class="row-bars" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="bar-in" width="${part(charged)}" height="5.5"/><rect class="bar-out" y="7" width="${part(refunded)}" height="3"/></svg>`;
}

function column(kind: string, index: number, y: number, height: number): Html | null {
  if (height <= 0) return null;
  return html`<rect class="${kind}" x="${rounded(index + 0.14)}" width="0.72" y="${rounded(y)}" height="${rounded(height)}"/>`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
