import type { Logger } from '../../platform/runtime/logger.ts';
import type { BreakerState } from './breaker-state.ts';
import { type Calls, GuardedCalls } from './guarded-calls.ts';
import type { CallLimits } from './limits.ts';

export interface HttpGatewayOptions {
  /** Without a slash at the end; the service's paths are appended. */
  readonly baseUrl: string;
  readonly limits?: Partial<CallLimits>;
  /** Called for each try without a definite answer, with its kind: `HTTP_401`, `no-connection`, … */
  readonly onFailure?: (kind: string) => void;
  readonly logger?: Logger;
}

export interface HttpGateway<Port> {
  /** The same service, but no try begins once `wanted` has aborted. What is under way may end. */
  until(wanted: AbortSignal): Port;
  readonly breakerState: BreakerState;
  /** Ends calls under way, with an unknown outcome; sends nothing from now on. */
  close(): void;
}

/** A port and the state of its circuit, over guarded calls. */
export type ClientOver<Port> = (
  calls: Calls,
  baseUrl: string,
  limits: CallLimits,
) => Port & Pick<HttpGateway<Port>, 'breakerState'>;

/** One guard around all calls of a service, whoever makes them. */
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
