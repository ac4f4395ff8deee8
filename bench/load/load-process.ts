// Customers and florist as a process of their own, so that what they do takes nothing from what is measured but the machine's cores.
import { type Asked, type Told, tasks } from './tasks.ts';

let enough = new AbortController();

process.on('message', async (asked: Asked) => {
  if (asked === 'enough') return enough.abort();
  enough = new AbortController();
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const tell = (told: Told) => process.send?.(told);
  try {
    const run = tasks[asked.task] as (given: unknown, signal: AbortSignal) => Promise<unknown>;
    const result = await run(asked.given, enough.signal);
    const { user, system } = process.cpuUsage(before);
    tell({ result, busy: (user + system) / 1000 / (performance.now() - begun) });
  } catch (error) {
    tell({ error: String((error as Error).stack) });
  }
});
// Nobody is there any more for whom to do it.
process.on('disconnect', () => process.exit(0));
