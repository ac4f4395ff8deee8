import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { systemTimer } from '../platform/runtime/system.ts';
import { type CustomersTally, runCustomers } from './demo/customers.ts';
import { type FloristTally, runFlorist } from './demo/florist.ts';
import { Durations } from './demo/percentiles.ts';
import { createScreen, type Row } from './demo/screen.ts';
import { ShopClient } from './demo/shop-client.ts';

interface Options {
  readonly url: string;
  readonly rate: number;
  readonly seconds: number;
  readonly cancel: number;
  readonly dataDir: string;
  readonly floristToken?: string;
}

const program = new Command('npm run demo --')
  .description('Places orders with the running shop and plays the florist, while a table shows what happens.')
  .option('--url <url>', 'where the shop takes requests', `http://127.0.0.1:${process.env.PORT ?? 3000}`)
  .option('--rate <n>', 'orders a second', positive, 3)
  .option('--seconds <n>', 'for how long orders are placed', positive, 30)
  .option('--cancel <share>', 'share of the orders that are cancelled, 0 to 1', share, 0.1)
  .option(
    '--data-dir <dir>',
    "the shop's data folder, for the florist's token",
    process.env.KKOTGIL_DATA_DIR ?? './data',
  )
  .option('--florist-token <token>', 'instead of the token in the data folder');
program.parse();
const options = program.opts<Options>();

/** After the last order everything is waited for, but not for ever. */
const PATIENCE_MS = 30_000;
const DRAW_EVERY_MS = 200;

const shop = new ShopClient(options.url.replace(/\/+$/, ''), floristToken(options));
const customers: CustomersTally = {
  placed: 0,
  refused: 0,
  cancels: 0,
  answer: new Durations(),
  placedAt: new Map(),
  trouble: null,
};
const florist: FloristTally = { delivered: 0, onBoard: new Durations(), trouble: null };
const closing = new AbortController();
const stop = new AbortController();
process.once('SIGINT', () => closing.abort());

try {
  await run();
} catch (error) {
  program.error(`The shop at ${options.url} can't be used: ${reasonOf(error)}\nStart it with "npm start" first.`);
}

async function run(): Promise<void> {
  const before = await shop.eventCounts();
  const screen = createScreen(process.stdout);
  const begun = systemTimer.elapsed();
  let counts = before;
  const since = (type: string) => (counts.get(type) ?? 0) - (before.get(type) ?? 0);
  const draw = async () => {
    counts = await shop.eventCounts().catch(() => counts);
    const seconds = ((systemTimer.elapsed() - begun) / 1000).toFixed(0);
    screen.show(`Kkotgil demo, ${seconds} s of ${options.seconds} s at ${options.rate} orders/s`, rows(since));
  };
  const drawn = new AbortController();
  const drawing = (async () => {
    while (!drawn.signal.aborted) {
      await draw();
      await systemTimer.sleep(DRAW_EVERY_MS, drawn.signal);
    }
  })();
  const playing = runFlorist(shop, florist, customers.placedAt, stop.signal);
  await runCustomers(shop, customers, {
    rate: options.rate,
    seconds: options.seconds,
    cancelShare: options.cancel,
    signal: closing.signal,
  });
  await untilQuiet(since);
  stop.abort();
  await playing;
  drawn.abort();
  await drawing;
  await draw();
  screen.end();
  process.exitCode = customers.placed === 0 ? 1 : 0;
}

/** Waits until every order has come to its end. */
async function untilQuiet(since: (type: string) => number): Promise<void> {
  const deadline = systemTimer.elapsed() + PATIENCE_MS;
  const ended = () => since('OrderCompleted') + since('OrderCancelled') + since('OrderPaymentFailed');
  while (ended() < customers.placed && systemTimer.elapsed() < deadline && !closing.signal.aborted) {
    await systemTimer.sleep(DRAW_EVERY_MS);
  }
}

function rows(since: (type: string) => number): Row[] {
  const trouble = customers.trouble ?? florist.trouble;
  return [
    ['placed', `${customers.placed}${customers.refused > 0 ? ` (${customers.refused} refused)` : ''}`],
    ['paid', String(since('OrderPaid'))],
    ['delivered', String(since('OrderCompleted'))],
    ['cancelled', String(since('OrderCancelled'))],
    ['refunded', String(since('RefundApproved'))],
    ['SMS', String(since('SmsSent'))],
    ['order answered p50/p99', quantiles(customers.answer)],
    ['order on the board p50/p99', quantiles(florist.onBoard)],
    ...(trouble === null ? [] : [['trouble', trouble] as const]),
  ];
}

function quantiles(durations: Durations): string {
  const [p50, p99] = [durations.percentile(0.5), durations.percentile(0.99)];
  return p50 === null || p99 === null ? '–' : `${p50.toFixed(0)} / ${p99.toFixed(0)} ms`;
}

/** The florist's token: said, set, or the one that development has made. */
function floristToken({ floristToken: said, dataDir }: Options): string {
  const known = said ?? process.env.KKOTGIL_FLORIST_TOKEN;
  if (known !== undefined) return known;
  try {
    return (JSON.parse(readFileSync(join(dataDir, 'dev-credentials.json'), 'utf8')) as { floristToken: string })
      .floristToken;
  } catch {
    return program.error(
      `No florist's token: ${dataDir} holds none. Start the shop first, or give --florist-token or KKOTGIL_FLORIST_TOKEN.`,
    );
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It has to be a number above 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It has to be a number from 0 to 1.');
  return value;
}
