import type { Config } from '../config.ts';
import type { RetentionTerms } from '../processes/retention/retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** For how long what is kept of people, as the settings say. */
export function retentionTerms(
  config: Pick<Config, 'KKOTGIL_KEEP_PERSONAL_DAYS' | 'KKOTGIL_KEEP_LOOKS_DAYS'>,
): RetentionTerms {
  const { KKOTGIL_KEEP_PERSONAL_DAYS: personal, KKOTGIL_KEEP_LOOKS_DAYS: looks } = config;
  return { personalMs: personal === 'off' ? null : personal * DAY_MS, looksMs: looks * DAY_MS };
}
