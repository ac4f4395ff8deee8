import { Counter, type Registry } from 'prom-client';

/** Counts what a process asks of MongoDB: what an order costs the processor there is mostly that. */
export function countCalls(metrics: Registry): () => void {
  const calls = new Counter({
    name: 'kkotgil_mongo_calls_total',
    help: 'Calls that this process has made to MongoDB',
    registers: [metrics],
  });
  return () => calls.inc();
}
