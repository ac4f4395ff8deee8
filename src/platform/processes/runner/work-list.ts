import type { Position } from '../../eventstore/event-store.ts';
import type { OpenItem, OpsChanges, OpsState, ParkedItem } from '../ops-store.ts';
import type { Wait } from '../process-manager.ts';
import { DueQueue } from './due-queue.ts';

/** An order in work: `queued` for a turn, `running`, or `waiting` for an event or its due time. */
interface Item {
  phase: 'queued' | 'running' | 'waiting';
  wait: Wait;
  failures: number;
  /** When it is tried again, by the timer; null when it waits for an event or its due time alone. */
  retryAt: number | null;
  /** Something happened while it ran: decide once more. */
  again: boolean;
}

/** What an order waits for that is queued for its turn, or in it. */
export const TURN = 'turn';

/**
 * Which orders a process manager is not finished with, and what each waits for: deadlines by the wall clock, tries by the timer.
 * Everything here is in memory; {@link takeChanges}
 * says what has to be kept. An order that is settled between two saves never reaches the disk.
 */
export class WorkList {
  readonly #items = new Map<string, Item>();
  readonly #parked = new Map<string, ParkedItem>();
  /** First come, first served. */
  readonly #ready = new Set<string>();
  /** By the wall clock: open and parked orders alike. */
  readonly #due = new DueQueue<string>();
  /** By the timer. */
  readonly #retries = new DueQueue<string>();
  /** Those that wait together for an outside system, in the order in which they try for it. */
  readonly #held = new Set<string>();
  readonly #dirty = new Set<string>();
  /** Orders that the store holds a row of, whatever it says. */
  readonly #kept = new Set<string>();
  #running = 0;

  constructor(state: OpsState) {
    for (const { orderId, failures, ...wait } of state.open) {
      this.#kept.add(orderId);
      // Whatever was unavailable may be there again: after a start nobody waits for the next try.
      const retryAt = failures > 0 ? Number.NEGATIVE_INFINITY : null;
      this.#items.set(orderId, { phase: 'waiting', wait, failures, retryAt, again: false });
      if (wait.due !== null) this.#due.add(wait.due, orderId);
      if (retryAt !== null) this.#retries.add(retryAt, orderId);
    }
    for (const item of state.parked) {
      this.#kept.add(item.orderId);
      this.#setParked(item);
    }
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#ready.size;
  }

  /** How many wait together for an outside system. */
  get held(): number {
    return this.#held.size;
  }

