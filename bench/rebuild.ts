import { Durations } from '../src/cli/demo/percentiles.ts';
import { writeHistory } from './support/history.ts';
import { anOrder } from './support/orders.ts';
import { type Backend, withPlace } from './support/place.ts';
import { OPERATOR_TOKEN, type Program, withProgram } from './support/program.ts';
import type { Row } from './support/report.ts';
import { untilResting } from './support/resting.ts';

/** What goes on beside the rebuild, each second. */
const ORDERS = 20;
const QUERIES = 50;
const LOOK_EVERY_MS = 500;

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
    const written = await writeHistory(place, events);
    return withProgram('src/main.ts', place.env, async (program) => {
      progress('taking it in');
      await untilResting(program);
      progress('building all views anew, under load');
      return underLoad(program, written);
    });
  });
}

async function underLoad(program: Program, events: number): Promise<Row[]> {
  const over = new AbortController();
  const answers = { failed: 0, reads: new Durations(), placed: [] as { orderId: string; trackingToken: string }[] };
  const load = [customers(program, over.signal, answers), readers(program, over.signal, answers)];
  const before = await memoryMb(program);
  const begun = performance.now();
  const { items } = await operator<{ items: View[] }>(program, 'GET', '/api/views');
  for (const { name } of items) await operator(program, 'POST', `/api/views/${name}/rebuild`);
  let peak = before;
  let rate = 0;
  let done: View[] = [];
  while (done.length < items.length) {
    await pause(LOOK_EVERY_MS);
    const now = (await operator<{ items: View[] }>(program, 'GET', '/api/views')).items;
    rate = Math.max(rate, ...now.map(({ rebuild }) => rebuild?.eventsPerSecond ?? 0));
    peak = Math.max(peak, await memoryMb(program));
    done = now.filter(({ rebuild, lastRebuild }) => rebuild === null && lastRebuild !== null);
  }
  const seconds = (performance.now() - begun) / 1000;
  over.abort();
  await Promise.all(load);
  const differing = done.reduce((sum, { lastRebuild }) => sum + (lastRebuild?.differing ?? 0), 0);
  const note = `${differing} documents differ, ${answers.failed} of ${answers.reads.count} queries and orders failed, p99 ${answers.reads.percentile(0.99)?.toFixed(0)} ms`;
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
      note: `memory ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`,
    },
  ];
}

type Answers = {
  failed: number;
  readonly reads: Durations;
  readonly placed: { orderId: string; trackingToken: string }[];
};

async function customers({ url }: Program, signal: AbortSignal, answers: Answers): Promise<void> {
  while (!signal.aborted) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(anOrder()) };
    const response = await timed(answers, () => fetch(`${url}/api/orders`, init));
    if (response.ok) answers.placed.push((await response.json()) as Answers['placed'][number]);
    await pause(1000 / ORDERS);
  }
}

async function readers({ url }: Program, signal: AbortSignal, answers: Answers): Promise<void> {
  while (!signal.aborted) {
    const order = answers.placed[Math.floor(answers.placed.length / 2)];
    if (order !== undefined) {
      const headers = { authorization: `Bearer ${order.trackingToken}` };
      await timed(answers, () => fetch(`${url}/api/orders/${order.orderId}`, { headers }));
    }
    await pause(1000 / QUERIES);
  }
}

async function timed(answers: Answers, call: () => Promise<Response>): Promise<Response> {
  const begun = performance.now();
  const response = await call();
  answers.reads.add(performance.now() - begun);
  if (!response.ok) answers.failed++;
  return response;
}

async function operator<T>({ url }: Program, method: string, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (await response.json()) as T;
}

async function memoryMb({ url }: Program): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? Number.NaN) / 2 ** 20;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
