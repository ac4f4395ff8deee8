import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type App, FLORIST_TOKEN, OPERATOR_TOKEN } from '../e2e/support/app.ts';
import { TABLET } from '../e2e/support/board.ts';
import { AT_REST, Visitor } from '../e2e/support/browser.ts';
import { anOrder, eventually } from '../e2e/support/client.ts';
import { leftOf } from '../e2e/support/garbage.ts';
import { staffComes } from '../e2e/support/staff.ts';
import { describeInBrowser, type Stage } from '../e2e/support/stage.ts';

/** For how long everybody looks; two minutes with `npm run soak`. */
const SECONDS = Number(process.env.KKOTGIL_TEST_SOAK_S ?? 20);
const CUSTOMERS = 10;
/** Every so often the next window loses its connection, for so long. In milliseconds. */
const DROP_EVERY_MS = 1_500;
const GONE_FOR_MS = 1_000;
const SAMPLE_EVERY_MS = 500;
/** What the florist does next. */
const STEPS = { Requested: 'accept', Accepted: 'start', Started: 'complete' } as const;
/** For so long a new server and its pages compile, fill their caches and let their heaps grow: what they take more says nothing. */
const WARM_UP_S = 40;
/** The middle and the last third of a run are compared, neither of which may be the warm-up. */
const IS_MEMORY_JUDGED = SECONDS >= 3 * WARM_UP_S;
const UNJUDGED = `memory is told, not judged: that takes ${3 * WARM_UP_S} s, as with npm run soak`;
/** By how much the server may lie above the middle of the run at its end: what grows without end does so by a third or more. */
const SERVER_MAY_GROW = 0.2;
/** By how much a page may lie above what it took when it was new; it compiles what it needs later. */
const PAGE_MAY_GROW = 0.4;
/** How much more than when it was new a page may hold: what it shows differs, and grows by thousands of cards when none is let go of. */
const NODES_MAY_GROW = 4;
const PATIENCE_MS = 60_000;

/** The demo that runs; it ends with the test, however that ends. */
let demo: ReturnType<typeof startDemo> | undefined;
afterEach(() => void demo?.stop());

describeInBrowser('two florists and ten customers on live pages, under the load of the demo', (stage) => {
  it(
    `miss nothing when connections come back, and take no more and more memory: ${SECONDS} s${IS_MEMORY_JUDGED ? '' : ` (${UNJUDGED})`}`,
    async () => {
      const { world } = stage;
      const florists = [await florist(stage, 'ko-KR'), await florist(stage, 'en-GB')];
      const customers = await Promise.all(
        Array.from({ length: CUSTOMERS }, () => Visitor.comes(stage.browser, world.app.url, AT_REST)),
      );
      const everybody = [...florists, ...customers];
      const first: string[] = [];
      for (const [n, { page }] of customers.entries()) first.push(await newOrder(stage, page, `${n}-first`));
      await untilBoardsShow(florists, first);
      const before = { boards: await taken(florists), 'order pages': await taken(customers) };

      const until = performance.now() + SECONDS * 1_000;
      const isOver = () => performance.now() > until;
      const load = startDemo(world.app);
      demo = load;
      const server: number[] = [];
      const following = Promise.all(customers.map((customer, n) => followOrders(stage, customer, n, isOver)));
      const [followed, drops] = await Promise.all([
        following,
        dropConnections(everybody, isOver),
        (async () => {
          for (; !isOver(); await sleep(SAMPLE_EVERY_MS)) server.push(residentMegabytes(world.app));
        })(),
        load.ended.then(() => bringTheRest(stage, following)),
      ]);

      // Nobody plays the florist any more: what comes in now, as much as in the beginning, is all that the boards show.
      const last = await Promise.all(customers.map(({ page }, n) => newOrder(stage, page, `${n}-last`)));
      await untilBoardsShow(florists, last);
      const after = { boards: await taken(florists), 'order pages': await taken(customers) };

      const orders = followed.reduce((sum, count) => sum + count, 0);
      const third = Math.floor(server.length / 3);
      const [middle, end] = [median(server.slice(third, 2 * third)), median(server.slice(-third))];
      const lines = [
        `${SECONDS} s: ${load.placed()} orders of the demo, ${orders} followed by ${CUSTOMERS} customers, ${drops} dropped connections`,
        `server, MB, by thirds: ${[median(server.slice(0, third)), middle, end].map(Math.round).join(', ')}`,
        ...(['boards', 'order pages'] as const).map(
          (name) => `${name}, before and after: ${[before[name], after[name]].map(inWords).join('; ')}`,
        ),
        ...(IS_MEMORY_JUDGED ? [] : [UNJUDGED.toUpperCase()]),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);

      expect(orders).toBeGreaterThanOrEqual(CUSTOMERS);
      expect(drops).toBeGreaterThanOrEqual(SECONDS / 5);
      for (const { complaints } of everybody) expect(complaints).toEqual([]);
      for (const name of ['boards', 'order pages'] as const) {
        // Pages that nobody sees any more are no matter of warmth.
        expect(after[name].documents).toBeLessThan(before[name].documents + 2 * everybody.length);
        expect(after[name].nodes).toBeLessThan(NODES_MAY_GROW * before[name].nodes);
        if (IS_MEMORY_JUDGED) expect(after[name].bytes / before[name].bytes).toBeLessThan(1 + PAGE_MAY_GROW);
      }
      if (IS_MEMORY_JUDGED) expect(end / middle).toBeLessThan(1 + SERVER_MAY_GROW);
      for (const visitor of everybody) await visitor.leaves();
    },
    (SECONDS + 400) * 1_000,
  );
});

