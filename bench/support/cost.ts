import type { Program } from './program.ts';

/** What was asked of the program for something. */
export interface Cost {
  /** NaN where the program does not count them. */
  readonly reads: number;
  readonly appends: number;
  /** To MongoDB. NaN where the program has none, or does not count them. */
  readonly calls: number;
  /** Of all threads of the program, in milliseconds; the simulators are not among them. */
  readonly cpuMs: number;
}

/** What a program has spent while something was done. */
export async function spentMeanwhile<T>(
  program: Program,
  work: () => Promise<T>,
): Promise<Cost & { readonly ms: number; readonly result: T }> {
  const [begun, before] = [performance.now(), await spentBy(program)];
  const result = await work();
  const [ended, after] = [performance.now(), await spentBy(program)];
  const more = (name: keyof Cost) => after[name] - before[name];
  const cost = { reads: more('reads'), appends: more('appends'), calls: more('calls'), cpuMs: more('cpuMs') };
  return { ...cost, ms: ended - begun, result };
}

async function spentBy({ url }: Program): Promise<Cost> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
  return {
    reads: value('kkotgil_log_stream_reads_total'),
    appends: value('kkotgil_log_appends_total'),
    calls: value('kkotgil_mongo_calls_total'),
    cpuMs: 1000 * value('process_cpu_seconds_total'),
  };
}
