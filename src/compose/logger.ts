import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/** The program's log: JSON lines on standard output. What could be a secret is cut out wherever it stands. */
export function createLogger({ LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>): Logger {
  // Written in the background: a slow reader of the output holds no request up. A stop waits until all is out.
  const output = pino.destination({ fd: 1, sync: false });
  return pino(
    {
      level: LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          'authorization',
          'cookie',
          '*.authorization',
          '*.cookie',
          '*.headers.authorization',
          '*.headers.cookie',
        ],
        censor: '[redacted]',
      },
    },
    output,
  );
}

/** Resolves when every line so far is written. */
export function flushed(logger: Logger): Promise<void> {
  return new Promise((resolve) => logger.flush(() => resolve()));
}
