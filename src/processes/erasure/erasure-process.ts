import { cancelOrder } from '../../application/cancel-order.ts';
import { loadOrder, loadPayment } from '../../application/order-streams.ts';
import type { ErasedOrder, Erasure, ErasureCause, ErasureCommand } from '../../domain/erasure/index.ts';
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
import { toTimestamp } from '../../platform/runtime/clock.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { Timer } from '../../platform/runtime/timer.ts';
import { type ErasureStream, erasureAggregate } from '../../stored-events/erasure.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';
import { isTrigger, type Triggers } from '../triggers.ts';
import type { ErasureList } from './erasure-list.ts';

/** Name of the erasure process, and the actor of its events. */
export const ERASURE = 'erasure';

/** Where the keys of people are. The keyring does it. */
export interface PersonKeys {
  destroy(keyId: string): Promise<void>;
  /** For so long, in milliseconds, other processes may still read with a key that was destroyed. */
  readonly outlivesMs: number;
}

/** What was erased, and the position from which on whatever goes by the log knows of it. */
export interface Erased {
  /** The id of the key that is gone. */
  readonly person: string;
  readonly orders: readonly OrderId[];
  /** Those among them that the person had ordered. */
  readonly ordered: readonly OrderId[];
  readonly position: Position;
}

/** What was made of the log, or written beside it, and may still tell of a person. */
export interface Leftovers {
  /**
   * Sees to it that nothing of it tells of an erased person any more. May be repeated.
   * @returns why it has to be tried again, in words; null when nothing is left.
   */
  clear(erased: Erased): Promise<string | null>;
}

export interface ErasureDeps extends CommandDeps {
  readonly timer: Timer;
  readonly keys: PersonKeys;
  readonly list: ErasureList;
  /** The orders that hold data of a person, of all that stood in the log when it was called. */
  readonly ordersOf: (person: string) => Promise<readonly ErasedOrder[]>;
  readonly leftovers: Leftovers;
}

/** So long after an erasure its orders are looked at again: one that was being placed meanwhile was sealed with the key that is gone. */
export const LOOK_AGAIN_AFTER_MS = 60_000;
/** From when on an erasure that does not come to its end is something to look at. */
const OVERDUE_AFTER_MS = 10 * 60_000;
/** What other processes need beside the time for which they may know a key, in milliseconds. */
const MARGIN_MS = 100;

/** What the process writes itself it knows already. */
const triggers: Triggers<'erasure'> = { ErasureRequested: true, OrdersErased: false, ErasureCompleted: false };

/** What the erasure process knows of one erasure. */
interface ErasureContext {
  readonly id: string;
  readonly erasure: ErasureStream;
  /** Orders that hold something of the person although the erasure is complete; empty before. */
  readonly late: readonly ErasedOrder[];
}

/**
 * `erase`: destroy the key, and record which orders held the person's data. `clear`: leave nothing of them in what was made of the log.
 * `step` names what is written by it.
 */
type ErasureAction =
  | { readonly kind: 'erase'; readonly person: string; readonly cause: ErasureCause; readonly step: string }
  | { readonly kind: 'clear'; readonly erased: Erased; readonly step: string };

/**
 * The erasure process: brings each erasure that was asked for to its end, whatever comes in between. Each step may be taken twice.
 * Ids of erasures stand where other processes have ids of orders.
 */
export function createErasureProcess(deps: ErasureDeps): ProcessManager<ErasureContext, ErasureAction> {
  return {
    name: ERASURE,
    correlate: ({ type, streamId }: EventHeader) => (isTrigger(triggers, type) ? parseStreamId(streamId).id : null),
    load: (id) => load(deps, id),
    decide,
    act: (action, context) =>
      action.kind === 'erase' ? erase(deps, context, action) : clear(deps, context, action.erased, action.step),
  };
}

async function load({ log, ordersOf }: ErasureDeps, id: string): Promise<ErasureContext> {
  const erasure = await loadStream(log, erasureAggregate, id);
  const { state } = erasure;
  return { id, erasure, late: state.status === 'Completed' ? await ordersOf(state.person) : [] };
}

/** What comes next for an erasure. */
function decide({ erasure, late }: ErasureContext, { now }: Moment): Next<ErasureAction> {
  const { state, events } = erasure;
  switch (state.status) {
    case 'None':
      return { kind: 'done' };
    case 'Requested':
      return act(erasure, eraseAction(state));
    case 'Erased': {
      const erased = { person: state.person, ...ordersIn(erasure), position: positionOf(erasure) };
      return act(erasure, { kind: 'clear', erased, step: `completed:${events.length}` });
    }
    case 'Completed': {
      if (late.length > 0) return act(erasure, eraseAction(state));
      const completedAt = Date.parse(events.at(-1)?.at ?? '');
      const due = completedAt + LOOK_AGAIN_AFTER_MS;
      if (now >= due) return { kind: 'done' };
      return { kind: 'wait', wait: { waitingFor: 'late-orders', since: completedAt, due, overdueAt: null } };
    }
    default:
      return state satisfies never;
  }
}

function eraseAction({ person, cause, orders }: Exclude<Erasure, { status: 'None' }>): ErasureAction {
  return { kind: 'erase', person, cause, step: `erased:${orders.size}` };
}

function act({ events }: ErasureStream, action: ErasureAction): Next<ErasureAction> {
  const overdueAt = Date.parse(events[0]?.at ?? '') + OVERDUE_AFTER_MS;
  return { kind: 'act', action, pending: { waitingFor: 'erasure', due: null, overdueAt } };
}

async function erase(
  deps: ErasureDeps,
  context: ErasureContext,
  { person, cause, step }: Extract<ErasureAction, { kind: 'erase' }>,
): Promise<Acted> {
  const { keys, timer, ordersOf, list, clock } = deps;
  // First: a backup of before must not bring back whose key is gone.
  list.add({ erasureId: context.id, person, cause, at: toTimestamp(clock.now()) });
  await keys.destroy(person);
  // Until then another process might make something of these orders with the key that it has in memory.
  if (keys.outlivesMs > 0) await timer.sleep(keys.outlivesMs + MARGIN_MS);
  const orders = await ordersOf(person);
  // First: what is on record is not found again, should the program fall in between.
  for (const { orderId } of orders) await callOff(deps, context.id, orderId);
  for (let part = 0; ; part++) {
    const recorded = await tell(deps, context, { type: 'RecordErased', orders }, `${step}:${part}`);
    if (recorded.kind !== 'accepted' && recorded.kind !== 'replayed') return again;
  }
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

async function clear(deps: ErasureDeps, context: ErasureContext, erased: Erased, step: string): Promise<Acted> {
  const cause = await deps.leftovers.clear(erased);
  if (cause !== null) return { kind: 'unavailable', cause };
  await tell(deps, context, { type: 'CompleteErasure' }, step);
  return again;
}

function tell(deps: ErasureDeps, { id, erasure }: ErasureContext, command: ErasureCommand, step: string) {
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
