/** What a means of payment makes the simulator do. */
export interface TokenBehaviour {
  /** The bank says no to the charge, for this reason. */
  readonly declines?: string;
  /** The answer to a charge comes after this time, in milliseconds. */
  readonly answersAfterMs?: number;
  /** The connection of the first charge call with a key is cut instead of an answer. */
  readonly cutsFirstAnswer?: true;
  /** Every charge call is cut until this time after the first one with its key, in milliseconds; only then is it charged. */
  readonly chargesLateMs?: number;
  /** So many charge calls with a key are answered 503 first. */
  readonly failsFirst?: number;
  /** Each refund is refused. */
  readonly refusesRefunds?: true;
  /** The connection of the first refund call with a key is cut instead of an answer. */
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

/** What the token stands for. An unknown one is declined. */
export function behaviourOf(token: string): TokenBehaviour {
  return BEHAVIOURS.get(token) ?? UNKNOWN;
}