  /** For how long nothing is due, in milliseconds: 0 when something is, infinite when nothing waits. */
  nothingDueFor(now: number, elapsed: number): number {
    const left = Math.min((this.#due.earliest ?? Infinity) - now, (this.#retries.earliest ?? Infinity) - elapsed);
    return Math.max(0, left);
  }

  open(): OpenItem[] {
    return [...this.#items].map(([orderId, { wait, failures }]) => ({ orderId, failures, ...wait }));
  }

  parked(): ParkedItem[] {
    return [...this.#parked.values()];
  }

  isParked(orderId: string): boolean {
    return this.#parked.has(orderId);
  }

  /** Something happened to the order: it gets a turn, also when it was parked. */
  wake(orderId: string, now: number): void {
    this.#parked.delete(orderId);
    const item = this.#items.get(orderId);
    if (item?.phase === 'running') item.again = true;
    else if (item?.phase !== 'queued') this.#queue(orderId, now, item?.failures ?? 0);
  }

  /** Gives a turn to every order whose due time has come, by the wall clock, or that is to be tried again, by the timer. */
  wakeDue(now: number, elapsed: number): void {
    // The time may have been moved since, or the order been settled.
    for (const orderId of this.#due.takeDue(now)) {
      const item = this.#items.get(orderId);
      const isDue = (due: number | null | undefined) => due !== null && due !== undefined && due <= now;
      if (item?.phase === 'waiting' && isDue(item.wait.due)) this.#queue(orderId, now, item.failures);
      else if (isDue(this.#parked.get(orderId)?.due)) this.wake(orderId, now);
    }
    for (const orderId of this.#retries.takeDue(elapsed)) {
      const item = this.#items.get(orderId);
      if (item?.phase === 'waiting' && item.retryAt !== null && item.retryAt <= elapsed) {
        this.#queue(orderId, now, item.failures);
      }
    }
  }

  /** The next order to work on, or undefined. It is `running` until one of the methods below is called for it. */
  start(): string | undefined {
    const [orderId] = this.#ready;
    const item = orderId === undefined ? undefined : this.#items.get(orderId);
    if (orderId === undefined || item === undefined) return undefined;
    this.#ready.delete(orderId);
    item.phase = 'running';
    item.again = false;
    this.#running++;
    return orderId;
  }

  /** Nothing is left to do for the order. */
  settle(orderId: string, now: number): void {
    if (this.#endRun(orderId, now)) return;
    this.#items.delete(orderId);
    this.#dirty.add(orderId);
  }

  /** The order waits. */
  waitFor(orderId: string, wait: Wait, now: number): void {
    if (this.#endRun(orderId, now)) return;
    this.#wait(orderId, wait, 0, null);
  }

  /**
   * The order is tried again, and still decided anew when its own time is due. `failures` counts the tries in a row that found
   * something unavailable; `retryAt` goes by the timer.
   */
  tryAgain(orderId: string, wait: Wait, failures: number, retryAt: number, now: number): void {
    if (this.#endRun(orderId, now)) return;
    this.#wait(orderId, wait, failures, retryAt);
    this.#retries.add(retryAt, orderId);
  }

  /** The order waits with all others for an outside system. Its own due time, and what happens to it, give it a turn all the same. */
  hold(orderId: string, wait: Wait, failures: number, now: number): void {
    if (this.#endRun(orderId, now)) return;
    this.#wait(orderId, wait, failures, null);
    this.#held.add(orderId);
  }

  /** One of those that are held gets a turn. */
  tryHeld(now: number): void {
    const [orderId] = this.#held;
    if (orderId !== undefined) this.#queue(orderId, now, this.failuresOf(orderId));
  }

  /** All that are held get their turns. */
  releaseHeld(now: number): void {
    for (const orderId of this.#held) this.#queue(orderId, now, this.failuresOf(orderId));
  }

  /** The order can't go on, until it is due. */
  park(orderId: string, reason: string, due: number | null, now: number): void {
    if (this.#endRun(orderId, now)) return;
    this.#items.delete(orderId);
    this.#setParked({ orderId, reason, since: now, due });
    this.#dirty.add(orderId);
  }

  /** The run is broken off where it stands; the order gets its next turn first thing after a start. */
  putBack(orderId: string, now: number): void {
    const item = this.#items.get(orderId);
    if (item !== undefined) item.again = true;
    this.#endRun(orderId, now);
  }

  /** Forgets a parked order. */
  forget(orderId: string): void {
    this.#parked.delete(orderId);
    this.#dirty.add(orderId);
  }

  failuresOf(orderId: string): number {
    return this.#items.get(orderId)?.failures ?? 0;
  }

  /** Since when the order waits for this, as far as it waited for it before. */
  waitingSince(orderId: string, waitingFor: string): number | null {
    const wait = this.#items.get(orderId)?.wait;
    return wait?.waitingFor === waitingFor ? wait.since : null;
  }

  /** How many orders have changed since they were last taken. */
  get changes(): number {
    return this.#dirty.size;
  }

  /** What has changed since the last call, `most` orders of it, together with the position that is true with these. */
  takeChanges(position: Position, most = Infinity): OpsChanges {
    const opened: OpenItem[] = [];
    const parked: ParkedItem[] = [];
    const closed: string[] = [];
    for (const orderId of this.#dirty) {
      if (opened.length + parked.length + closed.length >= most) break;
      this.#dirty.delete(orderId);
      const item = this.#items.get(orderId);
      const parkedItem = this.#parked.get(orderId);
      if (item !== undefined) opened.push({ orderId, failures: failuresToKeep(item), ...item.wait });
      else if (parkedItem !== undefined) parked.push(parkedItem);
      else if (this.#kept.delete(orderId)) closed.push(orderId);
      if (item !== undefined || parkedItem !== undefined) this.#kept.add(orderId);
    }
    return { position, opened, parked, closed };
  }

  /** A save failed: what it held has to be saved again. */
  giveBack({ opened, parked, closed }: OpsChanges): void {
    for (const { orderId } of [...opened, ...parked]) this.#dirty.add(orderId);
    for (const orderId of closed) {
      this.#dirty.add(orderId);
      this.#kept.add(orderId);
    }
  }

  #wait(orderId: string, wait: Wait, failures: number, retryAt: number | null): void {
    this.#items.set(orderId, { phase: 'waiting', wait, failures, retryAt, again: false });
    if (wait.due !== null) this.#due.add(wait.due, orderId);
    this.#dirty.add(orderId);
  }

  #setParked(item: ParkedItem): void {
    this.#parked.set(item.orderId, item);
    if (item.due !== null && item.due !== undefined) this.#due.add(item.due, item.orderId);
  }

  #queue(orderId: string, now: number, failures: number): void {
    const before = this.#items.get(orderId)?.wait ?? { waitingFor: TURN, since: now, overdueAt: null };
    // Kept as due now: after a crash it gets its turn at once.
    const wait: Wait = { ...before, due: now };
    this.#held.delete(orderId);
    this.#items.set(orderId, { phase: 'queued', wait, failures, retryAt: null, again: false });
    this.#ready.add(orderId);
    this.#dirty.add(orderId);
  }

  /** Ends a run; true when the order was queued again because something happened meanwhile. */
  #endRun(orderId: string, now: number): boolean {
    this.#running--;
    const item = this.#items.get(orderId);
    if (item === undefined || !item.again) return false;
    this.#queue(orderId, now, 0);
    return true;
  }
}

/**
 * A turn that was not taken to its end is kept as one that failed: after a start it is taken at once, also when somebody has set the wall
 * clock back meanwhile.
 */
function failuresToKeep({ phase, failures }: Item): number {
  return phase === 'waiting' ? failures : Math.max(1, failures);
}
