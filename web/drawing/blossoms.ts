import { at, disc, fill, line, round, row, type Sheet, scattered, wobble } from './sheet.ts';

/** A petal that grows upwards from its place, round at its tip. */
function roundPetal(length: number, width: number, colour: string, more = ''): string {
  const [l, w] = [length, width];
  return fill(
    `M0 0C${round(-w * 1.15)} ${round(-l * 0.12)} ${round(-w * 1.15)} ${round(-l * 1.04)} 0 ${round(-l)}C${round(w * 1.15)} ${round(-l * 1.04)} ${round(w * 1.15)} ${round(-l * 0.12)} 0 0Z`,
    colour,
    more,
  );
}

/** A petal with a point. */
function pointedPetal(length: number, width: number, colour: string, more = ''): string {
  const [l, w] = [length, width];
  return fill(
    `M0 0C${round(-w)} ${round(-l * 0.2)} ${round(-w * 0.95)} ${round(-l * 0.7)} 0 ${round(-l)}C${round(w * 0.95)} ${round(-l * 0.7)} ${round(w)} ${round(-l * 0.2)} 0 0Z`,
    colour,
    more,
  );
}

/** Petals all around. */
function ring(count: number, petal: string, start = 0, wild = 0): string {
  return row(count, (index) => at(0, 0, start + (360 / count) * index + wobble(index + start) * wild, petal));
}

export type Shades = readonly [deep: string, middle: string, light: string];
export const RED: Shades = ['#7d1128', '#c02942', '#e8647a'];
export const PINK: Shades = ['#b23a62', '#e3809f', '#f8c6d2'];
export const BLUSH: Shades = ['#cf8a86', '#efc0b4', '#fbe6dc'];
export const CORAL: Shades = ['#c4492f', '#ec7f5b', '#fbbf9d'];
export const YELLOW: Shades = ['#d88a0e', '#f4b92f', '#fde48a'];
export const LILAC: Shades = ['#6d4c93', '#a583c4', '#d9c6ea'];
export const CREAM: Shades = ['#d9bf8f', '#f1e2bf', '#fdf8ea'];

/** A rose seen from above, of five rounds of petals. */
export function rose(sheet: Sheet, r: number, [deep, middle, light]: Shades): string {
  const outer = sheet.along(deep, middle, light);
  const inner = sheet.along(deep, deep, middle, light);
  const edge = `stroke="${deep}" stroke-opacity=".28" stroke-width="1"`;
  const rounds: readonly (readonly [count: number, length: number, width: number])[] = [
    [7, 1, 0.56],
    [6, 0.82, 0.5],
    [5, 0.63, 0.42],
    [4, 0.45, 0.34],
    [3, 0.29, 0.24],
  ];
  return (
    disc(0, 0, r * 0.7, deep) +
    rounds
      .map(([count, length, width], index) =>
        ring(count, roundPetal(r * length, r * width, index < 2 ? outer : inner, edge), index * 27, 7),
      )
      .join('') +
    line(
      `M${round(-r * 0.1)} ${round(r * 0.03)}a${round(r * 0.1)} ${round(r * 0.1)} 0 1 1 ${round(r * 0.17)} ${round(r * 0.06)}a${round(r * 0.15)} ${round(r * 0.14)} 0 0 1 ${round(-r * 0.26)} ${round(-r * 0.02)}`,
      deep,
      Math.max(1.4, r * 0.045),
      'opacity=".75"',
    )
  );
}

