import type { Lasting } from './notice-rules.ts';

/** What the SMS process is told from outside; times in milliseconds. */
export interface SmsSettings {
  /** E.164; null when the florist gets no notices. */
  readonly floristPhone: string | null;
  /** A notice is dropped when its fact is older than this. */
  readonly maxAgeMs: Readonly<Record<Lasting, number>>;
  /** How long a call can be under way: after that it will not reach the SMS system any more. */
  readonly callBudgetMs: number;
  /** What the SMS system may need, after the last call has ended, until it shows the message. */
  readonly graceMs: number;
}

const MINUTE_MS = 60_000;

export const NOTICE_MAX_AGE_MS: SmsSettings['maxAgeMs'] = { progress: 30 * MINUTE_MS, outcome: 24 * 60 * MINUTE_MS };
export const SMS_GRACE_MS = 2_000;
