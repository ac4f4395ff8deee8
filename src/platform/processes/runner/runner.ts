import type { EventHeader, EventLog } from '../../eventstore/event-log.ts';
import { type Batch, DamagedLog, type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Spans } from '../../runtime/spans.ts';
import { threadPace } from '../../runtime/system.ts';
import type { Timer } from '../../runtime/timer.ts';
import type { WallWatch } from '../../runtime/wall-watch.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { type OpsState, type OpsStore, stateKey } from '../ops-store.ts';
import type { Acted, Moment, Next, Pending, ProcessManager, Wait } from '../process-manager.ts';
import { backOff } from './back-off.ts';
import { ASK_EVERY_MS, Uptime } from './uptime.ts';
import { WorkList } from './work-list.ts';

export interface RunnerDeps {
  readonly log: EventLog;
  readonly ops: OpsStore;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Tells when the clock was set. */
  readonly wall: WallWatch;
  readonly logger: Logger;
  /** How many orders are worked on at once. */
  readonly concurrency: number;
  /** Gets a span for each turn. */
  readonly spans: Spans;
  /** Once live, reading pauses while more orders than this wait for their turn. Default: 10,000. */
  readonly maxQueued?: number;
}

const SAVE_EVERY_MS = 200;
/** As many changes are written in one go. */
const SAVE_AT_ONCE = 1_000;
const TICK_MS = 1_000;
/** How often one order tries for all that wait for an outside system. */
const TRY_EVERY_MS = 1_000;
/** What an order waits for when the log or another store of ours could not be used. */
const STORE = 'store';
/** What an order waits for that could not even be read. */
const onTheStore: Pending = { waitingFor: STORE, due: null, overdueAt: null };
/** Asked for to see whether the log answers. */
const NOBODYS_STREAM = 'nobody-s';
const MAX_QUEUED = 10_000;
/** An order that acts so often in one turn is going round in circles. */
const MAX_ACTIONS = 50;

/**
 * Runs one process manager: takes in events, gives each order its turns, waits, retries, parks, and keeps what is open. Orders are
 * worked on in parallel, each one by one turn at a time. Nothing is done while history is being caught up: until then orders are
 * only noted, so that no deadline fires on half a story.
 */
export class ProcessRunner<Situation, Action> {
  readonly #process: ProcessManager<Situation, Action>;
  readonly #deps: RunnerDeps;
  readonly #stop = new AbortController();
  #work = new WorkList({ position: START, open: [], parked: [] });
  #position: Position = START;
  #savedPosition: Position = START;
  /** Null until history is caught up. */
  #uptime: Uptime | null = null;
  /** Aborted when there is something new to give turns to. */
  #bell = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();
  readonly #turns = new Set<Promise<void>>();
  /** By the timer: when one order tries next. */
  #tryAt = 0;

  constructor(process: ProcessManager<Situation, Action>, deps: RunnerDeps) {
    this.#process = process;
    this.#deps = deps;
  }

  get name(): string {
    return this.#process.name;
  }

  /** Every event up to here was taken in. */
  get position(): Position {
    return this.#position;
  }

  get work(): Pick<WorkList, 'open' | 'parked' | 'running' | 'queued' | 'isParked'> {
    return this.#work;
  }

  /** True once history is caught up and orders get their turns. */
  get live(): boolean {
    return this.#uptime !== null;
  }

  /** @throws StoreUnavailable when the saved state can't be read. */
  async start(): Promise<void> {
    const state = await this.#stateOfThisLog();
    this.#work = new WorkList(state);
    this.#position = state.position;
    this.#savedPosition = state.position;
    this.#loops = Promise.all([this.#takeIn(), this.#giveTurns(), this.#keep(), this.#askForSigns()]);
  }

  /** Ends the loops, lets the turns that run come to their end, and saves. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#tell();
    await this.#loops;
    await Promise.all(this.#turns);
    await this.#save();
  }

  /** Gives the order a turn, also when it is parked. */
  wake(orderId: string): void {
    this.#work.wake(orderId, this.#deps.clock.now());
    this.#tell();
  }

