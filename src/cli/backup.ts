import { Command } from 'commander';
import { clearSessions } from '../accounts/embedded/clear-sessions.ts';
import { keyringSecretsOf } from '../compose/secrets.ts';
import { type Backup, backUp } from '../platform/backup/back-up.ts';
import { systemClock } from '../platform/runtime/system.ts';
import { createProgress } from './progress.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

const program = new Command('npm run backup --')
  .description(
    'Copies the event log, the keys and the accounts of a data folder together, and checks the copy. The shop may run meanwhile.',
  )
  .requiredOption('--to <folder>', 'the folder that becomes the backup: new, or empty')
  .option('--data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText(
    'after',
    `
In the backup: log.db, keys.db, accounts.db, manifest.json, and dev-credentials.json where the shop has made one.
Not in it: views and operational state, which are made anew from the log; who is signed in; and the secret where
KKOTGIL_SECRET gives it.
Keep the secret apart from the backups: without it, no name, phone or address in them can be read. When KKOTGIL_SECRET
is set here as it is for the shop, it is also tried whether it opens every key.
Ends with 0 when the backup was made and is sound, 1 when it was not made, 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const { to, dataDir, json = false } = program.opts<{ to: string; dataDir: string; json?: boolean }>();

await runTool(async () => {
  const output = json ? process.stdout : process.stderr;
  const [copying, checking] = [
    createProgress(output, { unit: 'pages copied', json }),
    createProgress(output, { unit: 'events checked', json }),
  ];
  const backup = await backUp({
    dataDir,
    to,
    secret: process.env.KKOTGIL_SECRET || undefined,
    secretsOf: keyringSecretsOf,
    now: systemClock.now(),
    cleanAccounts: clearSessions,
    copied: (done, total) => {
      copying.at(done, total);
      if (done === total) copying.end();
    },
    checked: checking.at,
  });
  checking.end();
  process.stdout.write(
    json ? `${JSON.stringify({ ...backup.manifest, keysOpened: backup.keysOpened })}\n` : inWords(backup),
  );
});

function inWords({ manifest: { head, secret, files }, keysOpened }: Backup): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const lines = [
    `Backed up to ${to}: ${head.events} events, ${Math.ceil(bytes / 1024)} KiB, head of the chain ${head.hash}.`,
    secret === 'in-backup'
      ? 'The secret that development made is in it (dev-credentials.json): whoever has this backup can read all of it.'
      : 'KKOTGIL_SECRET is not in it. Keep it apart: without it, no name, phone or address in the backup can be read.',
  ];
  if (!keysOpened) lines.push('Whether it opens the keys was not tried, because it is not set here.');
  return `${lines.join('\n')}\n`;
}
