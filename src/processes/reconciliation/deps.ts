import type { OrderId } from '../../domain/ids.ts';
import type { PaymentGateway } from '../../gateways/payment-gateway.ts';
import type { OpsStore } from '../../platform/processes/ops-store.ts';
import type { Logger } from '../../platform/runtime/logger.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';

/** Name of the reconciliation, and the actor of its events. */
export const RECONCILIATION = 'reconciliation';

export interface ReconciliationDeps extends CommandDeps {
  readonly gateway: Pick<PaymentGateway, 'chargesOf' | 'listCharges'>;
  readonly ops: OpsStore;
  readonly logger: Logger;
  readonly timer: Timer;
  /** Gives the order a turn of the payment process. */
  readonly wake: (orderId: OrderId) => void;
  /** For how long an attempt counts as under way, in milliseconds: the budget of a call and the gateway's grace. */
  readonly inFlightMs: number;
  /** What the gateway may need until it shows what it has said, in milliseconds. */
  readonly graceMs: number;
}
