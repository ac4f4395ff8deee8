import type { Logger } from '../../platform/runtime/logger.ts';
import type { BreakerState } from './breaker-state.ts';
import { type Calls, GuardedCalls } from './guarded-calls.ts';
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
  readonly logger?: Logger;
}

/** What every gateway client has beside its port. */
export interface HttpGateway<Port> {
  /** The same service, for somebody who begins no further try once `wanted` has aborted. What is under way by then may end. */
  until(wanted: AbortSignal): Port;
  readonly breakerState: BreakerState;
  /** Ends calls under way, with an unknown outcome, and sends nothing from now on. */
  close(): void;
}

/** A port and what it says of its circuit, over calls that somebody guards. */
export type ClientOver<Port> = (
  calls: Calls,
  baseUrl: string,
  limits: CallLimits,
) => Port & Pick<HttpGateway<Port>, 'breakerState'>;

/** The gateway client of one service: one guard around all its calls, whoever makes them. */
export function createHttpGateway<Port extends object>(
  service: string,
  defaults: CallLimits,
  { baseUrl, limits: replaced, ...observers }: HttpGatewayOptions,
  clientOver: ClientOver<Port>,
): Port & HttpGateway<Port> {
  const limits = { ...defaults, ...replaced };
  const guarded = new GuardedCalls({ service, limits, ...observers });
  return Object.assign(clientOver(guarded, baseUrl, limits), {
    until: (wanted: AbortSignal) => clientOver(guarded.until(wanted), baseUrl, limits),
    close: () => guarded.close(),
  });
}
