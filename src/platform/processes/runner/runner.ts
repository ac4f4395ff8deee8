import type { EventHeader, EventLog } from '../../eventstore/event-log.ts';
import { type Batch, DamagedLog, type Position, START, StoreUnavailable } from '../../eventstore/event-store.ts';
import { sleepInStep } from '../../runtime/in-step.ts';
import { yieldThread } from '../../runtime/yield.ts';
import type { Acted, Moment, Next, Pending, ProcessManager, Wait } from '../process-manager.ts';
import { backOff } from './back-off.ts';
import { CatchUp } from './catch-up.ts';
import { KeptState } from './kept-state.ts';
import { RunTurns } from './run-turns.ts';
import type { RunnerDeps } from './runner-deps.ts';
import { ASK_EVERY_MS, Uptime } from './uptime.ts';
import { WorkList } from './work-list.ts';

/** All process managers of a process in step: their store then makes one call of it. */
const SAVE_EVERY_MS = 1_000;
const TICK_MS = 1_000;
/** How often one instance tries for all that wait for an outside system. */
const TRY_EVERY_MS = 1_000;
/** What an instance waits for when the log or another store of ours could not be used. */
const STORE = 'store';
/** What an instance waits for that could not even be read. */
const onTheStore: Pending = { waitingFor: STORE, due: null, overdueAt: null };
/** Asked for to see whether the log answers. */
const NOBODYS_STREAM = 'nobody-s';
const MAX_QUEUED = 10_000;
/** The same while history is caught up: then each of them is one that nobody waits for at this moment. */
const MAX_QUEUED_IN_HISTORY = 1_000;
/** Instances of which history has told something, and may soon tell more: mostly the whole story of one lies among those of so many others. */
const MOST_NOTED = 200;
/** An instance that acts so often in one run is going round in circles. */
const MAX_ACTIONS = 50;

/** What a process manager makes of an instance that history tells of, by what was told so far. */
export interface Retelling<Context, Action> {
  /** History is read through it, and it knows of the streams what was read. */
  readonly log: Pick<EventLog, 'watch'>;
  /** The same process, on that log. */
  readonly process: Pick<ProcessManager<Context, Action>, 'load' | 'decide'>;
}

/**
 * Runs one process manager: takes in events, gives each instance its runs, waits, retries, parks, and keeps what is open. Instances are
 * worked on in parallel, each one by one run at a time. While history is caught up, what was told of an instance is only used to drop it,
 * when nothing is left to do; the others get their runs afterwards, or before when they become too many. A run goes by the streams as they
 * stand, so that no deadline fires on half a story.
 */
export class ProcessRunner<Context, Action> {
  readonly #process: ProcessManager<Context, Action>;
  readonly #deps: RunnerDeps;
  readonly #retelling: Retelling<Context, Action> | null;
  readonly #catchUp: CatchUp;
  readonly #stop = new AbortController();
  #work = new WorkList({ position: START, open: [], parked: [] });
  /** Events up to here were read. */
  #read: Position = START;
  /** Every event up to here is settled, or its instance in hand. */
  #position: Position = START;
  readonly #kept: KeptState;
  /** Null until history is caught up. */
  #uptime: Uptime | null = null;
  /** Aborted when the time has to be looked at before {@link #looksAt}. */
  #bell = new AbortController();
  /** By the timer: when the time is looked at next. */
  #looksAt = Number.POSITIVE_INFINITY;
  readonly #turns: RunTurns;
  #loops: Promise<unknown> = Promise.resolve();
  /** By the timer: when one instance tries next. */
  #tryAt = 0;

