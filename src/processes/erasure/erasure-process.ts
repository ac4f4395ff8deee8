import { cancelOrder } from '../../application/cancel-order.ts';
import { loadOrder, loadPayment } from '../../application/order-streams.ts';
import type { ErasedOrder, ErasureCommand } from '../../domain/erasure/index.ts';
import type { OrderId } from '../../domain/ids.ts';
import { hasEnded } from '../../domain/order-end.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import { type Position, START } from '../../platform/eventstore/event-store.ts';
import { handle, loadStream } from '../../platform/eventstore/handle-command.ts';
import { parseStreamId } from '../../platform/eventstore/stream-names.ts';
import {
  type Acted,
  again,
  type Moment,
  type Next,
  type ProcessManager,
} from '../../platform/processes/process-manager.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import { type ErasureStream, erasureAggregate } from '../../stored-events/erasure.ts';
import { ERASURE, type ErasureDeps } from './deps.ts';

/** So long after an erasure its orders are looked at again: one that was being placed meanwhile was sealed with the key that is gone. */
export const LOOK_AGAIN_AFTER_MS = 60_000;
/** From when on an erasure that does not come to its end is something to look at. */
const OVERDUE_AFTER_MS = 10 * 60_000;
/** What other processes need beside the time for which they may know a key, in milliseconds. */
const MARGIN_MS = 100;

/** What the erasure process knows of one erasure. */
export interface ErasureSituation {
  readonly id: string;
  readonly erasure: ErasureStream;
  /** Orders that hold something of the person although the erasure is complete; empty before. */
  readonly late: readonly ErasedOrder[];
}

/** `erase`: destroy the key, and record which orders held the person's data. `clear`: leave nothing of them in what was made of the log. */
export type ErasureAction = { readonly kind: 'erase' | 'clear' };

/**
 * The erasure process: brings each erasure that was asked for to its end, whatever comes in between. Each step may be taken twice.
 * Ids of erasures stand where other processes have ids of orders.
 */
export function createErasureProcess(deps: ErasureDeps): ProcessManager<ErasureSituation, ErasureAction> {
  return {
    name: ERASURE,
    correlate: ({ type, streamId }: EventHeader) => (type === 'ErasureRequested' ? parseStreamId(streamId).id : null),
    load: (id) => load(deps, id),
    decide,
    act: ({ kind }, situation) => (kind === 'erase' ? erase(deps, situation) : clear(deps, situation)),
  };
}

async function load({ log, ordersOf }: ErasureDeps, id: string): Promise<ErasureSituation> {
  const erasure = await loadStream(log, erasureAggregate, id);
  const { state } = erasure;
  return { id, erasure, late: state.status === 'Completed' ? await ordersOf(state.person) : [] };
}

/** What comes next for an erasure. */
export function decide({ erasure, late }: ErasureSituation, { now }: Moment): Next<ErasureAction> {
  switch (erasure.state.status) {
    case 'None':
      return { kind: 'done' };
    case 'Requested':
      return { kind: 'act', action: { kind: 'erase' } };
    case 'Erased':
      return { kind: 'act', action: { kind: 'clear' } };
    case 'Completed': {
      if (late.length > 0) return { kind: 'act', action: { kind: 'erase' } };
      const completedAt = Date.parse(erasure.events.at(-1)?.at ?? '');
      const due = completedAt + LOOK_AGAIN_AFTER_MS;
      if (now >= due) return { kind: 'done' };
      return { kind: 'wait', wait: { waitingFor: 'late-orders', since: completedAt, due, overdueAt: null } };
    }
    default:
      return erasure.state satisfies never;
  }
}

async function erase(deps: ErasureDeps, situation: ErasureSituation): Promise<Acted> {
  const { state } = situation.erasure;
  if (state.status === 'None') return again;
  const { keys, timer, ordersOf } = deps;
  await keys.destroy(state.person);
  // Until then another process might make something of these orders with the key that it has in memory.
  if (keys.outlivesMs > 0) await timer.sleep(keys.outlivesMs + MARGIN_MS);
  const orders = await ordersOf(state.person);
  // First: what is on record is not found again, should the program fall in between.
  for (const { orderId } of orders) await callOff(deps, situation.id, orderId);
  for (let step = 0; ; step++) {
    const recorded = await tell(
      deps,
      situation,
      { type: 'RecordErased', orders },
      `erased:${state.orders.size}:${step}`,
    );
    if (recorded.kind !== 'accepted' && recorded.kind !== 'replayed') break;
  }
  return again;
}

/**
 * Nobody can be brought flowers whose address is gone. When a person was erased all their orders had ended; one that was being placed at
 * that moment ends here, and its money goes back.
 */
async function callOff(deps: ErasureDeps, erasureId: string, orderId: OrderId): Promise<void> {
  const [order, payment] = await Promise.all([loadOrder(deps.log, orderId), loadPayment(deps.log, orderId)]);
  if (hasEnded(order.state, payment.state)) return;
  const meta = { commandId: uuidV5(erasureId, `call-off:${orderId}`), actor: ERASURE };
  await cancelOrder(deps, orderId, { by: 'system', reason: null }, meta);
}

async function clear(deps: ErasureDeps, situation: ErasureSituation): Promise<Acted> {
  const { erasure } = situation;
  if (erasure.state.status === 'None') return again;
  const { person } = erasure.state;
  const cause = await deps.leftovers.clear({ person, ...ordersIn(erasure), position: positionOf(erasure) });
  if (cause !== null) {
    const requestedAt = Date.parse(erasure.events[0]?.at ?? '');
    return { kind: 'unavailable', waitingFor: 'erasure', cause, overdueAt: requestedAt + OVERDUE_AFTER_MS };
  }
  await tell(deps, situation, { type: 'CompleteErasure' }, `completed:${erasure.events.length}`);
  return again;
}

function tell(deps: ErasureDeps, { id, erasure }: ErasureSituation, command: ErasureCommand, step: string) {
  const causationId = erasure.events.at(-1)?.id ?? id;
  const meta = { commandId: uuidV5(id, step), actor: ERASURE, causationId };
  return handle(deps, erasureAggregate, id, command, meta);
}

function ordersIn({ events }: ErasureStream): { readonly orders: OrderId[]; readonly ordered: OrderId[] } {
  const erased = events.flatMap((event) => (event.type === 'OrdersErased' ? event.data.orders : []));
  return {
    orders: erased.map(({ orderId }) => orderId),
    ordered: erased.filter(({ roles }) => roles.includes('customer')).map(({ orderId }) => orderId),
  };
}

function positionOf({ events }: ErasureStream): Position {
  return events.findLast(({ type }) => type === 'OrdersErased')?.position ?? START;
}
