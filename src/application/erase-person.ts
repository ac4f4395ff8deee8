import type { DeliveryStatus } from '../domain/delivery/index.ts';
import type { ErasedOrder, Erasure, ErasureCause } from '../domain/erasure/index.ts';
import type { OrderId } from '../domain/ids.ts';
import { hasEnded } from '../domain/order-end.ts';
import { standingOf } from '../domain/order-standing.ts';
import type { Position } from '../platform/eventstore/event-store.ts';
import { type CommandMeta, handle, loadStream } from '../platform/eventstore/handle-command.ts';
import type { IdSource } from '../platform/runtime/ids.ts';
import { Recent } from '../platform/runtime/recent.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import { erasureAggregate } from '../stored-events/erasure.ts';
import type { CommandDeps } from '../stored-events/event-log.ts';
import { type CommandIdentity, newCommand } from './command-identity.ts';
import { loadDelivery, loadOrder, loadPayment } from './order-streams.ts';
import type { UseCaseResult } from './use-case.ts';

export interface ErasureAnswer {
  /** False when nothing was kept under this number, be it that there never was, or that it is erased already. */
  readonly erased: boolean;
  /** The orders that the person had part in; they stay, without the person. */
  readonly ordersKept: number;
}

/** The erasure is on record and goes on by itself, but has not come to its end yet. */
export class ErasureUnderWay extends Error {
  override readonly name = 'ErasureUnderWay';
}

export interface ErasePersonDeps extends CommandDeps {
  readonly ids: IdSource;
  readonly timer: Timer;
  /** Finds the key of a phone (E.164), and makes none. */
  readonly people: { find(phone: string): Promise<string | null> };
  /** The orders that hold data of a person, of all that stood in the log when it was called. */
  readonly ordersOf: (person: string) => Promise<readonly ErasedOrder[]>;
}

/** An order that is over, and of which not all is written yet, or whose money is just on its way back, is waited for so long. */
const SETTLES_WITHIN_MS = 3_000;
/** An erasure is waited for so long; then it goes on without anybody who waits. */
const ENDS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;
/** Keyed erasures of which this process remembers what they were asked with. */
const REMEMBERED = 1_000;

/**
 * Erases people: puts an erasure on record, which the erasure process then carries out, and waits for its end.
 *
 * The digest of the body is made of a phone number and so is not stored with the command, as it is elsewhere; this process remembers it, so
 * that a key that comes again with another number is noticed here, and only here.
 */
export class PersonEraser {
  readonly #deps: ErasePersonDeps;
  readonly #digests = new Recent<string, string>(REMEMBERED);

  constructor(deps: ErasePersonDeps) {
    this.#deps = deps;
  }

  /**
   * Erases the person with this phone (E.164), everything that is known of them as customer and as recipient.
   * @throws ErasureUnderWay, StoreUnavailable
   */
  async erase(phone: string, { keyed, digest, ...meta }: CommandIdentity): Promise<UseCaseResult<ErasureAnswer>> {
    const { people, log } = this.#deps;
    if (keyed && digest !== undefined) {
      if ((this.#digests.get(meta.commandId) ?? digest) !== digest) return { kind: 'key-reused' };
      const repeated = await loadStream(log, erasureAggregate, meta.commandId, 'latest');
      if (repeated.state.status !== 'None') return { ...(await this.#end(meta.commandId)), replayed: true };
    }
    const person = await people.find(phone);
    if (person === null) {
      return { kind: 'done', value: { erased: false, ordersKept: 0 }, position: await log.head(), replayed: false };
    }
    const refused = await this.#request(person, 'request', meta, SETTLES_WITHIN_MS);
    if (refused !== null) return refused;
    if (digest !== undefined) this.#digests.set(meta.commandId, digest);
    return this.#end(meta.commandId);
  }

  /**
   * Puts it on record that a person is to be erased because what is kept of them is due; nobody waits for its end.
   * @returns false when an order of theirs has not ended.
   */
  async expire(person: string, actor: string): Promise<boolean> {
    const { keyed, digest, ...meta } = newCommand(this.#deps.ids, actor);
    return (await this.#request(person, 'retention', meta, 0)) === null;
  }

  /** Null when the erasure is on record. Its id is that of the command. */
  async #request(person: string, cause: ErasureCause, meta: CommandMeta, patienceMs: number) {
    const openOrders = await this.#openOrders(person, patienceMs);
    const command = { type: 'RequestErasure', person, cause, openOrders } as const;
    const handled = await handle(this.#deps, erasureAggregate, meta.commandId, command, meta);
    return handled.kind === 'rejected' ? ({ kind: 'rejected', rejection: handled.rejection } as const) : null;
  }

  /** How many orders of a person have not ended, as the streams say. Those that are over may need a moment until all of it is written. */
  async #openOrders(person: string, patienceMs: number): Promise<number> {
    const { timer, ordersOf } = this.#deps;
    const giveUpAt = timer.elapsed() + patienceMs;
    for (;;) {
      const standings = await Promise.all((await ordersOf(person)).map(({ orderId }) => this.#standingOf(orderId)));
      const open = standings.filter((standing) => standing !== 'ended');
      if (open.length === 0 || open.includes('open') || timer.elapsed() >= giveUpAt) return open.length;
      await timer.sleep(LOOK_EVERY_MS);
    }
  }

  async #standingOf(orderId: OrderId): Promise<'open' | 'settling' | 'ended'> {
    const { log } = this.#deps;
    const [order, delivery, payment] = await Promise.all([
      loadOrder(log, orderId, 'latest'),
      loadDelivery(log, orderId, 'latest'),
      loadPayment(log, orderId, 'latest'),
    ]);
    if (hasEnded(order.state, payment.state)) return 'ended';
    const isOver = standingOf(order.state, delivery.state.status) === 'ended' || isFinal(delivery.state.status);
    return isOver ? 'settling' : 'open';
  }

  async #end(id: string): Promise<Extract<UseCaseResult<ErasureAnswer>, { kind: 'done' }>> {
    const { timer, log } = this.#deps;
    const giveUpAt = timer.elapsed() + ENDS_WITHIN_MS;
    for (;;) {
      const { state, position } = await loadStream(log, erasureAggregate, id, 'latest');
      if (state.status === 'Completed') return done(state, position);
      if (timer.elapsed() >= giveUpAt) throw new ErasureUnderWay(`the erasure ${id} is under way`);
      await timer.sleep(LOOK_EVERY_MS);
    }
  }
}

/** True when nothing happens to the flowers any more; what that means for the order, and for its money, follows in a moment. */
function isFinal(status: DeliveryStatus): boolean {
  return status === 'Completed' || status === 'Rejected' || status === 'Returned' || status === 'Cancelled';
}

function done(state: Exclude<Erasure, { status: 'None' }>, position: Position) {
  return { kind: 'done', value: { erased: true, ordersKept: state.orders.size }, position, replayed: false } as const;
}
