import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';
import { toTimestamp } from '../platform/runtime/clock.ts';
import { systemClock } from '../platform/runtime/system.ts';
import type { LogOutput } from './log-output.ts';

/** The program's log: JSON lines. What could be a secret is cut out wherever it stands. Lines that had to be dropped are told of. */
export function createLogger({ LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>, output: LogOutput): Logger {
  const logger = pino(
    {
      level: LOG_LEVEL,
      base: null,
      timestamp: timeMember(),
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
  let told = 0;
  output.onRead(() => {
    const { dropped } = output;
    if (dropped > told)
      logger.warn({ lines: dropped - told }, 'lines of the log were dropped: nobody read them in time');
    told = dropped;
  });
  return logger;
}

/** When a line was written, as a member of it. Many are written within a millisecond: it is spelt out once for all of them. */
function timeMember(): () => string {
  let last = Number.NaN;
  let member = '';
  return () => {
    const now = systemClock.now();
    if (now !== last) {
      last = now;
      member = `,"time":"${toTimestamp(now)}"`;
    }
    return member;
  };
}
