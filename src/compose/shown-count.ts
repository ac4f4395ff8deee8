import { Counter, type Registry } from 'prom-client';

interface ShownCount {
  readonly name: string;
  readonly help: string;
  /** Never goes back. */
  readonly soFar: () => number;
}

/** Shows a number that is counted elsewhere, when somebody looks: to count in a metric takes the library a microsecond each time. */
export function showCount(metrics: Registry, { name, help, soFar }: ShownCount): void {
  new Counter({
    name,
    help,
    registers: [metrics],
    collect() {
      this.reset();
      this.inc(soFar());
    },
  });
}