/** A tulip from the side; it stands on its place. */
export function tulip(sheet: Sheet, height: number, [deep, middle, light]: Shades): string {
  const [h, w] = [height, height * 0.46];
  const back = sheet.along(deep, deep, middle);
  const side = sheet.along(deep, middle, light);
  const front = sheet.along(middle, light, middle);
  const left = `M0 0C${round(-w * 1.1)} ${round(-h * 0.02)} ${round(-w * 1.2)} ${round(-h * 0.72)} ${round(-w * 0.72)} ${round(-h)}C${round(-w * 0.3)} ${round(-h * 0.84)} ${round(w * 0.1)} ${round(-h * 0.5)} 0 0Z`;
  const right = `M0 0C${round(w * 1.1)} ${round(-h * 0.02)} ${round(w * 1.2)} ${round(-h * 0.72)} ${round(w * 0.72)} ${round(-h)}C${round(w * 0.3)} ${round(-h * 0.84)} ${round(-w * 0.1)} ${round(-h * 0.5)} 0 0Z`;
  return (
    at(-w * 0.36, -h * 0.12, -4, pointedPetal(h * 0.86, w * 0.5, back)) +
    at(w * 0.36, -h * 0.12, 4, pointedPetal(h * 0.86, w * 0.5, back)) +
    fill(left, side) +
    fill(right, side) +
    pointedPetal(h * 0.98, w * 0.66, front, `stroke="${deep}" stroke-opacity=".22"`) +
    row(3, (index) =>
      line(
        `M${round((index - 1) * w * 0.14)} ${round(-h * 0.12)}Q${round((index - 1) * w * 0.3)} ${round(-h * 0.5)} ${round((index - 1) * w * 0.12)} ${round(-h * 0.82)}`,
        deep,
        1,
        'opacity=".22"',
      ),
    )
  );
}

/** A sunflower with two rings of rays and its seeds. */
export function sunflower(sheet: Sheet, r: number): string {
  const back = sheet.along('#c9780c', '#eda71b', '#f6c63c');
  const front = sheet.along('#e0930f', '#f9c22e', '#ffe27a');
  const seeds = scattered(44, r * 0.36);
  return (
    ring(17, pointedPetal(r, r * 0.2, back), 10, 4) +
    ring(16, pointedPetal(r * 0.88, r * 0.18, front, 'stroke="#b9700c" stroke-opacity=".25"'), 0, 5) +
    disc(0, 0, r * 0.43, sheet.outward('#3c2413', '#5b3419', '#7c4a20')) +
    seeds
      .map(({ x, y }, index) => disc(x, y, 1.1 + index / 40, index < 14 ? '#8b6a2e' : '#b27b34', 'opacity=".8"'))
      .join('')
  );
}

/** A head of hydrangea: a ball of small four-petalled florets. */
export function hydrangea(sheet: Sheet, r: number, tones: readonly Shades[], count = 46): string {
  const size = r * 0.2;
  const florets = tones.map(([deep, middle, light]) =>
    sheet.shape(
      ring(
        4,
        roundPetal(
          size,
          size * 0.52,
          sheet.along(deep, middle, light),
          `stroke="${deep}" stroke-opacity=".25" stroke-width=".8"`,
        ),
        45,
      ) + disc(0, 0, size * 0.14, '#fdf6d8'),
    ),
  );
  const [[deep = '#4b5d9a'] = []] = tones;
  return (
    disc(0, 0, r * 0.96, deep, 'opacity=".85"') +
    scattered(count, r * 0.9)
      .toReversed()
      .map(({ x, y, turn }, index) =>
        (florets[(index * 7) % florets.length] as (typeof florets)[0])(x, y, {
          turn,
          size: 0.86 + wobble(index) * 0.16,
        }),
      )
      .join('')
  );
}

/** A freesia bloom: a small open funnel. */
export function freesia(sheet: Sheet, r: number, [deep, middle, light]: Shades = YELLOW): string {
  const petal = sheet.along(deep, middle, light);
  return (
    fill(
      `M${round(-r * 0.16)} ${round(r * 0.9)}C${round(-r * 0.5)} ${round(r * 0.4)} ${round(-r * 0.5)} ${round(r * 0.1)} 0 0C${round(r * 0.5)} ${round(r * 0.1)} ${round(r * 0.5)} ${round(r * 0.4)} ${round(r * 0.16)} ${round(r * 0.9)}Z`,
      sheet.along('#a9b45a', deep, middle),
    ) +
    ring(3, roundPetal(r * 0.95, r * 0.36, petal, `stroke="${deep}" stroke-opacity=".3"`), 60) +
    ring(3, roundPetal(r, r * 0.34, petal, `stroke="${deep}" stroke-opacity=".3"`), 0) +
    disc(0, 0, r * 0.2, '#fff3b8') +
    ring(3, line(`M0 0L0 ${round(-r * 0.34)}`, '#b9770d', 1.4), 20)
  );
}

