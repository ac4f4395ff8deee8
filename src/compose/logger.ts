import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/** The program's log: JSON lines on standard output. What could be a secret is cut out wherever it stands. */
export function createLogger({ LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>): Logger {
  return pino({
    level: LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', 'cookie', '*.authorization', '*.cookie', '*.headers.authorization', '*.headers.cookie'],
      censor: '[redacted]',
    },
  });
}
