import type { Position } from '../../eventstore/event-store.ts';
import type { OpenItem, OpsChanges, OpsState, ParkedItem } from '../ops-store.ts';
import type { Wait } from '../process-manager.ts';
import { DueQueue } from './due-queue.ts';

/** An instance in work: `queued` for a run, `running`, or `waiting` for an event or its due time. */
interface Item {
  phase: 'queued' | 'running' | 'waiting';
  wait: Wait;
  failures: number;
  /** When it is tried again, by the timer; null when it waits for an event or its due time alone. */
  retryAt: number | null;
  /** Something happened while it ran: decide once more. */
  again: boolean;
}

/** What an instance waits for that is queued for its run, or in it. What is kept and what is answered calls it so. */
export const RUN = 'turn';

/**
 * Which instances a process manager is not finished with, and what each waits for: deadlines by the wall clock, tries by the timer.
 * Everything here is in memory; {@link takeChanges}
 * says what has to be kept. An instance that is settled between two saves never reaches the disk.
 */
export class WorkList {
  readonly #items = new Map<string, Item>();
  readonly #parked = new Map<string, ParkedItem>();
  /** First come, first served. */
  readonly #ready = new Set<string>();
  /** By the wall clock: open and parked instances alike. */
  readonly #due = new DueQueue<string>();
  /** By the timer. */
  readonly #retries = new DueQueue<string>();
  /** Those that wait together for an outside system, in the order in which they try for it. */
  readonly #held = new Set<string>();
  readonly #dirty = new Set<string>();
  /** Instances that the store holds a row of, whatever it says. */
  readonly #kept = new Set<string>();
  #running = 0;