/** A bud of a freesia or orchid, growing upwards. */
export function bud(sheet: Sheet, length: number, [deep, middle, light]: Shades): string {
  return roundPetal(length, length * 0.36, sheet.along('#8fae5d', deep, middle, light));
}

/** A carnation: frilled all around, round within round. */
export function carnation(sheet: Sheet, r: number, [deep, middle, light]: Shades): string {
  const frill = (radius: number, lobes: number, seed: number): string => {
    const points = lobes * 6;
    const d = Array.from({ length: points }, (_, index) => {
      const angle = (index / points) * Math.PI * 2;
      const lobe = 1 + 0.09 * Math.sin(angle * lobes + seed);
      const tooth = index % 2 === 0 ? 1 : 0.9;
      const distance = radius * lobe * tooth * (1 + wobble(index + seed) * 0.04);
      return `${index === 0 ? 'M' : 'L'}${round(distance * Math.cos(angle))} ${round(distance * Math.sin(angle))}`;
    });
    return `${d.join('')}Z`;
  };
  const rounds = [1, 0.83, 0.67, 0.5, 0.34, 0.19];
  return rounds
    .map((size, index) => {
      const colour = index % 2 === 0 ? sheet.outward(deep, middle, light) : sheet.outward(deep, deep, middle);
      return at(
        wobble(index) * r * 0.05,
        wobble(index + 9) * r * 0.05,
        index * 23,
        fill(
          frill(r * size, 8 - index, index),
          colour,
          `stroke="${deep}" stroke-opacity=".35" stroke-width=".8" stroke-linejoin="round"`,
        ),
      );
    })
    .join('');
}

/** A white lily, open, with its anthers. */
export function lily(sheet: Sheet, r: number): string {
  const back = sheet.along('#b9c58f', '#ece7d6', '#ffffff');
  const front = sheet.along('#cfd9a8', '#fffdf6', '#ffffff');
  const petal = (colour: string, length: number) =>
    pointedPetal(length, r * 0.3, colour, 'stroke="#b7ae95" stroke-opacity=".55"') +
    line(`M0 ${round(-length * 0.12)}L0 ${round(-length * 0.82)}`, '#c9c3a4', 1.4, 'opacity=".7"') +
    row(4, (index) =>
      disc((index % 2 === 0 ? -1 : 1) * r * 0.06, -r * (0.2 + index * 0.06), 1.2, '#b9866a', 'opacity=".6"'),
    );
  return (
    ring(3, petal(back, r * 0.96), 60) +
    ring(3, petal(front, r), 0) +
    disc(0, 0, r * 0.1, '#b7c878') +
    row(6, (index) =>
      at(
        0,
        0,
        index * 60 + 28,
        line(`M0 0C2 ${round(-r * 0.2)} 0 ${round(-r * 0.3)} 3 ${round(-r * 0.42)}`, '#d9dfb0', 1.6),
        at(3, -r * 0.43, 70, fill('M-4 0a4 1.8 0 1 0 8 0a4 1.8 0 1 0 -8 0Z', '#a5501f')),
      ),
    ) +
    line(`M0 0L${round(r * 0.05)} ${round(-r * 0.46)}`, '#8fa75b', 2.2)
  );
}

