import { Command } from 'commander';
import { openLogFileReadOnly, WHAT_TO_DO } from '../eventstore/embedded/log-file.ts';
import { LogReader } from '../eventstore/embedded/log-reader.ts';
import { type ChainReport, verifyChain } from '../eventstore/embedded/verify-chain.ts';
import { StoreUnavailable } from '../eventstore/event-store.ts';
import { StartFault } from '../runtime/start-fault.ts';
import { createProgress } from './progress.ts';

const SOUND = 0;
const DAMAGED = 1;
const UNUSABLE = 2;

const program = new Command('npm run log:verify --')
  .description('Checks every event of the embedded log against the hash chain. The shop may run meanwhile.')
  .option('--data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText('after', '\nEnds with 0 when the log is sound, 1 when it is damaged, 2 when there is none to check.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? SOUND : UNUSABLE));
program.parse();
const { dataDir, json = false } = program.opts<{ dataDir: string; json?: boolean }>();

try {
  process.exitCode = await verify();
} catch (error) {
  if (!(error instanceof StartFault || error instanceof StoreUnavailable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = UNUSABLE;
}

async function verify(): Promise<number> {
  const reader = new LogReader(openLogFileReadOnly(dataDir));
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events', json });
  const chain = await verifyChain(reader, progress.at);
  progress.end();
  // Streams are read by way of an index: one that has lost an entry hides an event that the chain still has.
  const file = chain.fault === null ? reader.integrityFault() : null;
  reader.close();
  const sound = chain.fault === null && file === null;
  process.stdout.write(`${json ? JSON.stringify({ sound, ...chain, file }) : inWords(chain, file)}\n`);
  return sound ? SOUND : DAMAGED;
}

function inWords({ checked, fault, head }: ChainReport, file: string | null): string {
  if (fault !== null)
    return `The log is damaged: event ${fault.position} is ${fault.what}; the ${checked} events before it are sound. ${WHAT_TO_DO}`;
  if (file !== null)
    return `The log is damaged: all ${checked} events are sound, but the file around them is not: ${file}. ${WHAT_TO_DO}`;
  return `The log is sound: ${checked} events, head of the chain ${head}.`;
}
