import type { RouteOptions } from 'fastify';

interface KnownPath {
  readonly parts: readonly string[];
  readonly methods: Set<string>;
}

/** What may be asked for where: tells a path that is not there from one that has no such method. */
export class KnownPaths {
  readonly #paths = new Map<string, KnownPath>();

  /** Takes note of a route. */
  add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const known = this.#paths.get(url) ?? { parts: url.split('/'), methods: new Set() };
    this.#paths.set(url, known);
    for (const one of [method].flat()) known.methods.add(one);
  }

  /** The methods of a path as it was sent; none when there is nothing. */
  methodsOf(target: string): string[] {
    const parts = target.replace(/[?#].*$/s, '').split('/');
    const methods = new Set<string>();
    for (const known of this.#paths.values()) {
      if (fits(known.parts, parts)) for (const method of known.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const open = pattern.at(-1) === '*';
  if (open ? parts.length < pattern.length : parts.length !== pattern.length) return false;
  return pattern.every((part, index) => part === '*' || part.startsWith(':') || part === parts[index]);
}
