import type { Log } from '../../platform/runtime/log.ts';
import type { BreakerState } from './breaker-state.ts';
import type { CallLimits } from './limits.ts';

export interface HttpGatewayOptions {
  /** Where the service listens, without a slash at the end; its paths are appended. */
  readonly baseUrl: string;
  /** Replaces single limits. */
  readonly limits?: Partial<CallLimits>;
  /** Told of each change of the circuit breaker. */
  readonly onBreakerChange?: (state: BreakerState) => void;
  /** Told of each try without a definite answer, by its kind: `HTTP_401`, `no-connection`, … */
  readonly onFailure?: (kind: string) => void;
  readonly logger?: Log;
}

/** What every gateway client has beside its port. */
export interface HttpGateway<Port> {
  /** The same service, for somebody who begins no further try once `wanted` has aborted. What is under way by then may end. */
  until(wanted: AbortSignal): Port;
  readonly breakerState: BreakerState;
  /** Ends calls under way, with an unknown outcome, and sends nothing from now on. */
  close(): void;
}
