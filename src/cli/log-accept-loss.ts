import { Command, Option } from 'commander';
import { ACCEPTED_LOSSES } from '../platform/folder/accept-losses.ts';
import { DONE, runTool, WRONG_USAGE } from './run-tool.ts';

const program = new Command('npm run log:accept-loss --')
  .description(
    'Names what a data folder, or the servers, have lost for good, order by order, and lets the shop start without it.',
  )
  .addOption(
    new Option('--store <kind>', 'where the shop keeps things')
      .choices(['embedded', 'eventstoredb'])
      .default(process.env.KKOTGIL_STORE ?? 'embedded'),
  )
  .option('--data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .option('--yes', 'goes on without asking')
  .option('--json', 'NDJSON: progress, then what is lost')
  .addHelpText(
    'after',
    `
The last resort, when a backup can't bring back what is missing: first try to restore. The shop must be stopped, all its
processes. Nothing is changed before you agree. Then what is lost is written down (${ACCEPTED_LOSSES} in the data folder; on
servers the collection acceptedLosses in MongoDB). In a data folder files that are of no use any more are set aside under
another name, never deleted. Views and process state are made anew from what is left, and people whose keys are lost read as
erased. When events are lost, let the shop compare its books with the payment provider afterwards (POST /api/reconciliation):
money of lost orders has to go back. If KKOTGIL_HEAD_FILE is set, move that file away.
The servers are those of EVENTSTOREDB_URL, MONGODB_URL and MONGODB_DATABASE.
Ends with 0 when nothing is lost, or the loss was accepted; 1 when it was not; 2 when the options are wrong.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? DONE : WRONG_USAGE));
program.parse();
const { store, dataDir, ...flags } = program.opts<{ store: string; dataDir: string; yes?: boolean; json?: boolean }>();
const asking = { yes: flags.yes === true, json: flags.json === true };

await runTool(async () => {
  // Only what is needed is loaded: the servers' clients take longer than all else.
  if (store === 'embedded') return (await import('./accept-loss/in-folder.ts')).acceptInFolder(dataDir, asking);
  const { EVENTSTOREDB_URL, MONGODB_URL, MONGODB_DATABASE } = process.env;
  const servers = {
    eventStoreDbUrl: EVENTSTOREDB_URL || undefined,
    mongoUrl: MONGODB_URL || undefined,
    mongoDatabase: MONGODB_DATABASE || 'kkotgil',
  };
  return (await import('./accept-loss/on-servers.ts')).acceptOnServers(servers, asking);
});
