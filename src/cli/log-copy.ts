import { join } from 'node:path';
import { Command, Option } from 'commander';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { ERASURES_FILE } from '../processes/erasure/erasure-list.ts';
import { compareLogs } from './log-copy/compare.ts';
import { copySide } from './log-copy/copy.ts';
import { copyErasures, type ErasurePlaces } from './log-copy/copy-erasures.ts';
import { KINDS, type Kind, openSide, type Places } from './log-copy/side.ts';
import { createProgress } from './progress.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

type Options = Places & ErasurePlaces & { readonly from: Kind; readonly to: Kind; readonly json?: boolean };

const { env } = process;
const program = new Command('npm run log:copy --')
  .description(
    'Moves a whole log with its keys from one kind of store to the other, and compares every event afterwards.',
  )
  .addOption(new Option('--from <kind>', 'where the log is').choices(KINDS).makeOptionMandatory())
  .addOption(
    new Option('--to <kind>', 'where it is to go: empty, or what an earlier call has begun')
      .choices(KINDS)
      .makeOptionMandatory(),
  )
  .option('--data-dir <dir>', 'data folder of the embedded side', env.KKOTGIL_DATA_DIR ?? './data')
  .option('--eventstoredb-url <url>', 'log of the other side', env.EVENTSTOREDB_URL)
  .option('--mongodb-url <url>', 'keys of the other side', env.MONGODB_URL)
  .option('--mongodb-database <name>', 'its database', env.MONGODB_DATABASE ?? 'kkotgil')
  .option(
    '--erasures <file>',
    'the list of who was erased, where it is not in the data folder; servers have none without it',
    env.KKOTGIL_ERASURES_FILE || undefined,
  )
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText(
    'after',
    `
Stop the shop first: what it writes meanwhile would be missing. May be broken off and begun again.
Ids, bodies, metadata and times of the events stay as they are; so does the secret, which the shop needs on both sides.
Views and operational state are made anew from the log; the list of who was erased is carried over. Ends with 0 when both logs are the same, 1 when not, 2 when the
options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const { eventstoredbUrl, mongodbUrl, mongodbDatabase, ...options } = program.opts();
const {
  from,
  to,
  json = false,
  ...places
} = {
  ...options,
  eventStoreDbUrl: eventstoredbUrl,
  mongoUrl: mongodbUrl,
  mongoDatabase: mongodbDatabase,
} as Options;

await runTool(async () => {
  if (from === to) throw new StartFault('Both sides are of the same kind. Copy a data folder with "npm run backup".');
  const source = await openSide(from, places, true);
  try {
    const target = await openSide(to, places, false);
    try {
      const erasures = copyErasures(from, to, places);
      const output = json ? process.stdout : process.stderr;
      const copying = createProgress(output, { unit: 'events copied', json });
      const copied = await copySide(source, target, copying.at);
      copying.end();
      const comparing = createProgress(output, { unit: 'events compared', json });
      const result = await compareLogs(source.events, target.events, comparing.at);
      comparing.end();
      if (result.difference !== null) throw new StartFault(`The logs differ at ${result.difference}.`);
      const { events, digest } = result;
      if (erasures.left > 0) process.stderr.write(leftBehind(erasures.left));
      process.stdout.write(
        json
          ? `${JSON.stringify({ copied, events, digest, erasures })}\n`
          : `${copied} events copied. Both logs hold the same ${events} events, digest ${digest}.\n`,
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
});

function leftBehind(erasures: number): string {
  return `NOT CARRIED OVER: the list of ${erasures} ${erasures === 1 ? 'erasure' : 'erasures'}, ${join(places.dataDir, ERASURES_FILE)}. Without it a restored backup of the servers remembers these people again. Set KKOTGIL_ERASURES_FILE for the servers to a file on a volume of its own, and call this once more with --erasures <that file>.\n`;
}
