import { shopTimeAt } from '../../../../src/domain/shop-time.ts';
import { type Html, html, type Part } from '../../../../src/platform/runtime/html.ts';

/** One thing that is counted minute by minute. */
export interface Series {
  readonly name: string;
  readonly tone: 'good' | 'bad' | 'calm';
  /** One for each minute; null where nobody has looked. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** All of it in a sentence. */
  readonly says: string;
  /** Whose numbers they are. */
  readonly whose: string;
  readonly series: readonly Series[];
  /** Bars stand on each other; a line goes from one value to the next. */
  readonly kind: 'bars' | 'line';
  readonly write: (value: number) => string;
  readonly words: { readonly table: string; readonly minute: string };
  /** The beginnings of the minutes, in milliseconds since 1970. */
  readonly minutes: readonly number[];
}

const MINUTES = 60;
const MINUTE_MS = 60_000;
const WIDTH = 300;
const HEIGHT = 84;
const STEP = WIDTH / MINUTES;

/** A small chart of an hour, drawn by the server; the same in words and as a table. */
export function chart({ id, title, says, whose, series, kind, write, words, minutes }: Chart): Html {
  const most = Math.max(...minutes.map((_, index) => total(series, index)), 0);
  const first = MINUTES - minutes.length;
  const last = minutes.at(-1);
  const draw = (value: number) => (most === 0 ? 0 : (value / most) * HEIGHT);
  return html`<figure class="chart panel" id="chart-${id}" aria-labelledby="chart-${id}-title">
<figcaption><strong id="chart-${id}-title">${title}</strong><span data-live="chart-${id}-says">${says}</span></figcaption>
<div data-live="chart-${id}"><svg class="chart-plot" viewBox="0 0 ${WIDTH} ${HEIGHT + 2}" preserveAspectRatio="none" role="img" aria-label="${title}: ${says}">
<line class="chart-ground" x1="0" x2="${WIDTH}" y1="${HEIGHT + 1}" y2="${HEIGHT + 1}"/>
${kind === 'bars' ? bars(series, first, draw) : line(series[0]?.values ?? [], first, draw)}
</svg>
<p class="chart-scale"><span>${last !== undefined && shopTimeAt(last - (MINUTES - 1) * MINUTE_MS).time}</span><span>${most > 0 && `↑ ${write(most)}`}</span><span>${last !== undefined && shopTimeAt(last).time}</span></p>
<details class="chart-table" id="chart-${id}-table"><summary>${words.table}</summary><div class="chart-scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${words.minute}</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${minutes.map((at, index) => html`<tr><th scope="row">${shopTimeAt(at).time}</th>${series.map(({ values }): Html => html`<td>${cell(values[index], write)}</td>`)}</tr>`)}</tbody></table></div></details></div>
<p class="quiet">${whose}</p>
</figure>`;
}

function cell(value: number | null | undefined, write: (value: number) => string): Part {
  return value === null || value === undefined ? '–' : write(value);
}

function total(series: readonly Series[], index: number): number {
  return series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
}

function bars(series: readonly Series[], first: number, draw: (value: number) => number): Html[] {
  const tops: number[] = [];
  return series.flatMap(({ tone, values }) =>
    values.flatMap((value, index) => {
      if (value === null || value === 0) return [];
      const below = tops[index] ?? 0;
      tops[index] = below + draw(value);
      const y = HEIGHT - below - draw(value);
      return html`<rect class="chart-${tone}" x="${rounded((first + index) * STEP + 0.6)}" y="${rounded(y)}" width="${STEP - 1.2}" height="${rounded(draw(value))}"/>`;
    }),
  );
}

function line(values: readonly (number | null)[], first: number, draw: (value: number) => number): Html {
  const points = values.flatMap((value, index) =>
    value === null ? [] : `${rounded((first + index + 0.5) * STEP)},${rounded(HEIGHT - draw(value))}`,
  );
  return html`<polyline class="chart-line" points="${points.join(' ')}"/>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