  /** @param retelling absent for a process that decides by more than what its log tells: then all that history tells of is taken in hand. */
  constructor(
    process: ProcessManager<Context, Action>,
    deps: RunnerDeps,
    retelling: Retelling<Context, Action> | null = null,
  ) {
    this.#process = process;
    this.#deps = deps;
    this.#retelling = retelling;
    this.#catchUp = new CatchUp({
      isSettled: (instanceId) => this.#isSettledAsTold(instanceId),
      isInHand: (instanceId) => this.#work.has(instanceId),
      takeInHand: (instanceId) => this.#work.wake(instanceId, deps.clock.now()),
      signal: this.#stop.signal,
    });
    this.#kept = new KeptState(process.name, deps);
    this.#turns = new RunTurns({
      concurrency: deps.concurrency,
      patienceMs: process.patienceMs ?? 0,
      signal: this.#stop.signal,
      run: (instanceId) => this.#run(instanceId),
      onEnd: () => {
        this.#turns.give(this.#work);
        if (this.#isDueEarlier()) this.#ring();
      },
    });
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

  /** True once history is caught up and instances get their runs. */
  get live(): boolean {
    return this.#uptime !== null;
  }

  /** @throws StoreUnavailable when the saved state can't be read. */
  async start(): Promise<void> {
    const state = await this.#kept.load();
    this.#work = new WorkList(state);
    this.#read = state.position;
    this.#position = state.position;
    this.#loops = Promise.all([this.#takeIn(), this.#watchTime(), this.#keep(), this.#askForSigns()]);
  }

  /** Ends the loops, lets the runs that run come to their end, and saves. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#ring();
    await this.#loops;
    await this.#turns.ended();
    await this.#kept.save(this.#work, this.#position);
  }

  /** Gives the instance a run, also when it is parked. */
  wake(instanceId: string): void {
    this.#work.wake(instanceId, this.#deps.clock.now());
    if (this.live) this.#turns.give(this.#work);
  }

  /** Drops a parked instance until a new event of it comes. False when its state forbids that. */
  async forget(instanceId: string): Promise<boolean> {
    const { mayForget } = this.#process;
    if (mayForget !== undefined && !mayForget(await this.#process.load(instanceId, 'latest'))) return false;
    this.#work.forget(instanceId);
    return true;
  }

  async #takeIn(): Promise<void> {
    const { signal } = this.#stop;
    const { log } = this.#retelling ?? this.#deps;
    const { maxQueued = MAX_QUEUED } = this.#deps;
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const batch of log.watch({ after: this.#read, together: true, signal })) {
          if (this.live) this.#note(batch);
          else await this.#retell(batch);
          failures = 0;
          await this.#untilQueued(this.live ? maxQueued : Math.min(maxQueued, MAX_QUEUED_IN_HISTORY));
        }
      } catch (error) {
        this.#deps.logger.warn({ process: this.name, err: error }, 'subscription ended; it starts again');
        await this.#sleep(backOff(failures++));
      }
    }
  }

  /** Gives runs until no more than so many instances wait for theirs. What waits for an event or a time does not count. */
  async #untilQueued(most: number): Promise<void> {
    while (this.#work.queued > most && !this.#stop.signal.aborted) {
      this.#turns.give(this.#work);
      await this.#sleep(50);
    }
  }

  #note({ events, position }: Batch<EventHeader>): void {
    const now = this.#deps.clock.now();
    for (const event of events) {
      const instanceId = this.#process.correlate(event);
      if (instanceId !== null) this.#work.wake(instanceId, now);
    }
    this.#read = position;
    this.#position = position;
    this.#turns.give(this.#work);
  }

  async #retell({ events, position, live }: Batch<EventHeader>): Promise<void> {
    for (const event of events) {
      const instanceId = this.#process.correlate(event);
      if (instanceId !== null) this.#catchUp.note(instanceId, this.#read);
    }
    this.#read = position;
    await this.#catchUp.lookUntilLeft(live || this.#retelling === null ? 0 : MOST_NOTED);
    this.#position = this.#catchUp.safeUpTo(position);
    if (!live || this.#stop.signal.aborted) return yieldThread();
    this.#uptime = new Uptime(this.#deps.clock, this.#deps.timer);
    this.#ring();
    this.#turns.give(this.#work);
  }

  async #isSettledAsTold(instanceId: string): Promise<boolean> {
    if (this.#retelling === null) return false;
    const { process } = this.#retelling;
    try {
      return process.decide(await process.load(instanceId), this.#moment()).kind === 'done';
    } catch {
      // Not told from its beginning, or damaged: its run reads it, and says so.
      return false;
    }
  }

  /** Sees to what is due, by either clock. */
  async #watchTime(): Promise<void> {
    const { clock, timer } = this.#deps;
    while (!this.#stop.signal.aborted) {
      const bell = new AbortController();
      this.#bell = bell;
      if (this.live) {
        this.#work.wakeDue(clock.now(), timer.elapsed());
        this.#seeToHeld();
        this.#turns.give(this.#work);
      }
      // Never longer than a tick: by then the wall clock may show another time.
      const rest = this.live ? this.#work.nothingDueFor(clock.now(), timer.elapsed()) : TICK_MS;
      const sleepMs = Math.min(TICK_MS, Math.max(1, rest));
      this.#looksAt = timer.elapsed() + sleepMs;
      await timer.sleep(sleepMs, bell.signal);
    }
  }

  /** While an outside system is away one instance tries for all; when it is back, all go on. */
  #seeToHeld(): void {
    const { clock, timer } = this.#deps;
    if (this.#work.held === 0) return;
    if (this.#process.isOutsideAway?.() !== true) this.#work.releaseHeld(clock.now());
    else if (timer.elapsed() >= this.#tryAt) {
      this.#tryAt = timer.elapsed() + TRY_EVERY_MS;
      this.#work.tryHeld(clock.now());
    }
  }

  /** Whether something wants to be looked at before the next look at the time. */
  #isDueEarlier(): boolean {
    const { clock, timer } = this.#deps;
    const now = timer.elapsed();
    return this.#work.held > 0 || now + this.#work.nothingDueFor(clock.now(), now) < this.#looksAt;
  }

  async #run(instanceId: string): Promise<void> {
    const { clock, spans } = this.#deps;
    const end = spans.begin(`run of ${this.name}`, { [this.#deps.idNames.inSpans]: instanceId });
    let failed = false;
    let pending = onTheStore;
    try {
      for (let actions = 0; actions < MAX_ACTIONS; actions++) {
        const context = await this.#process.load(instanceId);
        const next = this.#process.decide(context, this.#moment());
        if (next.kind !== 'act') {
          this.#uptime?.worked();
          this.#rest(instanceId, next);
          return;
        }
        if (this.#stop.signal.aborted) {
          this.#work.putBack(instanceId, clock.now());
          return;
        }
        pending = next.pending;
        const acted = await this.#process.act(next.action, context);
        if (acted.kind !== 'again') {
          this.#endOf(instanceId, acted, pending);
          return;
        }
      }
      this.#endOf(instanceId, { kind: 'parked', reason: `no end after ${MAX_ACTIONS} actions` }, pending);
    } catch (error) {
      failed = true;
      if (error instanceof StoreUnavailable) this.#uptime?.failed();
      this.#endOf(instanceId, onFailure(error), { ...onTheStore, due: pending.due });
      this.#deps.logger.error({ ...this.#factsOf(instanceId), err: error }, 'a run failed');
    } finally {
      end({}, failed);
    }
  }

  #rest(instanceId: string, next: Exclude<Next<Action>, { kind: 'act' }>): void {
    const now = this.#deps.clock.now();
    if (next.kind === 'done') this.#work.settle(instanceId, now);
    else this.#work.waitFor(instanceId, next.wait, now);
  }

  #moment(): Moment {
    const { clock, wall } = this.#deps;
    return { now: clock.now(), upSince: this.#uptime?.since ?? clock.now(), ageOf: (at) => wall.ageOf(at) };
  }

  #endOf(instanceId: string, acted: Exclude<Acted, { kind: 'again' }>, pending: Pending): void {
    const { clock, timer } = this.#deps;
    const now = clock.now();
    const due = pending.due !== null && pending.due > now ? pending.due : null;
    if (acted.kind === 'parked') {
      this.#deps.logger.error({ ...this.#factsOf(instanceId), reason: acted.reason }, 'parked');
      this.#work.park(instanceId, acted.reason, due, now);
      return;
    }
    const failures = this.#work.failuresOf(instanceId) + 1;
    const { cause } = acted;
    const { waitingFor, overdueAt } = pending;
    const since = this.#work.waitingSince(instanceId, waitingFor) ?? now;
    const wait: Wait = { waitingFor, since, due, overdueAt, cause };
    this.#deps.logger.debug({ ...this.#factsOf(instanceId), waitingFor, failures, cause }, 'tried again later');
    if (waitingFor !== STORE && this.#process.isOutsideAway?.() === true)
      this.#work.hold(instanceId, wait, failures, now);
    else this.#work.tryAgain(instanceId, wait, failures, timer.elapsed() + backOff(failures), now);
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
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleepInStep(this.#deps.timer, SAVE_EVERY_MS, signal);
      await this.#kept.save(this.#work, this.#position);
    }
  }

  #factsOf(instanceId: string): object {
    return { process: this.name, [this.#deps.idNames.inLogs]: instanceId };
  }

  #ring(): void {
    // A reason of its own, or an error is made for each ring.
    this.#bell.abort(null);
  }

  #sleep(ms: number): Promise<void> {
    return this.#deps.timer.sleep(ms, this.#stop.signal);
  }
}

/** What an exception in a run means: the store will come back; everything else can't heal by itself. */
function onFailure(error: unknown): Exclude<Acted, { kind: 'again' }> {
  if (error instanceof StoreUnavailable) return { kind: 'unavailable', cause: error.message };
  if (error instanceof DamagedLog) return { kind: 'parked', reason: error.message };
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault';
  return { kind: 'parked', reason };
}
