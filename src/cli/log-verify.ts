import { Command } from 'commander';
import { appendHead, readLastHead } from '../platform/eventstore/embedded/head-file.ts';
import { openLogFileReadOnly, readLogId, WHAT_TO_DO } from '../platform/eventstore/embedded/log-file.ts';
import {
  faultAgainst,
  faultInWords,
  type HeadFault,
  type LogHead,
  toHead,
} from '../platform/eventstore/embedded/log-head.ts';
import { LogReader } from '../platform/eventstore/embedded/log-reader.ts';
import { type ChainReport, verifyChain } from '../platform/eventstore/embedded/verify-chain.ts';
import { StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { StartFault } from '../platform/runtime/start-fault.ts';
import { systemClock } from '../platform/runtime/system.ts';
import { createProgress } from './progress.ts';

const SOUND = 0;
const DAMAGED = 1;
const UNUSABLE = 2;

interface Options {
  readonly dataDir: string;
  readonly json?: boolean;
  readonly head?: string;
  readonly writeHead?: string;
}

/** What is wrong with a log; all null when nothing is. */
interface Findings {
  readonly chain: ChainReport;
  /** What SQLite says of the file. */
  readonly file: string | null;
  /** How the log goes against the head that it once had. */
  readonly since: HeadFault | null;
}

const program = new Command('npm run log:verify --')
  .description('Checks every event of the embedded log against the hash chain. The shop may run meanwhile.')
  .option('--data-dir <dir>', 'data folder', process.env.KKOTGIL_DATA_DIR ?? './data')
  .option('--head <file>', 'compares the log with the last head in this file, so that one that was cut short shows')
  .option('--write-head <file>', 'adds the head of the log to this file when all is sound; keep it on another disk')
  .option('--json', 'NDJSON: progress, then the result')
  .addHelpText(
    'after',
    '\nThe file that KKOTGIL_HEAD_FILE names to the shop may be given to both.' +
      '\nEnds with 0 when the log is sound, 1 when it is damaged or cut short, 2 when there is none to check.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? SOUND : UNUSABLE));
program.parse();
const { dataDir, json = false, head, writeHead } = program.opts<Options>();

try {
  process.exitCode = await verify();
} catch (error) {
  if (!(error instanceof StartFault || error instanceof StoreUnavailable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = UNUSABLE;
}

async function verify(): Promise<number> {
  // Read first: the app may write a newer one while the log is checked.
  const earlier = head === undefined ? null : headIn(head);
  const db = openLogFileReadOnly(dataDir);
  const [reader, logId] = [new LogReader(db), readLogId(db)];
  const progress = createProgress(json ? process.stdout : process.stderr, { unit: 'events', json });
  const chain = await verifyChain(reader, progress.at);
  progress.end();
  // Streams are read by way of an index: one that has lost an entry hides an event that the chain still has.
  const file = chain.fault === null ? reader.integrityFault() : null;
  const since = earlier && chain.fault === null ? faultAgainst(reader, logId, earlier) : null;
  const findings = { chain, file, since };
  const sound = chain.fault === null && file === null && since === null;
  if (sound && writeHead !== undefined) write(writeHead, toHead(logId, chain.checked, chain.head, systemClock.now()));
  reader.close();
  process.stdout.write(`${json ? JSON.stringify({ sound, ...chain, file, since }) : inWords(findings, earlier)}\n`);
  return sound ? SOUND : DAMAGED;
}

function headIn(file: string): LogHead {
  const last = readLastHead(file);
  if (last === null) throw new StartFault(`There is no head of a log in ${file}. Write one with --write-head.`);
  return last;
}

function write(file: string, newest: LogHead): void {
  try {
    appendHead(file, newest);
  } catch (error) {
    throw new StartFault(`The log is sound, but its head can't be written: ${(error as Error).message}.`);
  }
}

function inWords({ chain: { checked, fault, head: hash }, file, since }: Findings, earlier: LogHead | null): string {
  if (fault !== null)
    return `The log is damaged: event ${fault.position} is ${fault.what}; the ${checked} events before it are sound. ${WHAT_TO_DO}`;
  if (file !== null)
    return `The log is damaged: all ${checked} events are sound, but the file around them is not: ${file}. ${WHAT_TO_DO}`;
  if (since !== null && earlier !== null)
    return `The log is not the one that was: all ${checked} events are sound by themselves. ${faultInWords(since, earlier)} ${WHAT_TO_DO}`;
  return `The log is sound: ${checked} events, head of the chain ${hash}.`;
}
