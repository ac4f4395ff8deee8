import type { EventLog } from '../eventstore/event-log.ts';
import { type Batch, type Position, START } from '../eventstore/event-store.ts';
import type { Recorded, UnreadableEvent } from '../eventstore/recorded-event.ts';
import type { Logger } from '../runtime/logger.ts';
import { threadPace } from '../runtime/system.ts';
import type { Timer } from '../runtime/timer.ts';
import { yieldThread } from '../runtime/yield.ts';
import type { HistoryFiller } from './history-filler.ts';
import type { LiveView, LiveViews } from './live-views.ts';
import { originOf, sameOrigin } from './origin.ts';
import { liveOf, prepareView } from './prepare.ts';
import { Projection } from './projection.ts';
import type { AnyView } from './view.ts';
import type { StoredVersion, ViewStanding, ViewStore } from './view-store.ts';

export interface ProjectorDeps {
  readonly log: EventLog;
  readonly store: ViewStore;
  readonly timer: Timer;
  readonly logger: Logger;
  /** Takes long histories in; null where that is done as everything else is. */
  readonly filler?: HistoryFiller | null;
  /** Where a batch costs as many calls however long it is. Default: it costs none, and there is no rest. */
  readonly byCalls?: ByCalls;
  /** So many documents of each live version stay at hand where each look at one is a call. Default: none. */
  readonly atHand?: number;
}

/** How views are kept where a batch costs calls. */
export interface ByCalls {
  /** From the end of one batch to the next, in milliseconds: in between by how long the batch took, so that a slow server is asked less often. */
  readonly rest: { readonly least: number; readonly most: number };
  /** Up to so many events are taken into all views at once. */
  readonly together: number;
}

/** A live version, and whether this program's fold goes on with it. */
interface Live {
  readonly projection: Projection;
  readonly stale: boolean;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** So many events are taken into all views at once, and written in one go: some milliseconds. */
const FEW = 50;
/** The views rest so many times as long as a batch took: they are at work for a ninth of the time. */
const RESTS = 8;
/** How long a position that stands for no change of a document may wait to be written. */
const SAVE_EVERY_MS = 200;

/**
 * Keeps the live versions of all views up to date. They are fed from one subscription, so an event is read and decoded once for all of
 * them. A version that another fold has made is left as it is.
 */
export class Projector implements LiveViews {
  readonly #views: readonly AnyView[];
  readonly #deps: ProjectorDeps;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #live = new Map<string, Live>();
  /** Ends the subscription, so that it begins again from where the versions are that are live now. */
  #again = new AbortController();
  #caughtUp = false;
  readonly #filled = Promise.withResolvers<void>();
  #turn: Promise<unknown> = Promise.resolve();
  #loops: Promise<unknown> = Promise.resolve();

  constructor(views: readonly AnyView[], deps: ProjectorDeps) {
    this.#views = views;
    this.#deps = deps;
  }

  /** True once every view that this program goes on with has caught up with the log as it was at the start. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** Resolves when a long history, if there is one, was taken in beside this thread, or could not be: what follows is done on this one. */
  get filled(): Promise<void> {
    return this.#filled.promise;
  }

