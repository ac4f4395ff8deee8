import { CircuitState } from 'cockatiel';

/** Closed: calls go through. Open: none does. Half-open: one goes through, and its answer decides. */
export type BreakerState = 'closed' | 'half-open' | 'open';

/** The number that the metrics show for a state. */
export const BREAKER_GAUGE = { closed: 0, 'half-open': 1, open: 2 } as const satisfies Record<BreakerState, number>;

/** An open circuit stays `open` here until the first call after its time: that one makes it `half-open`. */
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
