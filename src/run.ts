import type { Kkotgil } from './compose/kkotgil.ts';
import { LogOutput } from './compose/log-output.ts';
import { createLogger } from './compose/logger.ts';
import { openSimulators } from './compose/simulators.ts';
import { type Config, readConfig } from './config.ts';
import { inWords } from './faults-in-words.ts';
import type { Logger } from './platform/runtime/logger.ts';
import { keepFilesPrivate, makePrivateFolder } from './platform/runtime/private-folder.ts';
import { keepHeapsSmall } from './platform/runtime/small-heaps.ts';
import { systemTimer } from './platform/runtime/system.ts';

/** How long a graceful stop may take before the process ends all the same. */
const STOP_WITHIN_MS = 10_000;
/** A further signal within this time is the same wish: a terminal and npm each pass a Ctrl-C on. */
const SAME_WISH_MS = 1_000;

/** Is called with what a signal to stop leads to from then on. */
export type OnSignal = (told: (signal: string) => void) => void;

/** Runs the program until a signal ends it. Resolves when it is ready; a fault that keeps it from that ends the process. */
export async function run(onSignal: OnSignal): Promise<void> {
  keepFilesPrivate();
  try {
    await main(readConfig(process.env), onSignal);
  } catch (error) {
    // A fault of the settings or the data folder is for people: the message says what to do, and a stack would hide it.
    const expected = error instanceof Error && 'forPeople' in error;
    process.stderr.write(`${expected ? inWords(error as Error) : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  }
}

async function main(config: Config, onSignal: OnSignal): Promise<void> {
  const output = new LogOutput();
  const logger = createLogger(config, output);
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Kkotgil | null = null;

  /** Ends the process once all that runs has ended. */
  async function end(): Promise<void> {
    await running?.stop();
    logger.info({}, 'stopped');
    await output.settle();
    process.exit(0);
  }
  const stop = () => {
    stopping.abort();
    // A start that is under way notices by itself.
    if (running !== null) void end();
  };
  onSignal(stopOnce(logger, stop));
  makePrivateFolder(config.KKOTGIL_DATA_DIR);
  keepHeapsSmall();
  const simulators = openSimulators(config);
  // Whoever waits for them is told.
  simulators.catch(() => undefined);
  // Loaded only now: simulators take as long to load as all the rest does, and they do it on the other core meanwhile.
  const { startKkotgil } = await import('./compose/kkotgil.ts');
  try {
    running = await startKkotgil(config, { logger, output, simulators, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    logger.info({ reason: (error as Error).message }, 'the start was broken off');
  }
  if (signal.aborted) await end();
}

/** Stops at the first signal. From then on the process ends within ten seconds, or at once when it is told again. */
function stopOnce(logger: Logger, stop: () => void): (signal: string) => void {
  let since: number | null = null;
  return (signal) => {
    if (since !== null) {
      // It ends as it stands: every stored fact is already on the disk.
      if (systemTimer.elapsed() - since > SAME_WISH_MS) process.exit(1);
      return;
    }
    since = systemTimer.elapsed();
    logger.info({ signal }, 'stopping');
    void systemTimer.sleep(STOP_WITHIN_MS).then(() => {
      logger.error({}, 'not stopped in time; the process ends as it stands');
      process.exit(1);
    });
    stop();
  };
}