  /**
   * Makes sure that every view has a live version, so that it can be queried. Until {@link start} they stay as they are.
   * @throws StoreUnavailable
   */
  async open(): Promise<void> {
    for (const view of this.#views) this.#adopt(view, await prepareView(view, this.#deps));
  }

  /** Takes in events from where each view stands. Only after {@link open}. */
  start(): void {
    this.#loops = Promise.all([this.#run(), this.#keep()]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#again.abort();
    await this.#loops;
    this.#filled.resolve();
    await this.exclusively(() => this.#save());
  }

  async live(name: string): Promise<LiveView | null> {
    const live = this.#live.get(name);
    if (live === undefined) return null;
    const { projection, stale } = live;
    const { ref, position } = projection;
    return { ref, position, stale, atHand: (id) => projection.atHand(id) };
  }

  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The projection that keeps a view's live version; null when another fold has made it. */
  projectionOf(name: string): Projection | null {
    const live = this.#live.get(name);
    return live === undefined || live.stale ? null : live.projection;
  }

  /** Does something while no view moves. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work, work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Goes on with the versions that the store says are live now: somebody may have switched, or the store was made anew and has none.
   * @returns how all views were found to stand.
   * @throws StoreUnavailable
   */
  async refresh(): Promise<ReadonlyMap<string, ViewStanding>> {
    const { store } = this.#deps;
    const standings = await store.standings();
    for (const view of this.#views) {
      const live = standings.get(view.name)?.live ?? null;
      if (live !== null && live === this.#live.get(view.name)?.projection.ref.version) continue;
      const stored = liveOf(await store.view(view.name));
      await this.exclusively(async () => {
        // Numbers begin again in a store that was made anew: nobody may write to the new version before it is known here.
        this.#adopt(view, stored ?? (await prepareView(view, this.#deps)));
        this.#again.abort();
      });
      this.#tell();
    }
    return standings;
  }

  #adopt(view: AnyView, stored: StoredVersion): void {
    const stale = !sameOrigin(stored, originOf(view, this.#deps.log));
    const { log, atHand = 0 } = this.#deps;
    const begins = (event: Recorded | UnreadableEvent) => log.isFirst(event);
    const projection = new Projection(view, stored, { ...this.#deps, ...(atHand > 0 && { begins }) });
    this.#live.set(view.name, { projection, stale });
  }

  /** Those that events go into. */
  get #fed(): Projection[] {
    return [...this.#live.values()].filter(({ stale }) => !stale).map(({ projection }) => projection);
  }

  async #run(): Promise<void> {
    const { log, timer, logger } = this.#deps;
    for (let pause = FIRST_PAUSE_MS; !this.#stop.signal.aborted; ) {
      this.#again = new AbortController();
      const signal = AbortSignal.any([this.#stop.signal, this.#again.signal]);
      try {
        if (this.#fed.length === 0) {
          // All that is live was made by other folds: nothing to do until the new versions are built.
          this.#caughtUp = true;
          this.#filled.resolve();
          await timer.sleep(LONGEST_PAUSE_MS, signal);
          continue;
        }
        await this.#fill(signal).finally(() => this.#filled.resolve());
        if (signal.aborted) continue;
        await this.exclusively(async () => {
          for (const projection of this.#fed) await projection.heal(log);
        });
        for await (const batch of log.subscribe({ after: earliest(this.#fed), signal })) {
          const begun = timer.elapsed();
          // A version that has just gone live may lack events before this batch: it gets them from the next subscription.
          await this.exclusively(async () => (signal.aborted ? undefined : this.#take(batch)));
          pause = FIRST_PAUSE_MS;
          if (batch.live) await this.#rest(timer.elapsed() - begun, signal);
        }
      } catch (error) {
        logger.warn({ err: error }, 'the views stand still; they go on from where they are');
        await this.refresh().catch(() => undefined);
        await timer.sleep(pause, this.#stop.signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Has what is far behind filled beside this thread, and goes on from where that has led. @throws StoreUnavailable */
  async #fill(signal: AbortSignal): Promise<void> {
    const { log, store, filler = null, logger } = this.#deps;
    if (filler === null) return;
    const head = await log.head();
    const behind = this.#fed.map(({ ref, taken }) => ({ ref, missing: log.distance(taken, head).missing }));
    const wanted = await filler.wants(behind);
    if (wanted.length === 0) return;
    logger.info({ views: wanted.map(({ view }) => view), until: head }, 'filling views from history');
    await filler.fill(wanted, head, signal);
    for (const { view } of this.#fed) {
      const stored = liveOf(await store.view(view.name));
      const isFilled = wanted.some((ref) => ref.view === view.name && ref.version === stored?.version);
      if (stored !== null && isFilled) await this.exclusively(async () => this.#adopt(view, stored));
    }
    this.#tell();
  }

  /** What comes meanwhile shares the next batch's calls. */
  async #rest(tookMs: number, signal: AbortSignal): Promise<void> {
    const { timer, byCalls } = this.#deps;
    if (byCalls === undefined) return;
    const { least, most } = byCalls.rest;
    await timer.sleep(Math.min(most, Math.max(least, RESTS * tookMs)), signal);
  }

  async #take({ events, position, live }: Batch<Recorded | UnreadableEvent>): Promise<void> {
    const { byCalls } = this.#deps;
    if (live && byCalls !== undefined && events.length <= byCalls.together) {
      await this.#takeTogether(events, position);
    } else if (live && events.length <= FEW) {
      await threadPace.turn();
      await all(this.#fed.map((projection) => projection.take(events, position, live)));
    } else {
      for (const projection of this.#fed) {
        // Where everybody waits for the latest, a view goes on at once while there is time left.
        await (live ? threadPace.turn() : yieldThread());
        await projection.take(events, position, live);
      }
    }
    this.#caughtUp ||= live;
    this.#tell();
  }

  /** All views look first and write then, so that all of their positions go in one call, also of those in which nothing has changed. */
  async #takeTogether(events: readonly (Recorded | UnreadableEvent)[], position: Position): Promise<void> {
    const fed = this.#fed;
    const fold = async (projection: Projection) => {
      await threadPace.turn();
      await projection.fold(events, position);
    };
    const folded = await Promise.allSettled(fed.map(fold));
    // A batch that concerns none of them is as good as saved a moment later.
    if (fed.some(({ hasChanged }) => hasChanged)) await all(fed.map((projection) => projection.save()));
    throwFirst(folded);
  }

  async #keep(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#deps.timer.sleep(SAVE_EVERY_MS, this.#stop.signal);
      await this.exclusively(() => this.#save());
      // Whatever else is under way: an operator's switch, perhaps made in another process, is followed at once.
      await this.refresh().catch((error: unknown) => {
        this.#deps.logger.debug({ err: error }, 'it is not known now which versions are live');
      });
    }
  }

  /** Writes the positions that moved though no document changed. */
  async #save(): Promise<void> {
    const save = (projection: Projection) =>
      projection.save().catch((error: unknown) => {
        this.#deps.logger.warn({ view: projection.view.name, err: error }, 'position not saved; it is saved again');
      });
    await Promise.all(this.#fed.map(save));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Ends when all have come to their end. @throws what the first of them has failed with */
async function all(takings: readonly Promise<void>[]): Promise<void> {
  throwFirst(await Promise.allSettled(takings));
}

function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Where a subscription has to begin that serves all of these. */
export function earliest(projections: readonly Projection[]): Position {
  const positions = projections.map(({ taken }) => taken);
  return positions.length === 0 ? START : positions.reduce((a, b) => (a < b ? a : b));
}
