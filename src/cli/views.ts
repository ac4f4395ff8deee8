import { Command, Option } from 'commander';
import { StartFault } from '../platform/runtime/start-fault.ts';
import type { ViewStatus } from '../platform/views/view-operations.ts';
import { OperatorClient, type OperatorOptions } from './operator-client.ts';
import { follow } from './views/follow.ts';
import { inWords, tableOf } from './views/words.ts';

const DONE = 0;
const DIFFERENT = 1;
const UNUSABLE = 2;

type Options = OperatorOptions & { readonly json?: boolean; readonly text?: boolean };

const program = new Command('npm run views --')
  .description('Shows the views of a running shop, builds them anew, verifies them, and switches between versions.')
  .option('--url <url>', 'where the shop takes requests', `http://127.0.0.1:${process.env.PORT ?? 3000}`)
  .option(
    '--data-dir <dir>',
    "the shop's data folder, for the operator's token",
    process.env.KKOTGIL_DATA_DIR ?? './data',
  )
  .addOption(
    new Option('--token <token>', "the operator's token, instead of the one in the data folder").env(
      'KKOTGIL_OPERATOR_TOKEN',
    ),
  )
  .option('--json', 'NDJSON: progress, then the result; what rebuild and verify say when they are piped')
  .option('--text', 'text for people, also when piped')
  .addHelpText(
    'after',
    '\nEnds with 0 when all went well, 1 when a view differs from history, 2 when the shop can’t be used.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : UNUSABLE));

program
  .command('list', { isDefault: true })
  .description('how each view stands')
  .action(() =>
    run(async (shop, { json }) => {
      const { items } = await shop.ask<{ items: ViewStatus[] }>('GET', '/api/views');
      process.stdout.write(json ? `${JSON.stringify(items)}\n` : tableOf(items));
      return DONE;
    }),
  );

for (const [action, description] of [
  ['rebuild', 'builds a new version beside the live one and switches to it; reads go on meanwhile'],
  ['verify', 'compares every document of the live version with a rebuild'],
] as const) {
  program
    .command(`${action} <view|all>`)
    .description(description)
    .action((which: string) =>
      run(async (shop, { text = process.stdout.isTTY === true, json = !text }) => {
        const { items } = await shop.ask<{ items: ViewStatus[] }>('GET', '/api/views');
        const names = which === 'all' ? items.map(({ name }) => name) : [which];
        const before = new Map(items.map((view) => [view.name, view]));
        // All are asked for first: the shop then reads history once for all of them.
        for (const name of names) await shop.ask('POST', `/api/views/${encodeURIComponent(name)}/${action}`);
        const ended = await follow(shop, action, before, names, json);
        for (const view of ended)
          process.stdout.write(json ? `${JSON.stringify(view)}\n` : `${inWords(view, action)}\n`);
        const isWrong = ended.some(({ lastVerify, lastRebuild }) => {
          const report = action === 'verify' ? lastVerify : lastRebuild;
          return report?.fault !== null || (action === 'verify' && report.differing > 0);
        });
        return isWrong ? DIFFERENT : DONE;
      }),
    );
}

for (const [action, method, path, description] of [
  ['switch', 'POST', '/switch', 'answers queries from another version that is kept'],
  ['drop', 'DELETE', '', 'throws a version away that is not live, or stops building it'],
] as const) {
  program
    .command(`${action} <view> <version>`)
    .description(description)
    .action((name: string, version: string) =>
      run(async (shop, { json }) => {
        const place = `/api/views/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}${path}`;
        const view = await shop.ask<ViewStatus>(method, place);
        process.stdout.write(json ? `${JSON.stringify(view)}\n` : tableOf([view]));
        return DONE;
      }),
    );
}

await program.parseAsync();

async function run(work: (shop: OperatorClient, options: Options) => Promise<number>): Promise<void> {
  const options = program.opts<Options>();
  try {
    process.exitCode = await work(new OperatorClient(options), options);
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = UNUSABLE;
  }
}
