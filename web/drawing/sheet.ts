/** Light or dark: in which surroundings a picture is seen. */
export type Mood = 'light' | 'dark';

/** A sheet to draw on: gathers what pictures share (gradients, shapes used often), and writes each of it once. */
export class Sheet {
  readonly mood: Mood;
  readonly #defs = new Map<string, string>();

  constructor(mood: Mood) {
    this.mood = mood;
  }

  /** One of two colours, by the mood. */
  pick(light: string, dark: string): string {
    return this.mood === 'light' ? light : dark;
  }

  /** A gradient along a petal, from its base to its tip. */
  along(...colours: string[]): string {
    return this.#gradient('linearGradient', 'x1="0" y1="1" x2="0" y2="0"', colours);
  }

  /** A gradient across a thing, from left to right. */
  across(...colours: string[]): string {
    return this.#gradient('linearGradient', 'x1="0" y1="0" x2="1" y2="0"', colours);
  }

  /** A gradient from the middle of a thing outwards. */
  outward(...colours: string[]): string {
    return this.#gradient('radialGradient', 'cx=".5" cy=".5" r=".55"', colours);
  }

  /** A shape that is used often: drawn once, shown wherever {@link Shape} says. */
  shape(markup: string): Shape {
    const id = this.#define((name) => `<g id="${name}">${markup}</g>`, markup);
    return (x, y, { turn = 0, size = 1 } = {}) => `<use href="#${id}" transform="${place(x, y, turn, size)}"/>`;
  }

  /** The finished picture. */
  picture(width: number, height: number, ...content: string[]): string {
    const defs = [...this.#defs.values()].join('\n');
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<defs>
${defs}
</defs>
${content.join('\n')}
</svg>
`;
  }

  #gradient(kind: string, direction: string, colours: readonly string[]): string {
    const stops = colours.map((colour, index) => {
      const offset = round(index / Math.max(1, colours.length - 1));
      return `<stop offset="${offset}" stop-color="${colour}"/>`;
    });
    const markup = stops.join('');
    const id = this.#define(
      (name) => `<${kind} id="${name}" ${direction}>${markup}</${kind}>`,
      kind + direction + markup,
    );
    return `url(#${id})`;
  }

  #define(write: (name: string) => string, content: string): string {
    const names = [...this.#defs.keys()];
    const known = names.find((name) => this.#defs.get(name) === write(name));
    if (known !== undefined) return known;
    const name = `${content.includes('stop-color') && !content.startsWith('<') ? 'g' : 's'}${names.length}`;
    this.#defs.set(name, write(name));
    return name;
  }
}

/** Puts a shape somewhere. */
export type Shape = (x: number, y: number, how?: { readonly turn?: number; readonly size?: number }) => string;

/** Numbers as short as a picture needs them. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The transform that moves, turns (degrees) and sizes. */
export function place(x: number, y: number, turn = 0, size = 1): string {
  const parts = [`translate(${round(x)} ${round(y)})`];
  if (turn !== 0) parts.push(`rotate(${round(turn)})`);
  if (size !== 1) parts.push(`scale(${Math.round(size * 100) / 100})`);
  return parts.join(' ');
}

/** Some markup, moved, turned and sized. */
export function at(x: number, y: number, turn: number, ...markup: string[]): string {
  return `<g transform="${place(x, y, turn)}">${markup.join('')}</g>`;
}

/** A filled path. */
export function fill(d: string, colour: string, more = ''): string {
  return `<path d="${d}" fill="${colour}"${more === '' ? '' : ` ${more}`}/>`;
}

/** A line along a path. */
export function line(d: string, colour: string, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"${more === '' ? '' : ` ${more}`}/>`;
}

/** A disc. */
export function disc(x: number, y: number, r: number, colour: string, more = ''): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${colour}"${more === '' ? '' : ` ${more}`}/>`;
}

/** As many as asked for, each from its place in the row. */
export function row(count: number, each: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => each(index)).join('');
}

/** A little irregularity that is the same every time, between -1 and 1. */
export function wobble(seed: number): number {
  return Math.sin(seed * 127.1 + 311.7) * 0.5 + Math.sin(seed * 269.5 + 183.3) * 0.5;
}

/** Points as seeds lie in a sunflower: evenly over a disc. */
export function scattered(count: number, radius: number): { x: number; y: number; turn: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const distance = radius * Math.sqrt((index + 0.5) / count);
    const angle = index * 2.399963;
    return { x: distance * Math.cos(angle), y: distance * Math.sin(angle), turn: (angle * 180) / Math.PI };
  });
}
