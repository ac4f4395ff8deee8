import { type Load, loadNote, withLoad } from './load/start-load.ts';
import { eventsIn, writeHistory } from './support/history.ts';
import { pause } from './support/pause.ts';
import { type Backend, withPlace } from './support/place.ts';
import { OPERATOR_TOKEN, type Program, withShop } from './support/program.ts';
import type { Row } from './support/report.ts';
import { untilResting } from './support/resting.ts';

const LOOK_EVERY_MS = 500;
/** So often in a row a busy store may be too late with an answer. */
const LATE_ANSWERS = 20;
/** What goes on each second beside the builds. Where servers keep the views, less: a build that is slower than what is new never ends. */
const VISITS = { orders: 20, queries: 50 };
const SLOW_VISITS = { orders: 2, queries: 20 };
type Visits = typeof VISITS;

interface Build {
  readonly events: number | null;
  readonly eventsPerSecond: number | null;
}
interface View {
  readonly name: string;
  readonly rebuild: Build | null;
  readonly lastRebuild: { readonly differing: number; readonly tookMs: number } | null;
}

/** All views built anew beside the live ones, while orders and queries go on: rate, memory, and what the customers notice. */
export function benchRebuild(backend: Backend, events: number, progress: (text: string) => void): Promise<Row[]> {
  return withPlace(backend, async (place) => {
    progress(`writing a history of ${events} events`);
    await writeHistory(place, events);
    const inLog = await eventsIn(place);
    return withShop(place.env, async (program) => {
      progress('taking it in');
      await untilResting(program);
      progress('building all views anew, under load');
      return withLoad((load) => underLoad(program, load, inLog, place.isShared ? SLOW_VISITS : VISITS));
    });
  });
}

async function underLoad(program: Program, load: Load, events: number, visits: Visits): Promise<Row[]> {
  const over = new AbortController();
  const visiting = load.run('visitors', { url: program.url, ...visits }, over.signal);
  // Told where it is waited for.
  visiting.catch(() => undefined);
  const before = program.memory().now;
  const begun = performance.now();
  const { items } = await operator<{ items: View[] }>(program, 'GET', '/api/views');
  for (const { name } of items) await operator(program, 'POST', `/api/views/${name}/rebuild`);
  let rate = 0;
  let done: View[] = [];
  while (done.length < items.length) {
    await pause(LOOK_EVERY_MS);
    const now = (await operator<{ items: View[] }>(program, 'GET', '/api/views')).items;
    rate = Math.max(rate, ...now.map(({ rebuild }) => rebuild?.eventsPerSecond ?? 0));
    done = now.filter(({ rebuild, lastRebuild }) => rebuild === null && lastRebuild !== null);
  }
  const seconds = (performance.now() - begun) / 1000;
  over.abort();
  const { result: answers, busy } = await visiting;
  const differing = done.reduce((sum, { lastRebuild }) => sum + (lastRebuild?.differing ?? 0), 0);
  const note = `${differing} documents differ, ${answers.failed} of ${answers.count} queries and orders failed, p99 ${answers.p99.toFixed(0)} ms, at ${visits.orders} orders and ${visits.queries} queries a second; ${loadNote(busy)}`;
  return [
    {
      what: `all views built anew beside the live ones, ${events} events, from the request to the switch`,
      measured: events / seconds,
      unit: 'events/s',
      note,
    },
    {
      what: 'the same, while history is read',
      measured: rate,
      unit: 'events/s',
      note: `memory ${before.toFixed(0)} MB before, ${program.memory().most.toFixed(0)} MB at most`,
    },
  ];
}

/** Asks once more when a store was too busy to answer in time. */
async function operator<T>({ url }: Program, method: string, path: string): Promise<T> {
  for (let late = 0; ; late++) {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
    if (response.ok) return (await response.json()) as T;
    const told = await response.text();
    if (response.status !== 503 || late === LATE_ANSWERS)
      throw new Error(`${method} ${path}: ${response.status} ${told}`);
    await pause(LOOK_EVERY_MS);
  }
}
