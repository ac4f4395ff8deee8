import { at, fill, line, round, row, type Sheet } from './sheet.ts';

const GREEN = ['#2f5b3c', '#4f8455', '#79a86b'] as const;

/** A leaf of this length that grows upwards from its place. */
export function leaf(sheet: Sheet, length: number, width = length * 0.3, colours: readonly string[] = GREEN): string {
  const [l, w] = [length, width];
  return (
    fill(
      `M0 0C${-w} ${round(-l * 0.25)} ${round(-w * 0.8)} ${round(-l * 0.75)} 0 ${-l}C${round(w * 0.8)} ${round(-l * 0.75)} ${w} ${round(-l * 0.25)} 0 0Z`,
      sheet.along(...colours),
    ) + line(`M0 -2C1 ${round(-l * 0.4)} 0 ${round(-l * 0.7)} 0 ${round(-l * 0.9)}`, '#cfe3c0', 1.2, 'opacity=".45"')
  );
}

/** A long blade, as tulips and orchids have it, bending to one side. */
export function blade(
  sheet: Sheet,
  length: number,
  bend: number,
  width = 15,
  colours: readonly string[] = GREEN,
): string {
  const tip = `${bend} ${-length}`;
  return (
    fill(
      `M${-width / 2} 0C${round(-width)} ${round(-length * 0.5)} ${round(bend * 0.2 - width * 0.4)} ${round(-length * 0.8)} ${tip}C${round(bend * 0.5 + width)} ${round(-length * 0.7)} ${width} ${round(-length * 0.4)} ${width / 2} 0Z`,
      sheet.along(...colours),
    ) +
    line(
      `M0 -4C0 ${round(-length * 0.5)} ${round(bend * 0.4)} ${round(-length * 0.75)} ${round(bend * 0.92)} ${round(-length * 0.94)}`,
      '#d7e8c4',
      1.1,
      'opacity=".4"',
    )
  );
}

/** A twig with round leaves in pairs. */
export function eucalyptus(sheet: Sheet, length: number, pairs = 5): string {
  const colours = sheet.along('#5d7f73', '#8fae9f', '#b3cabb');
  const round_ = (size: number) =>
    fill(
      `M0 0C${-size} -2 ${-size} ${round(-size * 1.5)} 0 ${round(-size * 1.6)}C${size} ${round(-size * 1.5)} ${size} -2 0 0Z`,
      colours,
    );
  return (
    line(`M0 0C3 ${round(-length * 0.4)} -3 ${round(-length * 0.7)} 0 ${-length}`, '#6c8b7b', 2) +
    row(pairs, (index) => {
      const y = -length * (0.22 + (0.72 * index) / pairs);
      const size = 15 - (index * 7) / pairs;
      return at(0, y, -58, round_(size)) + at(0, y - 3, 56, round_(size));
    }) +
    at(0, -length, 0, round_(7))
  );
}

/** A fern or palm frond. */
export function frond(sheet: Sheet, length: number, blades = 9): string {
  const colours = sheet.along('#28553b', '#5f9860');
  return (
    line(`M0 0L0 ${-length}`, '#3f6d49', 2) +
    row(blades, (index) => {
      const y = -length * (0.15 + (0.85 * index) / blades);
      const size = length * (0.34 - (0.2 * index) / blades);
      const one = fill(
        `M0 0C${round(-size * 0.18)} ${round(-size * 0.4)} 0 ${round(-size * 0.8)} 0 ${round(-size)}C${round(size * 0.18)} ${round(-size * 0.6)} ${round(size * 0.12)} ${round(-size * 0.2)} 0 0Z`,
        colours,
      );
      return at(0, y, -52, one) + at(0, y, 52, one);
    })
  );
}

/** Stems that fan out from where they are tied. */
export function stems(
  from: readonly [number, number],
  to: readonly (readonly [number, number])[],
  colour = '#4f7d4c',
  width = 4,
): string {
  const [x, y] = from;
  return to
    .map(([toX, toY]) =>
      line(`M${x} ${y}Q${round((x + toX * 2) / 3)} ${round((y + toY) / 2)} ${toX} ${toY}`, colour, width),
    )
    .join('');
}