  constructor(state: OpsState) {
    for (const { instanceId, failures, ...wait } of state.open) {
      this.#kept.add(instanceId);
      // Whatever was unavailable may be there again: after a start nobody waits for the next try.
      const retryAt = failures > 0 ? Number.NEGATIVE_INFINITY : null;
      this.#items.set(instanceId, { phase: 'waiting', wait, failures, retryAt, again: false });
      if (wait.due !== null) this.#due.add(wait.due, instanceId);
      if (retryAt !== null) this.#retries.add(retryAt, instanceId);
    }
    for (const item of state.parked) {
      this.#kept.add(item.instanceId);
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
    return [...this.#items].map(([instanceId, { wait, failures }]) => ({ instanceId, failures, ...wait }));
  }

  parked(): ParkedItem[] {
    return [...this.#parked.values()];
  }

  /** True while the instance is open or parked. */
  has(instanceId: string): boolean {
    return this.#items.has(instanceId) || this.#parked.has(instanceId);
  }

  isParked(instanceId: string): boolean {
    return this.#parked.has(instanceId);
  }

  /** Something happened to the instance: it gets a run, also when it was parked. */
  wake(instanceId: string, now: number): void {
    this.#parked.delete(instanceId);
    const item = this.#items.get(instanceId);
    if (item?.phase === 'running') item.again = true;
    else if (item?.phase !== 'queued') this.#queue(instanceId, now, item?.failures ?? 0);
  }

  /** Gives a run to every instance whose due time has come, by the wall clock, or that is to be tried again, by the timer. */
  wakeDue(now: number, elapsed: number): void {
    // The time may have been moved since, or the instance been settled.
    for (const instanceId of this.#due.takeDue(now)) {
      const item = this.#items.get(instanceId);
      const isDue = (due: number | null | undefined) => due !== null && due !== undefined && due <= now;
      if (item?.phase === 'waiting' && isDue(item.wait.due)) this.#queue(instanceId, now, item.failures);
      else if (isDue(this.#parked.get(instanceId)?.due)) this.wake(instanceId, now);
    }
    for (const instanceId of this.#retries.takeDue(elapsed)) {
      const item = this.#items.get(instanceId);
      if (item?.phase === 'waiting' && item.retryAt !== null && item.retryAt <= elapsed) {
        this.#queue(instanceId, now, item.failures);
      }
    }
  }

  /** The next instance to work on, or undefined. It is `running` until one of the methods below is called for it. */
  start(): string | undefined {
    const [instanceId] = this.#ready;
    const item = instanceId === undefined ? undefined : this.#items.get(instanceId);
    if (instanceId === undefined || item === undefined) return undefined;
    this.#ready.delete(instanceId);
    item.phase = 'running';
    item.again = false;
    this.#running++;
    return instanceId;
  }

  /** Nothing is left to do for the instance. */
  settle(instanceId: string, now: number): void {
    if (this.#endRun(instanceId, now)) return;
    this.#items.delete(instanceId);
    this.#dirty.add(instanceId);
  }

  /** The instance waits. */
  waitFor(instanceId: string, wait: Wait, now: number): void {
    if (this.#endRun(instanceId, now)) return;
    this.#wait(instanceId, wait, 0, null);
  }

  /**
   * The instance is tried again, and still decided anew when its own time is due. `failures` counts the tries in a row that found
   * something unavailable; `retryAt` goes by the timer.
   */
  tryAgain(instanceId: string, wait: Wait, failures: number, retryAt: number, now: number): void {
    if (this.#endRun(instanceId, now)) return;
    this.#wait(instanceId, wait, failures, retryAt);
    this.#retries.add(retryAt, instanceId);
  }

  /** The instance waits with all others for an outside system. Its own due time, and what happens to it, give it a run all the same. */
  hold(instanceId: string, wait: Wait, failures: number, now: number): void {
    if (this.#endRun(instanceId, now)) return;
    this.#wait(instanceId, wait, failures, null);
    this.#held.add(instanceId);
  }

  /** One of those that are held gets a run. */
  tryHeld(now: number): void {
    const [instanceId] = this.#held;
    if (instanceId !== undefined) this.#queue(instanceId, now, this.failuresOf(instanceId));
  }

  /** All that are held get their runs. */
  releaseHeld(now: number): void {
    for (const instanceId of this.#held) this.#queue(instanceId, now, this.failuresOf(instanceId));
  }

  /** The instance can't go on, until it is due. */
  park(instanceId: string, reason: string, due: number | null, now: number): void {
    if (this.#endRun(instanceId, now)) return;
    this.#items.delete(instanceId);
    this.#setParked({ instanceId, reason, since: now, due });
    this.#dirty.add(instanceId);
  }

  /** The run is broken off where it stands; the instance gets its next run first thing after a start. */
  putBack(instanceId: string, now: number): void {
    const item = this.#items.get(instanceId);
    if (item !== undefined) item.again = true;
    this.#endRun(instanceId, now);
  }

  /** Forgets a parked instance. */
  forget(instanceId: string): void {
    this.#parked.delete(instanceId);
    this.#dirty.add(instanceId);
  }

  failuresOf(instanceId: string): number {
    return this.#items.get(instanceId)?.failures ?? 0;
  }

  /** Since when the instance waits for this, as far as it waited for it before. */
  waitingSince(instanceId: string, waitingFor: string): number | null {
    const wait = this.#items.get(instanceId)?.wait;
    return wait?.waitingFor === waitingFor ? wait.since : null;
  }

  /** How many instances have changed since they were last taken. */
  get changes(): number {
    return this.#dirty.size;
  }

  /** What has changed since the last call, `most` instances of it, together with the position that is true with these. */
  takeChanges(position: Position, most = Infinity): OpsChanges {
    const opened: OpenItem[] = [];
    const parked: ParkedItem[] = [];
    const closed: string[] = [];
    for (const instanceId of this.#dirty) {
      if (opened.length + parked.length + closed.length >= most) break;
      this.#dirty.delete(instanceId);
      const item = this.#items.get(instanceId);
      const parkedItem = this.#parked.get(instanceId);
      if (item !== undefined) opened.push({ instanceId, failures: failuresToKeep(item), ...item.wait });
      else if (parkedItem !== undefined) parked.push(parkedItem);
      else if (this.#kept.delete(instanceId)) closed.push(instanceId);
      if (item !== undefined || parkedItem !== undefined) this.#kept.add(instanceId);
    }
    return { position, opened, parked, closed };
  }

  /** A save failed: what it held has to be saved again. */
  giveBack({ opened, parked, closed }: OpsChanges): void {
    for (const { instanceId } of [...opened, ...parked]) this.#dirty.add(instanceId);
    for (const instanceId of closed) {
      this.#dirty.add(instanceId);
      this.#kept.add(instanceId);
    }
  }

  #wait(instanceId: string, wait: Wait, failures: number, retryAt: number | null): void {
    this.#items.set(instanceId, { phase: 'waiting', wait, failures, retryAt, again: false });
    if (wait.due !== null) this.#due.add(wait.due, instanceId);
    this.#dirty.add(instanceId);
  }

  #setParked(item: ParkedItem): void {
    this.#parked.set(item.instanceId, item);
    if (item.due !== null && item.due !== undefined) this.#due.add(item.due, item.instanceId);
  }

  #queue(instanceId: string, now: number, failures: number): void {
    const before = this.#items.get(instanceId)?.wait ?? { waitingFor: RUN, since: now, overdueAt: null };
    // Kept as due now: after a crash it gets its run at once.
    const wait: Wait = { ...before, due: now };
    this.#held.delete(instanceId);
    this.#items.set(instanceId, { phase: 'queued', wait, failures, retryAt: null, again: false });
    this.#ready.add(instanceId);
    this.#dirty.add(instanceId);
  }

  /** Ends a run; true when the instance was queued again because something happened meanwhile. */
  #endRun(instanceId: string, now: number): boolean {
    this.#running--;
    const item = this.#items.get(instanceId);
    if (item === undefined || !item.again) return false;
    this.#queue(instanceId, now, 0);
    return true;
  }
}

/**
 * A run that was not taken to its end is kept as one that failed: after a start it is taken at once, also when somebody has set the wall
 * clock back meanwhile.
 */
function failuresToKeep({ phase, failures }: Item): number {
  return phase === 'waiting' ? failures : Math.max(1, failures);
}
