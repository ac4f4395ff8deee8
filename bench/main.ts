import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { benchAppends } from './appends.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchHttp } from './http.ts';
import { benchLogThread } from './log-thread/log-thread.ts';
import { benchOrderCost } from './order-cost.ts';
import { benchPages } from './pages.ts';
import { benchRebuild } from './rebuild.ts';
import { benchReplay } from './replay.ts';
import { embeddedBackend } from './support/embedded.ts';
import type { Backend } from './support/place.ts';
import { type Row, toMarkdown } from './support/report.ts';
import { serverBackend } from './support/servers.ts';
import { benchWholeOrders } from './whole-orders.ts';

const parts = {
  appends: (backend: Backend, o: Options) => benchAppends(backend, o.seconds),
  reading: (backend: Backend) => benchCatchUp(backend),
  http: (backend: Backend, o: Options) => benchHttp(backend, o.seconds),
  pages: (backend: Backend, o: Options) => benchPages(backend, o.seconds),
  orders: (backend: Backend, o: Options) => benchWholeOrders(backend, o.seconds),
  cost: (backend: Backend, o: Options) => benchOrderCost(backend, o.store === 'embedded' ? null : embeddedBackend()),
  replay: (backend: Backend, o: Options) => benchReplay(backend, o.events, say),
  rebuild: (backend: Backend, o: Options) => benchRebuild(backend, o.events, say),
  thread: (_backend: Backend, o: Options) => benchLogThread(o.seconds / 3),
};
type Part = keyof typeof parts;

interface Options {
  readonly store: 'embedded' | 'eventstoredb';
  readonly seconds: number;
  readonly events: number;
  readonly only?: Part[];
  readonly json?: string;
  readonly readme?: boolean;
}

const program = new Command('npm run bench --')
  .description('Measures the shop, each figure beside its limit in the same run, and prints a Markdown table.')
  .addOption(
    new Option('--store <kind>', 'what to keep everything in')
      .choices(['embedded', 'eventstoredb'])
      .default('embedded'),
  )
  .option('--seconds <n>', 'for how long each figure is measured', Number, 9)
  .option('--events <n>', 'length of the history that is replayed', Number, 1_000_000)
  .addOption(new Option('--only <parts...>', 'measure only these').choices(Object.keys(parts)))
  .option('--json <file>', 'write the rows as JSON too')
  .option('--readme', 'put the table into README.md');
program.parse();
const options = program.opts<Options>();

const backend = options.store === 'embedded' ? embeddedBackend() : await serverBackend();
const rows: Row[] = [];
// Where the log's writer lives is decided (ADR 0003); that measurement is made when it is asked for.
const usual = (Object.keys(parts) as Part[]).filter((part) => part !== 'thread');
for (const part of options.only ?? usual) {
  say(`measuring ${part}`);
  rows.push(...(await parts[part](backend, options)));
}
await backend.close();
const date = new Date().toISOString().slice(0, 10);
const about = `${backend.about} One run on ${date}, Node ${process.versions.node}, ${availableParallelism()} shared cores. Compare ratios, not absolute figures.`;
const table = toMarkdown(rows, about);
process.stdout.write(`${table}\n`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ date, rows }, null, 2)}\n`);
if (options.readme === true) intoReadme(table);

function say(text: string): void {
  process.stderr.write(`… ${text}\n`);
}

function intoReadme(markdown: string): void {
  const path = join(import.meta.dirname, '../README.md');
  const [begin, end] = ['<!-- bench:begin -->', '<!-- bench:end -->'];
  const readme = readFileSync(path, 'utf8');
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has no place for the table');
  writeFileSync(path, `${readme.slice(0, from + begin.length)}\n${markdown}${readme.slice(to)}`);
}
