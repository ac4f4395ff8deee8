import { Command } from 'commander';
import { openLogFileReadOnly } from '../eventstore/embedded/log-file.ts';
import { LogReader } from '../eventstore/embedded/log-reader.ts';
import { verifyChain } from '../eventstore/embedded/verify-chain.ts';
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
  if (!(error instanceof StartFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = UNUSABLE;
}

async function verify(): Promise<number> {
  const reader = new LogReader(openLogFileReadOnly(dataDir));
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events', json });
  const report = await verifyChain(reader, progress.at);
  progress.end();
  reader.close();
  if (json) process.stdout.write(`${JSON.stringify({ sound: report.fault === null, ...report })}\n`);
  else process.stdout.write(`${inWords(report)}\n`);
  return report.fault === null ? SOUND : DAMAGED;
}

function inWords({ checked, fault, head }: Awaited<ReturnType<typeof verifyChain>>): string {
  if (fault === null) return `The log is sound: ${checked} events, head of the chain ${head}.`;
  return (
    `The log is damaged: event ${fault.position} is ${fault.what}; the ${checked} events before it are sound. ` +
    'Keep a copy of the data folder as it is, and restore log and keys from the last backup.'
  );
}