/** A moth orchid, from the front. */
export function orchid(sheet: Sheet, r: number, [deep, middle, light]: Shades = PINK): string {
  const sepal = sheet.along(middle, light, light);
  const wing = sheet.along(deep, middle, light);
  const edge = `stroke="${deep}" stroke-opacity=".3"`;
  const veins = row(5, (index) =>
    line(
      `M0 ${round(-r * 0.16)}Q${round((index - 2) * r * 0.14)} ${round(-r * 0.5)} ${round((index - 2) * r * 0.2)} ${round(-r * 0.78)}`,
      deep,
      0.9,
      'opacity=".35"',
    ),
  );
  return (
    [0, 128, -128].map((turn) => at(0, 0, turn, pointedPetal(r * 0.95, r * 0.34, sepal, edge))).join('') +
    [-74, 74].map((turn) => at(0, 0, turn, roundPetal(r * 1.02, r * 0.66, wing, edge), veins)).join('') +
    fill(
      `M0 ${round(-r * 0.06)}C${round(-r * 0.26)} ${round(r * 0.08)} ${round(-r * 0.3)} ${round(r * 0.3)} 0 ${round(r * 0.5)}C${round(r * 0.3)} ${round(r * 0.3)} ${round(r * 0.26)} ${round(r * 0.08)} 0 ${round(-r * 0.06)}Z`,
      sheet.along('#8d1747', '#c22f6b'),
    ) +
    disc(0, r * 0.04, r * 0.12, '#f7cf52') +
    disc(0, -r * 0.07, r * 0.1, '#fff4f6')
  );
}

/** A daisy. */
export function daisy(sheet: Sheet, r: number, petals = '#ffffff'): string {
  return (
    ring(
      14,
      roundPetal(r, r * 0.15, sheet.along('#e7dfd0', petals), 'stroke="#b9ae9a" stroke-opacity=".4" stroke-width=".7"'),
      0,
      4,
    ) + disc(0, 0, r * 0.3, sheet.outward('#f9d255', '#e3a51d'))
  );
}

/** A poppy with its dark heart. */
export function poppy(sheet: Sheet, r: number, [deep, middle, light]: Shades = CORAL): string {
  const petal = roundPetal(r, r * 0.72, sheet.along(deep, middle, light), `stroke="${deep}" stroke-opacity=".35"`);
  return (
    ring(4, petal, 40, 6) +
    disc(0, 0, r * 0.2, '#2b2330') +
    row(12, (index) =>
      at(
        0,
        0,
        index * 30,
        line(`M0 ${round(-r * 0.18)}L0 ${round(-r * 0.34)}`, '#3b3040', 1.2),
        disc(0, -r * 0.36, 1.5, '#e6c467'),
      ),
    )
  );
}

/** A cornflower: toothed blue rays. */
export function cornflower(sheet: Sheet, r: number): string {
  const ray = fill(
    `M0 0L${round(-r * 0.2)} ${round(-r * 0.8)}L${round(-r * 0.08)} ${round(-r * 0.74)}L0 ${round(-r)}L${round(r * 0.08)} ${round(-r * 0.74)}L${round(r * 0.2)} ${round(-r * 0.8)}Z`,
    sheet.along('#27378a', '#4a62c4', '#8ea2ee'),
  );
  return (
    ring(11, ray, 0, 5) +
    disc(0, 0, r * 0.26, sheet.outward('#7d4fa3', '#3b2a75')) +
    ring(8, line(`M0 0L0 ${round(-r * 0.34)}`, '#b592d8', 1.2), 10)
  );
}

/** A spike of lavender that grows upwards. */
export function lavender(sheet: Sheet, length: number): string {
  const one = sheet.shape(roundPetal(8, 3.4, sheet.along('#5c4590', '#8f76c6', '#c2b0e6')));
  const count = Math.floor(length / 9);
  return (
    line(`M0 0L0 ${-length * 0.9}`, '#6f8c5a', 2) +
    row(count, (index) => {
      const y = -length * 0.4 - index * ((length * 0.58) / count);
      return one(-2, y, { turn: -38 }) + one(2, y, { turn: 38 }) + one(0, y - 2);
    })
  );
}

/** A gerbera, as wreaths are full of them. */
export function gerbera(sheet: Sheet, r: number, [deep, middle, light]: Shades): string {
  return (
    ring(16, roundPetal(r, r * 0.17, sheet.along(deep, middle, light)), 11, 3) +
    ring(
      15,
      roundPetal(
        r * 0.76,
        r * 0.14,
        sheet.along(deep, middle, light),
        `stroke="${deep}" stroke-opacity=".25" stroke-width=".7"`,
      ),
      0,
      3,
    ) +
    disc(0, 0, r * 0.25, '#4a2b1a') +
    scattered(14, r * 0.2)
      .map(({ x, y }) => disc(x, y, 1, '#d7a04a'))
      .join('')
  );
}
