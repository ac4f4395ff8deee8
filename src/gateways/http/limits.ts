/** Times in milliseconds. */
export interface CallLimits {
  /** For one HTTP exchange. */
  readonly tryTimeoutMs: number;
  /** The first included. */
  readonly tries: number;
  /** Doubles from try to try; each pause is shortened by up to half at random. */
  readonly firstPauseMs: number;
  /** For the whole call: waiting for its turn, all tries and pauses. */
  readonly callBudgetMs: number;
  /** Tries in a row without a definite answer. */
  readonly breakerFailures: number;
  /** Then one call goes through, to see whether the service is back. */
  readonly breakerOpenMs: number;
  readonly inFlight: number;
  /** One more is turned away. */
  readonly queued: number;
  /** A longer answer is not understood. */
  readonly answerBytes: number;
}

const LIMITS: CallLimits = {
  tryTimeoutMs: 4_000,
  tries: 3,
  firstPauseMs: 100,
  callBudgetMs: 10_000,
  breakerFailures: 5,
  breakerOpenMs: 2_000,
  inFlight: 32,
  queued: 128,
  answerBytes: 1_000_000,
};

/** A slow bank answers in three seconds. */
export const PAYMENT_LIMITS: CallLimits = LIMITS;
export const SMS_LIMITS: CallLimits = LIMITS;

/** After this time a charge or refund call sends nothing more. */
export const chargeCallBudgetMs = PAYMENT_LIMITS.callBudgetMs;
/** After this time a call to send a message sends nothing more. */
export const smsCallBudgetMs = SMS_LIMITS.callBudgetMs;
