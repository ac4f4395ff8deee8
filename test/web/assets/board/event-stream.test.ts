import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

interface Listener {
  readonly told: (name: string, data: unknown, id: string) => void;
  readonly opened: () => void;
  readonly lost: () => void;
  readonly refused: (status: number) => void;
}
interface Following {
  follow(): Promise<void>;
  tryNow(): void;
  drop(): void;
  end(): void;
}

// A module for browsers, which TypeScript checks in a project of its own.
const path: string = '../../../../web/assets/scripts/board/event-stream.js';
const { EventStream } = (await import(path)) as {
  EventStream: new (url: string, lastId: string, listener: Listener) => Following;
};

const LONGEST_PAUSE_MS = 15_000;
const SILENCE_MS = 40_000;

/** A connection as the test plays its server. */
interface Connection {
  readonly lastId: string | null;
  say(text: string): void;
  cut(): void;
}

const realFetch = globalThis.fetch;
let connections: Connection[];
let answers: Response[];
let heard: unknown[][];
let stream: Following;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
  connections = [];
  answers = [];
  heard = [];
  globalThis.fetch = async (_url, { headers, signal } = {}) => {
    const { readable: body, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const cut = () => void writer.abort(new Error('cut')).catch(() => undefined);
    writer.closed.catch(() => undefined);
    signal?.addEventListener('abort', cut);
    connections.push({
      lastId: new Headers(headers).get('last-event-id'),
      say: (text) => void writer.write(new TextEncoder().encode(text)).catch(() => undefined),
      cut,
    });
    return answers.shift() ?? new Response(body);
  };
  stream = new EventStream('/stream', 'seen-by-the-page', {
    told: (...what) => heard.push(what),
    opened: () => heard.push(['opened']),
    lost: () => heard.push(['lost']),
    refused: (status) => heard.push(['refused', status]),
  });
  void stream.follow();
});
afterEach(async () => {
  stream.end();
  await jest.runAllTimersAsync();
  jest.useRealTimers();
  globalThis.fetch = realFetch;
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const last = () => connections.at(-1) as Connection;

it('tells events, also one that comes in pieces, and no comments', async () => {
  await pass(0);
  last().say('retry: 3000\n\n: heartbeat\n\nevent: board\nid: 1\ndata: {"items":[');
  last().say('1,2]}\n\nevent: delivery\nid: 2\ndata: {"n":2}\n\n');
  await pass(0);
  expect(heard).toEqual([['opened'], ['board', { items: [1, 2] }, '1'], ['delivery', { n: 2 }, '2']]);
});

it('comes back from where it was, whether it was cut or has ended, and begins where the page was', async () => {
  await pass(0);
  expect(last().lastId).toBe('seen-by-the-page');
  last().say('event: delivery\nid: 7\ndata: {}\n\nevent: delivery\nid: 8\ndata: {');
  await pass(0);
  last().cut();
  await pass(500);
  expect(connections.map(({ lastId }) => lastId)).toEqual(['seen-by-the-page', '7']);
  expect(heard.map(([what]) => what)).toEqual(['opened', 'delivery', 'lost', 'opened']);
});

it('takes a silence for the end of the connection', async () => {
  await pass(SILENCE_MS - 1);
  last().say(': heartbeat\n\n');
  await pass(SILENCE_MS - 1);
  expect(connections).toHaveLength(1);
  await pass(1_000);
  expect(connections).toHaveLength(2);
  expect(heard).toEqual([['opened'], ['lost'], ['opened']]);
});

it('waits longer after each failure, at most 15 seconds, and not at all when there is reason to hope', async () => {
  for (let failures = 0; failures < 8; failures++) {
    await pass(failures === 0 ? 0 : LONGEST_PAUSE_MS);
    last().cut();
  }
  await pass(0);
  const before = connections.length;
  await pass(LONGEST_PAUSE_MS / 2 - 100);
  expect(connections).toHaveLength(before);
  stream.tryNow();
  await pass(0);
  expect(connections).toHaveLength(before + 1);
});

it('says why it is refused, and leaves the server alone as long as that wants', async () => {
  answers = [new Response('', { status: 503, headers: { 'retry-after': '5' } })];
  stream.drop();
  await pass(600);
  expect(heard).toContainEqual(['refused', 503]);
  const before = connections.length;
  await pass(4_000);
  expect(connections).toHaveLength(before);
  await pass(1_100);
  expect(connections).toHaveLength(before + 1);
});

it('forgets a place in a log that is not the server’s', async () => {
  answers = [new Response('', { status: 400 })];
  stream.drop();
  await pass(2_000);
  expect(connections.map(({ lastId }) => lastId).slice(-2)).toEqual(['seen-by-the-page', null]);
});
