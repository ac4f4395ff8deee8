import { CircuitState } from 'cockatiel';

/** Half-open: one call goes through, and its answer decides. */
export type BreakerState = 'closed' | 'half-open' | 'open';

/** As the metrics show it. */
export const BREAKER_GAUGE = { closed: 0, 'half-open': 1, open: 2 } as const satisfies Record<BreakerState, number>;

/** An open circuit stays `open` until the first call after its time. */
export function breakerStateOf(state: CircuitState): BreakerState {
  switch (state) {
    case CircuitState.Closed:
      return 'closed';
    case CircuitState.HalfOpen:
      return 'half-open';
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
    default:
      return state satisfies never;
  }
}
