import { type Kkotgil, startKkotgil } from './compose/kkotgil.ts';
import { createLogger, flushed } from './compose/logger.ts';
import { BadConfig, type Config, readConfig } from './config.ts';
import { keepFilesPrivate } from './runtime/private-folder.ts';
import { systemTimer } from './runtime/system.ts';

/** How long a graceful stop may take before the process ends all the same. */
const STOP_WITHIN_MS = 10_000;

/** Runs the program until a signal ends it. Resolves when it is ready; a fault that keeps it from that ends the process. */
export async function run(): Promise<void> {
  keepFilesPrivate();
  try {
    await main(readConfig(process.env));
  } catch (error) {
    // A fault of the settings or the data folder is for people: the message says what to do, and a stack would hide it.
    const expected = error instanceof BadConfig || (error instanceof Error && 'forPeople' in error);
    process.stderr.write(`${expected ? (error as Error).message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  }
}

async function main(config: Config): Promise<void> {
  const logger = createLogger(config);
  const kkotgil = await startKkotgil(config, logger);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // Once more, and the process ends as it stands: every stored fact is already on the disk.
      process.once('SIGTERM', () => process.exit(1));
      process.once('SIGINT', () => process.exit(1));
      void stop(kkotgil, signal);
    });
  }

  async function stop(running: Kkotgil, signal: string): Promise<void> {
    logger.info({ signal }, 'stopping');
    void systemTimer.sleep(STOP_WITHIN_MS).then(() => {
      logger.error({}, 'not stopped in time; the process ends as it stands');
      process.exit(1);
    });
    await running.stop();
    logger.info({}, 'stopped');
    await flushed(logger);
    process.exit(0);
  }
}
