/** How far a client goes for one call. Times in milliseconds. */
export interface CallLimits {
  /** Time for one try: one HTTP exchange. */
  readonly tryTimeoutMs: number;
  /** Tries of one call, the first included. */
  readonly tries: number;
  /** Pause before the second try; it doubles from try to try, and each pause is shortened by up to half at random. */
  readonly firstPauseMs: number;
  /** Time for the whole call: waiting for its turn, all tries and the pauses between them. */
  readonly callBudgetMs: number;
  /** So many tries in a row without a definite answer open the circuit. */
  readonly breakerFailures: number;
  /** An open circuit lets one call through after this time, to see whether the service is back. */
  readonly breakerOpenMs: number;
  /** Calls under way at once. */
  readonly inFlight: number;
  /** Calls that wait for their turn; one more is turned away. */
  readonly queued: number;
  /** A longer answer is not read to its end, and not understood. */
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

/** Payment: a try may take as long as a slow bank, which answers in three seconds. */
export const PAYMENT_LIMITS: CallLimits = LIMITS;
export const SMS_LIMITS: CallLimits = LIMITS;

/** After this time a charge call, or a refund call, sends nothing more to the payment system. */
export const chargeCallBudgetMs = PAYMENT_LIMITS.callBudgetMs;
/** After this time a call to send a message sends nothing more to the SMS system. */
export const smsCallBudgetMs = SMS_LIMITS.callBudgetMs;
