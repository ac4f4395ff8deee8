import type { OrderId } from '../../domain/ids.ts';
import { type Position, START } from '../../eventstore/event-store.ts';
import type { Charge } from '../../gateways/payment-gateway.ts';
import type { ReconciliationView } from '../operations.ts';
import type { OpsStore } from '../ops-store.ts';
import { RECONCILIATION } from './deps.ts';

/** An order that has to be looked at again: `charge` as it was last seen, null when the gateway listed none. */
export interface Suspect {
  readonly orderId: OrderId;
  readonly charge: Charge | null;
}

/** What is kept from one comparison to the next. Losing it means to compare everything once more. */
export interface ReconciliationState {
  readonly view: ReconciliationView;
  /** When the newest charge that was compared was made, in milliseconds since 1970; null when there was none. */
  readonly newestCharge: number | null;
  /** Every payment event up to here was compared. */
  readonly position: Position;
  readonly suspects: readonly Suspect[];
}

const initial: ReconciliationState = {
  view: { state: 'never-run', startedAt: null, finishedAt: null, charges: 0, differences: [], failure: null },
  newestCharge: null,
  position: START,
  suspects: [],
};

/** @throws StoreUnavailable */
export async function readState(ops: OpsStore): Promise<ReconciliationState> {
  return (await ops.read<ReconciliationState>(RECONCILIATION)) ?? initial;
}

/** @throws StoreUnavailable */
export function writeState(ops: OpsStore, state: ReconciliationState): Promise<void> {
  return ops.write(RECONCILIATION, state);
}
