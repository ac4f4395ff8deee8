export interface TokenBehaviour {
  /** The bank's reason. */
  readonly declines?: string;
  /** In milliseconds. */
  readonly answersAfterMs?: number;
  /** The connection of the first charge call with a key is cut. */
  readonly cutsFirstAnswer?: true;
  /** Milliseconds after the first call with a key: calls are cut until then, and only then it is charged. */
  readonly chargesLateMs?: number;
  /** Charge calls with a key that are answered 503 first. */
  readonly failsFirst?: number;
  readonly refusesRefunds?: true;
  /** The connection of the first refund call with a key is cut. */
  readonly cutsFirstRefundAnswer?: true;
}

const BEHAVIOURS: ReadonlyMap<string, TokenBehaviour> = new Map<string, TokenBehaviour>([
  ['sim_ok', {}],
  ['sim_declined', { declines: 'the bank declined the payment' }],
  ['sim_slow', { answersAfterMs: 3_000 }],
  ['sim_lost_reply', { cutsFirstAnswer: true }],
  ['sim_late', { chargesLateMs: 2_000 }],
  ['sim_error_then_ok', { failsFirst: 2 }],
  ['sim_refund_fails', { refusesRefunds: true }],
  ['sim_refund_lost_reply', { cutsFirstRefundAnswer: true }],
]);

const UNKNOWN: TokenBehaviour = { declines: 'unknown token' };

/** An unknown token is declined. */
export function behaviourOf(token: string): TokenBehaviour {
  return BEHAVIOURS.get(token) ?? UNKNOWN;
}
