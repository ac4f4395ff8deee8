import type { OrderId } from '../../domain/ids.ts';
import type { Charge } from '../../domain/payment/index.ts';
import type { PaymentGateway } from '../../gateways/payment-gateway.ts';
import { type Position, START } from '../../platform/eventstore/event-store.ts';
import { type OpsStore, stateKey } from '../../platform/processes/ops-store.ts';
import type { Logger } from '../../platform/runtime/logger.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import type { CommandDeps, EventLog } from '../../stored-events/event-log.ts';
import type { ReconciliationView } from './view.ts';

/** Name of the reconciliation, and the actor of its events. */
export const RECONCILIATION = 'reconciliation';

export interface ReconciliationDeps extends CommandDeps {
  readonly gateway: Pick<PaymentGateway, 'chargesOf' | 'listCharges'>;
  readonly ops: OpsStore;
  readonly logger: Logger;
  readonly timer: Timer;
  /** Has the payment process decide the order anew. */
  readonly wake: (orderId: OrderId) => void;
  /** For how long an attempt counts as under way, in milliseconds: the budget of a call and the gateway's grace. */
  readonly inFlightMs: number;
  /** What the gateway may need until it shows what it has said, in milliseconds. */
  readonly graceMs: number;
}

/** An order that has to be looked at again, with its charges as they were last listed. */
export interface Suspect {
  readonly orderId: OrderId;
  readonly listed: readonly Charge[];
}

/** What is kept from one comparison to the next. Losing it means to compare everything once more. */
export interface ReconciliationState {
  readonly view: ReconciliationView;
  /** When the newest charge that was compared was made, in milliseconds since 1970; null when there was none. */
  readonly newestCharge: number | null;
  /** Every payment event up to here was compared. */
  readonly position: Position;
  readonly suspects: readonly Suspect[];
  /** When everything was last compared anew, whatever had agreed before, in milliseconds since 1970; null when it never was. */
  readonly comparedAnewAt: number | null;
}

const initial: ReconciliationState = {
  view: { state: 'never-run', startedAt: null, finishedAt: null, charges: 0, differences: [], failure: null },
  newestCharge: null,
  position: START,
  suspects: [],
  comparedAnewAt: null,
};

/** What the state is kept by: the log that it speaks of, and where. */
export interface StateDeps {
  readonly log: Pick<EventLog, 'logId' | 'reaches'>;
  readonly ops: OpsStore;
}

/**
 * What was kept for this log. When the log does not reach so far, it was restored from a backup: everything is compared once more.
 * @throws StoreUnavailable
 */
export async function readState({ log, ops }: StateDeps): Promise<ReconciliationState> {
  const state = await ops.read<ReconciliationState>(stateKey(log, RECONCILIATION));
  // Kept by an earlier release, it lacks what was added since.
  return state !== null && (await log.reaches(state.position)) ? { ...initial, ...state } : initial;
}

/** What is kept, as if nothing had been compared yet; differences stay under suspicion. */
export function forgetAgreement(state: ReconciliationState): ReconciliationState {
  return { ...state, newestCharge: initial.newestCharge, position: initial.position };
}

/** @throws StoreUnavailable */
export function writeState({ log, ops }: StateDeps, state: ReconciliationState): Promise<void> {
  return ops.write(stateKey(log, RECONCILIATION), state);
}
