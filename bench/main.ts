import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { benchAppends } from './appends.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchCopy } from './copy.ts';
import { benchGrowth } from './growth.ts';
import { benchHttp } from './http.ts';
import { benchLogThread } from './log-thread/log-thread.ts';
import { benchOrderCost } from './order-cost.ts';
import { benchPages } from './pages.ts';
import { benchRebuild } from './rebuild.ts';
import { benchReplay } from './replay.ts';
import { type Checkouts, checkoutsOf } from './support/checkouts.ts';
import { embeddedBackend } from './support/embedded.ts';
import { type Histories, histories } from './support/histories.ts';
import type { Backend } from './support/place.ts';
import { type Row, toMarkdown } from './support/report.ts';
import { serverBackend } from './support/servers.ts';
import { endAll } from './support/started.ts';
import { benchWholeOrders } from './whole-orders.ts';

const parts = {
  appends: (backend: Backend, o: Options) => benchAppends(backend, o.seconds),
  http: (backend: Backend, o: Options) => benchHttp(backend, o.seconds, o.checkouts),
  pages: (backend: Backend, o: Options) => benchPages(backend, o.seconds),
  orders: (backend: Backend, o: Options) => benchWholeOrders(backend, o.seconds, o.checkouts),
  cost: (backend: Backend, o: Options) =>
    benchOrderCost(backend, o.store === 'embedded' ? null : embeddedBackend(), o.checkouts),
  replay: (backend: Backend, o: Options) => benchReplay(backend, { ...o, lengths: o.events }),
  growth: (_backend: Backend, o: Options) =>
    o.store === 'embedded' ? benchGrowth(o.events, o.checkouts, o.history) : [],
  rebuild: (backend: Backend, o: Options) => benchRebuild(backend, o.events[0] ?? 0, say),
  // What is no shop's history comes last: the views of the others would have to go through it.
  reading: (backend: Backend) => benchCatchUp(backend),
  copy: (backend: Backend, o: Options) => (o.store === 'embedded' ? [] : benchCopy(embeddedBackend(), backend)),
  thread: (_backend: Backend, o: Options) => benchLogThread(o.seconds / 3),
};
type Part = keyof typeof parts;

interface Given {
  readonly store: 'embedded' | 'eventstoredb';
  readonly seconds: number;
  readonly events: readonly number[];
  readonly against?: string;
  readonly histories?: string;
  readonly only?: Part[];
  readonly json?: string;
  readonly readme?: boolean;
}

interface Options extends Given {
  readonly checkouts: Checkouts;
  readonly history: Histories;
}

class BrokenOff extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('broken off: ending what was started');
    this.exitCode = exitCode;
  }
}

// Where the log's writer lives is decided (ADR 0003); that measurement is made when it is asked for.
const usual = (Object.keys(parts) as Part[]).filter((part) => part !== 'thread');

const program = new Command('npm run bench --')
  .description('Measures the shop, each figure beside its limit in the same run, and prints a Markdown table.')
  .addOption(
    new Option('--store <kind>', 'what to keep everything in')
      .choices(['embedded', 'eventstoredb'])
      .default('embedded'),
  )
  .option('--seconds <n>', 'for how long each figure is measured', Number, 9)
  .option(
    '--against <folder>',
    'another checkout, with its modules installed: its program is measured too, in turns with ours',
  )
  .option(
    '--events <n,n>',
    'lengths of the histories that are replayed',
    (text) => text.split(',').map(Number),
    [1_000_000],
  )
  .option(
    '--histories <folder>',
    'where histories of embedded stores are kept for the next run: ten million events take long to write',
  )
  .addOption(new Option('--only <parts...>', 'measure only these').choices(Object.keys(parts)))
  .option('--json <file>', 'write the rows as JSON too')
  .option('--readme', 'put the table where it is shown: README.md for embedded stores, docs/operations.md for servers');
program.parse();
const given = program.opts<Given>();

let exitCode = 0;
try {
  await Promise.race([measure(), brokenOff()]);
} catch (error) {
  say(error instanceof BrokenOff ? error.message : String((error as Error).stack));
  exitCode = error instanceof BrokenOff ? error.exitCode : 1;
  // What was under way has lost what it works with: that is no news any more.
  process.on('unhandledRejection', () => undefined);
}
await endAll();
process.exit(exitCode);

async function measure(): Promise<void> {
  const options = { ...given, checkouts: checkoutsOf(given.against), history: histories(given.histories, say) };
  const { before } = options.checkouts;
  const backend = options.store === 'embedded' ? embeddedBackend() : await serverBackend();
  const rows: Row[] = [];
  try {
    for (const part of options.only ?? usual) {
      say(`measuring ${part}`);
      rows.push(...(await parts[part](backend, options)));
    }
  } catch (error) {
    // Minutes of measuring are not lost with the part that failed; but half a table is for no page.
    if (rows.length > 0) process.stdout.write(toMarkdown(rows, 'Not all was measured.'));
    throw error;
  }
  const date = new Date().toISOString().slice(0, 10);
  const about = `${backend.about} Made with \`${commandLine()}\`, one run on ${date}, Node ${process.versions.node}, ${availableParallelism()} shared cores${before === null ? '' : `; "before" is ${revisionOf(before)}, in turns`}. Compare ratios, not absolute figures.`;
  const table = toMarkdown(rows, about);
  writeSync(process.stdout.fd, `${table}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ date, rows }, null, 2)}\n`);
  if (given.readme === true) intoPage(table);
}

/** Which version of the program lies in a folder. */
function revisionOf(folder: string): string {
  return execFileSync('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}

/** Rejects when somebody breaks the bench off: what it has started is ended then too. */
function brokenOff(): Promise<never> {
  return new Promise((_, reject) => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const)
      process.on(signal, () => reject(new BrokenOff(code)));
  });
}

/** How this bench was called; where things lie on the machine is nobody else's business. */
function commandLine(): string {
  const told = process.argv.slice(2).map((argument) => (argument.includes('/') ? '…' : argument));
  return ['npm run bench --', ...told].join(' ');
}

function say(text: string): void {
  process.stderr.write(`… ${text}\n`);
}

function intoPage(markdown: string): void {
  const page = given.store === 'embedded' ? 'README.md' : 'docs/operations.md';
  const path = join(import.meta.dirname, '..', page);
  const [begin, end] = ['<!-- bench:begin -->', '<!-- bench:end -->'];
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${page} has no place for the table`);
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n${markdown}${text.slice(to)}`);
}