  /** Drops a parked order until a new event of it comes. False when its state forbids that. */
  async forget(orderId: string): Promise<boolean> {
    const { mayForget } = this.#process;
    if (mayForget !== undefined && !mayForget(await this.#process.load(orderId, 'latest'))) return false;
    this.#work.forget(orderId);
    return true;
  }

  get #key(): string {
    return stateKey(this.#deps.log, this.name);
  }

  /** What was kept, unless it is ahead of the log: then the log was restored from a backup, and its history is read again. */
  async #stateOfThisLog(): Promise<OpsState> {
    const state = await this.#deps.ops.load(this.#key);
    if (await this.#deps.log.reaches(state.position)) return state;
    this.#deps.logger.warn({ process: this.name }, 'kept state is ahead of the log; history is read again');
    return { position: START, open: [], parked: [] };
  }

  async #takeIn(): Promise<void> {
    const { signal } = this.#stop;
    const { maxQueued = MAX_QUEUED } = this.#deps;
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const batch of this.#deps.log.watch({ after: this.#position, signal })) {
          this.#note(batch);
          if (!this.live) await yieldThread();
          failures = 0;
          // Only then do turns make the queue shorter: while history is caught up, every order of it is noted.
          while (this.live && this.#work.queued > maxQueued && !signal.aborted) await this.#sleep(50);
        }
      } catch (error) {
        this.#deps.logger.warn({ process: this.name, err: error }, 'subscription ended; it starts again');
        await this.#sleep(backOff(failures++));
      }
    }
  }

  #note({ events, position, live }: Batch<EventHeader>): void {
    const now = this.#deps.clock.now();
    for (const event of events) {
      const orderId = this.#process.correlate(event);
      if (orderId !== null) this.#work.wake(orderId, now);
    }
    this.#position = position;
    if (!live) return;
    this.#uptime ??= new Uptime(this.#deps.clock, this.#deps.timer);
    this.#tell();
  }

  async #giveTurns(): Promise<void> {
    const { clock, timer, concurrency } = this.#deps;
    while (!this.#stop.signal.aborted) {
      const bell = new AbortController();
      this.#bell = bell;
      if (this.live) {
        this.#work.wakeDue(clock.now(), timer.elapsed());
        this.#seeToHeld();
        while (this.#work.running < concurrency && !this.#stop.signal.aborted) {
          const orderId = this.#work.start();
          if (orderId === undefined) break;
          await threadPace.step(() => this.#beginTurn(orderId));
        }
      }
      // Never longer than a tick: by then the wall clock may show another time.
      const rest = this.live ? this.#work.nothingDueFor(clock.now(), timer.elapsed()) : TICK_MS;
      await timer.sleep(Math.min(TICK_MS, Math.max(1, rest)), bell.signal);
    }
  }

  /** While an outside system is away one order tries for all; when it is back, all go on. */
  #seeToHeld(): void {
    const { clock, timer } = this.#deps;
    if (this.#work.held === 0) return;
    if (this.#process.isOutsideAway?.() !== true) this.#work.releaseHeld(clock.now());
    else if (timer.elapsed() >= this.#tryAt) {
      this.#tryAt = timer.elapsed() + TRY_EVERY_MS;
      this.#work.tryHeld(clock.now());
    }
  }

  #beginTurn(orderId: string): void {
    const turn = this.#turn(orderId).finally(() => {
      this.#turns.delete(turn);
      this.#tell();
    });
    this.#turns.add(turn);
  }

  async #turn(orderId: string): Promise<void> {
    const { clock, spans } = this.#deps;
    const end = spans.begin(`turn of ${this.name}`, { 'order.id': orderId });
    let failed = false;
    let pending = onTheStore;
    try {
      for (let actions = 0; actions < MAX_ACTIONS; actions++) {
        const situation = await this.#process.load(orderId);
        const next = this.#process.decide(situation, this.#moment());
        if (next.kind !== 'act') {
          this.#uptime?.worked();
          this.#rest(orderId, next);
          return;
        }
        if (this.#stop.signal.aborted) {
          this.#work.putBack(orderId, clock.now());
          return;
        }
        pending = next.pending;
        const acted = await this.#process.act(next.action, situation);
        if (acted.kind !== 'again') {
          this.#endOf(orderId, acted, pending);
          return;
        }
      }
      this.#endOf(orderId, { kind: 'parked', reason: `no end after ${MAX_ACTIONS} actions` }, pending);
    } catch (error) {
      failed = true;
      if (error instanceof StoreUnavailable) this.#uptime?.failed();
      this.#endOf(orderId, onFailure(error), { ...onTheStore, due: pending.due });
      this.#deps.logger.error({ process: this.name, orderId, err: error }, 'a turn failed');
    } finally {
      end({}, failed);
    }
  }

  #rest(orderId: string, next: Exclude<Next<Action>, { kind: 'act' }>): void {
    const now = this.#deps.clock.now();
    if (next.kind === 'done') this.#work.settle(orderId, now);
    else this.#work.waitFor(orderId, next.wait, now);
  }

  #moment(): Moment {
    const { clock, wall } = this.#deps;
    return { now: clock.now(), upSince: this.#uptime?.since ?? clock.now(), ageOf: (at) => wall.ageOf(at) };
  }

  #endOf(orderId: string, acted: Exclude<Acted, { kind: 'again' }>, pending: Pending): void {
    const { clock, timer } = this.#deps;
    const now = clock.now();
    const due = pending.due !== null && pending.due > now ? pending.due : null;
    if (acted.kind === 'parked') {
      this.#deps.logger.error({ process: this.name, orderId, reason: acted.reason }, 'order parked');
      this.#work.park(orderId, acted.reason, due, now);
      return;
    }
    const failures = this.#work.failuresOf(orderId) + 1;
    const { cause } = acted;
    const { waitingFor, overdueAt } = pending;
    const since = this.#work.waitingSince(orderId, waitingFor) ?? now;
    const wait: Wait = { waitingFor, since, due, overdueAt, cause };
    this.#deps.logger.debug({ process: this.name, orderId, waitingFor, failures, cause }, 'tried again later');
    if (waitingFor !== STORE && this.#process.isOutsideAway?.() === true) this.#work.hold(orderId, wait, failures, now);
    else this.#work.tryAgain(orderId, wait, failures, timer.elapsed() + backOff(failures), now);
  }

  /** Asks the log for signs of life while nothing else does: a log that was away leaves no other trace with who only waits. */
  async #askForSigns(): Promise<void> {
    while (this.#process.leavesOutGaps === true && !this.#stop.signal.aborted) {
      await this.#sleep(ASK_EVERY_MS);
      await this.#deps.log.inspectStream(NOBODYS_STREAM, { limit: 1 }).then(
        () => this.#uptime?.answered(),
        () => undefined,
      );
    }
  }

  async #keep(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#sleep(SAVE_EVERY_MS);
      await this.#save();
    }
  }

  async #save(): Promise<void> {
    // The position moves with the last portion: before that, not every order that it stands for is kept.
    while (this.#work.changes > SAVE_AT_ONCE) {
      if (!(await this.#saveSome(this.#savedPosition))) return;
      await yieldThread();
    }
    await this.#saveSome(this.#position);
  }

  /** False when it could not be saved. */
  async #saveSome(upTo: Position): Promise<boolean> {
    const changes = this.#work.takeChanges(upTo, SAVE_AT_ONCE);
    const { opened, parked, closed, position } = changes;
    if (opened.length + parked.length + closed.length === 0 && position === this.#savedPosition) return true;
    try {
      await this.#deps.ops.save(this.#key, changes);
      this.#savedPosition = position;
      return true;
    } catch (error) {
      this.#work.giveBack(changes);
      this.#deps.logger.warn({ process: this.name, err: error }, 'open items not saved; they are saved again');
      return false;
    }
  }

  #tell(): void {
    // A reason of its own, or an error is made for each ring.
    this.#bell.abort(null);
  }

  #sleep(ms: number): Promise<void> {
    return this.#deps.timer.sleep(ms, this.#stop.signal);
  }
}

/** What an exception in a turn means: the store will come back; everything else can't heal by itself. */
function onFailure(error: unknown): Exclude<Acted, { kind: 'again' }> {
  if (error instanceof StoreUnavailable) return { kind: 'unavailable', cause: error.message };
  if (error instanceof DamagedLog) return { kind: 'parked', reason: error.message };
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault';
  return { kind: 'parked', reason };
}
