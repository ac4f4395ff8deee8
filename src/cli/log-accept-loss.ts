import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { lockFolder } from '../platform/eventstore/embedded/folder-lock.ts';
import { ACCEPTED_LOSSES, acceptLosses } from '../platform/folder/accept-losses.ts';
import { examineFolder } from '../platform/folder/examine.ts';
import { type Loss, lossesOf } from '../platform/folder/losses.ts';
import { type LostOrder, ordersAfter, ordersWithoutKey } from '../platform/folder/lost-orders.ts';
import { lossInWords } from '../platform/folder/words.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { systemClock } from '../platform/runtime/system.ts';
import { createProgress } from './progress.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

const program = new Command('npm run log:accept-loss --')
  .description('Names what a data folder has lost for good, order by order, and lets the shop start without it.')
  .option('--data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .option('--yes', 'goes on without asking')
  .option('--json', 'NDJSON: progress, then what is lost')
  .addHelpText(
    'after',
    `
The last resort, when a backup can't bring back what is missing: first try "npm run restore". The shop must be stopped.
Nothing is changed before you agree. Then what is lost is written down in ${ACCEPTED_LOSSES} in the data folder; files that
are of no use any more are set aside under another name, never deleted; views and process state are made anew from what is
left; and people whose keys are lost read as erased. When events are lost, let the shop compare its books with the payment
provider afterwards (POST /api/reconciliation): money of lost orders has to go back. If KKOTGIL_HEAD_FILE is set, move that
file away.
Ends with 0 when nothing is lost, or the loss was accepted; 1 when it was not; 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const { dataDir, yes = false, json = false } = program.opts<{ dataDir: string; yes?: boolean; json?: boolean }>();

await runTool(async () => {
  const release = lockFolder(dataDir);
  try {
    const losses = examineFolder(dataDir, lossesOf);
    if (losses.length === 0) {
      process.stdout.write(
        json ? '{"losses":[]}\n' : `Nothing is missing from ${dataDir}: the shop can start on it.\n`,
      );
      return;
    }
    const { orders, keyIds } = concerned(losses);
    process.stdout.write(json ? `${JSON.stringify({ losses, orders, keyIds })}\n` : inWords(losses, orders, keyIds));
    if (!yes && !(await agrees())) throw new StartFault('Nothing was changed.');
    const aside = acceptLosses({ dataDir, losses, orders, keyIds, at: systemClock.now() });
    if (!json) process.stdout.write(doneInWords(aside));
  } finally {
    release();
  }
});

/** Whom the losses concern. */
function concerned(losses: readonly Loss[]): { orders: readonly LostOrder[]; keyIds: readonly string[] } {
  const orders: LostOrder[] = [];
  const keyIds: string[] = [];
  for (const loss of losses) {
    if (loss.what === 'log-lost') orders.push(...ordersAfter(dataDir, 0));
    if (loss.what === 'log-behind') orders.push(...ordersAfter(dataDir, loss.events));
    if (loss.what === 'keys-lost' || loss.what === 'keys-behind') {
      const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events looked at', json });
      const without = ordersWithoutKey(dataDir, loss.what === 'keys-lost' ? 'all' : 'unknown', progress.at);
      progress.end();
      orders.push(...without.orders);
      keyIds.push(...without.keyIds);
    }
  }
  return { orders, keyIds };
}

function inWords(losses: readonly Loss[], orders: readonly LostOrder[], keyIds: readonly string[]): string {
  const lines = ['What is lost:', ...losses.map((loss) => `  ${lossInWords(loss)}`)];
  if (keyIds.length > 0) lines.push(`  ${keyIds.length} people can't be read any more, and will read as erased.`);
  lines.push(orders.length === 0 ? 'No order is known to be concerned.' : `It concerns ${orders.length} orders:`);
  for (const order of orders) lines.push(`  ${orderInWords(order)}`);
  return `${lines.join('\n')}\n`;
}

function orderInWords({ orderId, status, event }: LostOrder): string {
  const known = status === null ? '' : `, last known as ${status}`;
  return event === null ? `${orderId}${known}` : `${orderId}${known}, seen up to event ${event}`;
}

async function agrees(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('Go on without it? Type "lost" to agree: ')).trim() === 'lost';
  } finally {
    terminal.close();
  }
}

function doneInWords(aside: readonly string[]): string {
  const lines = [`Written down in ${ACCEPTED_LOSSES}.`];
  if (aside.length > 0) lines.push(`Set aside: ${aside.join(', ')}.`);
  return `${lines.join(' ')} The shop can start now; views and process state are made anew.\n`;
}
