import { Command } from 'commander';
import { type Restored, restore } from '../platform/backup/restore.ts';
import { systemClock } from '../platform/runtime/system.ts';
import { createProgress } from './progress.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

const program = new Command('npm run restore --')
  .description('Puts a backup into an empty data folder, after checking all of it.')
  .requiredOption('--from <folder>', 'a folder that "npm run backup" made')
  .requiredOption('--to <folder>', 'the data folder that it becomes: empty, or not there yet')
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText(
    'after',
    `
Then start the shop on that folder (KKOTGIL_DATA_DIR) with the KKOTGIL_SECRET that it had. It makes the views anew from the
log. When KKOTGIL_SECRET is set here, it is tried before whether it opens every key.
Ends with 0 when the backup was restored, 1 when it was not, and then nothing was put in place; 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const { from, to, json = false } = program.opts<{ from: string; to: string; json?: boolean }>();

await runTool(async () => {
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events checked', json });
  const restored = await restore({
    from,
    to,
    secret: process.env.KKOTGIL_SECRET || undefined,
    now: systemClock.now(),
    checked: progress.at,
  });
  progress.end();
  process.stdout.write(
    json ? `${JSON.stringify({ ...restored.manifest, keysOpened: restored.keysOpened })}\n` : inWords(restored),
  );
});

function inWords({ manifest: { head, madeAt, secret }, keysOpened }: Restored): string {
  const lines = [
    `Restored to ${to}: ${head.events} events, as they were at ${madeAt}. Start the shop with KKOTGIL_DATA_DIR=${to}.`,
  ];
  if (secret === 'apart') lines.push('Give it the KKOTGIL_SECRET that it had then, which is not in the backup.');
  if (!keysOpened) lines.push('Whether that opens the keys was not tried, because it is not set here.');
  lines.push('People who were erased since then are in it again: erase them once more.');
  return `${lines.join('\n')}\n`;
}
