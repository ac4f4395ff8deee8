import { join } from 'node:path';
import { Command } from 'commander';
import { keyringSecretsOf } from '../compose/secrets.ts';
import { type Restored, restore } from '../platform/backup/restore.ts';
import { systemClock } from '../platform/runtime/system.ts';
import { ERASURES_FILE, linesOf, mergeErasures } from '../processes/erasure/erasure-list.ts';
import { createProgress } from './progress.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

const program = new Command('npm run restore --')
  .description('Puts a backup into an empty data folder, after checking all of it.')
  .requiredOption('--from <folder>', 'a folder that "npm run backup" made')
  .requiredOption('--to <folder>', 'the data folder that it becomes: empty, or not there yet')
  .option(
    '--erasures <file>',
    'who was erased since then: erasures.jsonl of the folder that was, or a copy of it',
    process.env.KKOTGIL_ERASURES_FILE || undefined,
  )
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText(
    'after',
    `
Then start the shop on that folder (KKOTGIL_DATA_DIR) with the KKOTGIL_SECRET that it had. It makes the views anew from the
log, and erases again whom the list of erasures names. When KKOTGIL_SECRET is set here, it is tried before whether it opens every key.
Ends with 0 when the backup was restored, 1 when it was not, and then nothing was put in place; 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
interface Options {
  readonly from: string;
  readonly to: string;
  readonly erasures?: string;
  readonly json?: boolean;
}
const { from, to, erasures, json = false } = program.opts<Options>();

await runTool(async () => {
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events checked', json });
  const list = erasures === undefined ? null : mergeErasures(join(from, ERASURES_FILE), erasures);
  const restored = await restore({
    from,
    to,
    secret: process.env.KKOTGIL_SECRET || undefined,
    secretsOf: keyringSecretsOf,
    now: systemClock.now(),
    checked: progress.at,
    ...(list !== null && { beside: new Map([[ERASURES_FILE, linesOf(list)]]) }),
  });
  progress.end();
  const { manifest, keysOpened } = restored;
  const since = list?.filter(({ at }) => at > manifest.madeAt).length ?? null;
  const result = { ...manifest, keysOpened, erasuresSince: since };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : inWords(restored, since));
});

/** @param since how many erasures the list tells of that the backup does not know; null without a list. */
function inWords({ manifest: { head, madeAt, secret }, keysOpened }: Restored, since: number | null): string {
  const lines = [
    `Restored to ${to}: ${head.events} events, as they were at ${madeAt}. Start the shop with KKOTGIL_DATA_DIR=${to}.`,
  ];
  if (secret === 'apart') lines.push('Give it the KKOTGIL_SECRET that it had then, which is not in the backup.');
  if (!keysOpened) lines.push('Whether that opens the keys was not tried, because it is not set here.');
  lines.push(
    since === null
      ? `People who were erased since then are in it again. Give their list with --erasures (${ERASURES_FILE} of the folder that was, or KKOTGIL_ERASURES_FILE), or erase them once more.`
      : since === 0
        ? 'Nobody was erased since then.'
        : `Erased since then: ${since}. That is done again when the shop starts, before anybody reads.`,
  );
  return `${lines.join('\n')}\n`;
}
