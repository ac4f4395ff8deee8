/** What the SMS process is told from outside; times in milliseconds. */
export interface SmsSettings {
  /** E.164; null when the florist gets no notices. */
  readonly floristPhone: string | null;
  /** A notice is dropped when its fact is older than this. */
  readonly maxAgeMs: number;
  /** How long a call can be under way: after that it will not reach the SMS system any more. */
  readonly callBudgetMs: number;
  /** What the SMS system may need, after the last call has ended, until it shows the message. */
  readonly graceMs: number;
}

export const NOTICE_MAX_AGE_MS = 30 * 60 * 1000;
export const SMS_GRACE_MS = 2_000;
