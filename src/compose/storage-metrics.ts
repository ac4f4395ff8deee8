import { Gauge, type Registry } from 'prom-client';
import type { Stores } from './stores.ts';

/** Shows how many things are wrong with where this process keeps its files. */
export function showStorage(metrics: Registry, { faults }: Pick<Stores, 'faults'>): void {
  new Gauge({
    name: 'kkotgil_storage_faults',
    help: 'What is wrong with the data folder: gone, cut, full or unreadable; /health/ready names it',
    registers: [metrics],
    collect() {
      this.set(faults().length);
    },
  });
}