async function florist({ browser, world }: Stage, locale: string): Promise<Visitor> {
  const visitor = await staffComes(browser, world.app, 'florist', { viewport: TABLET, locale });
  await visitor.page.goto('/shop');
  await visitor.page.locator('[data-state="live"]').waitFor();
  return visitor;
}

/** Orders, and opens the order's page; answers with the order. */
async function newOrder({ world }: Stage, page: Page, name: string): Promise<string> {
  const { body } = await world.client.place(anOrder(), `soak-${name}`);
  const { trackingToken, orderId } = body;
  await eventually(
    'the page opens',
    async () => {
      try {
        // Just ordered, it may first say that it looks for the order, and come again by itself.
        await page.goto(`/o/${trackingToken}`, { waitUntil: 'commit' });
        await page.locator(`[data-order="${orderId}"]`).waitFor({ timeout: PATIENCE_MS / 2 });
        return { done: true };
      } catch (error) {
        const shown = await page
          .locator('body')
          .innerText({ timeout: 1_000 })
          .catch(() => 'nothing');
        return { not: `${(error as Error).message}\nIt shows: ${shown}` };
      }
    },
    PATIENCE_MS,
  );
  return orderId;
}

/** Waits until the page shows the order's end without touching it, and orders again. Answers with how many orders that were. */
async function followOrders(stage: Stage, { page }: Visitor, n: number, isOver: () => boolean): Promise<number> {
  for (let orders = 1; ; orders++) {
    await page.locator('[data-status="Delivered"]').waitFor({ timeout: PATIENCE_MS });
    if (isOver()) return orders;
    await newOrder(stage, page, `${n}-${orders}`);
  }
}

/** The demo goes home when as many orders have ended as it has placed, whosever they are: what is left then is brought to its end here. */
async function bringTheRest({ world: { client } }: Stage, customers: Promise<unknown>): Promise<void> {
  let isAwaited = true;
  const stopWaiting = () => {
    isAwaited = false;
  };
  void customers.then(stopWaiting, stopWaiting);
  await eventually(
    'nothing is left to bring',
    async () => {
      let open = 0;
      for (const [status, step] of Object.entries(STEPS)) {
        const { body } = await client.get(`/api/deliveries?status=${status}&limit=100`, FLORIST_TOKEN);
        for (const { orderId } of body.items) await client.deliver(orderId, step);
        open += body.items.length;
      }
      // What is not paid yet is on nobody's board.
      const { items } = (await client.get('/api/processes', OPERATOR_TOKEN)).body;
      const waits = items.flatMap((each: { waits: unknown[] }) => each.waits);
      const isLeft = isAwaited || open > 0 || waits.length > 0;
      return isLeft ? { not: `${open} deliveries are open, ${JSON.stringify(waits)}` } : { done: null };
    },
    2 * PATIENCE_MS,
  );
}

/** One window after the other is without a connection for a moment. */
async function dropConnections(visitors: readonly Visitor[], isOver: () => boolean): Promise<number> {
  let drops = 0;
  while (!isOver()) {
    const { context } = visitors[drops % visitors.length] as Visitor;
    await context.setOffline(true);
    await sleep(GONE_FOR_MS);
    await context.setOffline(false);
    drops++;
    await sleep(DROP_EVERY_MS - GONE_FOR_MS);
  }
  return drops;
}

/** The load: `npm run demo`, which places orders and plays the florist. */
function startDemo({ url }: App) {
  const args = ['src/cli/demo.ts', '--url', url, '--florist-token', FLORIST_TOKEN, '--seconds', String(SECONDS)];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += String(chunk);
  });
  return {
    ended: once(child, 'exit'),
    stop: () => child.kill(),
    placed: () => /.*placed (\d+)/s.exec(printed)?.[1] ?? '0',
  };
}

/** Waits until the boards show these orders as new ones, and nothing else. */
async function untilBoardsShow(florists: readonly Visitor[], orderIds: readonly string[]): Promise<void> {
  const expected = orderIds.map((orderId) => `${orderId} Requested`).sort();
  for (const { page } of florists) {
    await eventually(
      'the board shows what there is',
      async () => {
        const shown = await page
          .locator('[data-card]')
          .evaluateAll((cards) =>
            (cards as unknown as { dataset: Record<string, string> }[]).map(
              ({ dataset }) => `${dataset.card} ${dataset.status}`,
            ),
          );
        return String(shown.sort()) === String(expected) ? { done: true } : { not: `it shows ${shown}` };
      },
      PATIENCE_MS,
    );
  }
}

interface Taken {
  readonly bytes: number;
  readonly documents: number;
  readonly nodes: number;
}

/** What pages hold once their garbage is gone. */
async function taken(visitors: readonly Visitor[]): Promise<Taken> {
  const sum = { bytes: 0, documents: 0, nodes: 0 };
  for (const { context, page } of visitors) {
    const session = await context.newCDPSession(page);
    const { documents, nodes } = await leftOf(session);
    sum.bytes += (await session.send('Runtime.getHeapUsage')).usedSize;
    sum.documents += documents;
    sum.nodes += nodes;
    await session.detach();
  }
  return sum;
}

function inWords({ bytes, documents, nodes }: Taken): string {
  return `${Math.round(bytes / 1e3)} kB, ${documents} documents, ${nodes} nodes`;
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

function residentMegabytes({ process: { pid } }: App): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
