import { DamagedLog } from '../../eventstore/event-store.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { originOf, sameOrigin } from '../origin.ts';
import { Projection } from '../projection.ts';
import { earliest } from '../projector.ts';
import type { AnyView } from '../view.ts';
import type { ViewStanding } from '../view-store.ts';
import { Build, type BuildProgress } from './build.ts';
import type { BuilderDeps } from './deps.ts';
import { finishBuild } from './finish.ts';

/** How often the store is asked for versions that are to be built. */
const LOOK_EVERY_MS = 500;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Small enough that requests get their turn between two batches. */
const BATCH = 500;
/** A process that dies, or loses its lease, has the next one read again what came after the last save. */
const SAVE_EVERY_MS = 5_000;

/**
 * Builds the versions that somebody has asked for, beside the live ones: reads history from where each was left, and when it has caught
 * up, compares it with the live one and switches over, or throws it away again when it was only to verify. What is to be built stands
 * in the store, so a build goes on after a restart, and may be asked for in another process.
 */
export class Builder {
  readonly #views: readonly AnyView[];
  readonly #deps: BuilderDeps;
  readonly #stop = new AbortController();
  readonly #builds = new Map<string, Build>();
  #bell = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  /** Before the next try. */
  #pause = FIRST_PAUSE_MS;

  constructor(views: readonly AnyView[], deps: BuilderDeps) {
    this.#views = views;
    this.#deps = deps;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#bell.abort();
    await this.#loop;
  }

  /** Looks for work, and for a switch, at once. */
  nudge(): void {
    this.#bell.abort();
  }

  /** How far the build of a view is; null when none is under way here. */
  progressOf(name: string): BuildProgress | null {
    return this.#builds.get(name)?.progress() ?? null;
  }

  async #run(): Promise<void> {
    const { timer, logger, projector } = this.#deps;
    while (!this.#stop.signal.aborted) {
      this.#bell = new AbortController();
      try {
        const builds = await this.#pending(await projector.refresh());
        this.#take(builds);
        if (builds.length > 0) {
          await this.#build(builds);
          continue;
        }
      } catch (error) {
        // What was read and is not written yet stays in hand: of a store that is busy for long, all of it would else be read again and again.
        logger.warn({ err: error }, 'building views was interrupted; it goes on from where it was');
        await timer.sleep(this.#pause, this.#stop.signal);
        this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
      }
      await timer.sleep(LOOK_EVERY_MS, AbortSignal.any([this.#stop.signal, this.#bell.signal]));
    }
  }

  /** The versions that are to be built by this program's folds. Those of other folds were left by another release: they are dropped. */
  async #pending(standings: ReadonlyMap<string, ViewStanding>): Promise<Build[]> {
    const { store, log, timer, logger } = this.#deps;
    const builds: Build[] = [];
    for (const view of this.#views) {
      // Nearly always there is nothing to build.
      if (standings.get(view.name)?.versions.every(({ purpose }) => purpose === 'keep')) continue;
      const { versions, live } = await store.view(view.name);
      const wanted = versions.filter(({ purpose }) => purpose !== 'keep');
      const ours = wanted.filter((version) => sameOrigin(version, originOf(view, log)));
      // One at a time for each view: the others get their turn after it.
      const [next] = ours;
      if (next !== undefined) {
        const begun = this.#builds.get(view.name);
        const ofNext = () => new Build(new Projection(view, next, { store, logger }), next.purpose, live, timer);
        builds.push(begun?.goesOnWith(next, live) ? begun : ofNext());
      }
      for (const left of wanted) {
        if (!ours.includes(left)) await store.drop({ view: view.name, version: left.version });
      }
    }
    return builds;
  }

  #take(builds: readonly Build[]): void {
    const begun = new Set(this.#builds.values());
    this.#builds.clear();
    for (const build of builds) {
      const { ref } = build.projection;
      this.#builds.set(ref.view, build);
      if (!begun.has(build)) this.#deps.logger.info({ ...ref, purpose: build.purpose }, 'building a view');
    }
  }

  async #build(builds: readonly Build[]): Promise<void> {
    const { log } = this.#deps;
    try {
      if (!(await this.#read(builds, log))) return;
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
      for (const build of builds) await this.#refuse(build, error.message);
      return;
    }
    for (const build of builds) {
      if (this.#stop.signal.aborted) return;
      await finishBuild(build, this.#deps);
      this.#builds.delete(build.projection.ref.view);
    }
  }

  /** A part of the log can't be had at all: what would be built without it would look whole. */
  async #refuse({ projection, purpose }: Build, fault: string): Promise<void> {
    const { store, projector, clock, logger } = this.#deps;
    const { view } = projection.ref;
    const live = (await projector.live(view))?.ref.version ?? 0;
    const nothing = { compared: 0, differing: 0, different: [], tookMs: 0, position: projection.position };
    const at = toTimestamp(clock.now());
    await store.report(view, purpose === 'verify' ? 'verify' : 'rebuild', {
      ...nothing,
      at,
      live,
      rebuilt: projection.ref.version,
      fault,
    });
    await store.drop(projection.ref);
    logger.error({ view, fault }, 'nothing is built from a damaged log');
  }

  /** False when others may be to be built as well: history is then read for all of them together. */
  async #read(builds: readonly Build[], log: BuilderDeps['log']): Promise<boolean> {
    const projections = builds.map(({ projection }) => projection);
    const { signal } = this.#stop;
    const { timer } = this.#deps;
    const save = async () => {
      for (const projection of projections) await projection.save();
    };
    let savedAt = timer.elapsed();
    for await (const { events, position, live } of log.subscribe({
      after: earliest(projections),
      signal,
      batchSize: BATCH,
    })) {
      for (const build of builds) {
        await build.projection.take(events, position, live);
        build.read(events.length);
        await yieldThread();
      }
      this.#pause = FIRST_PAUSE_MS;
      if (live) break;
      if (this.#bell.signal.aborted) return false;
      if (timer.elapsed() - savedAt < SAVE_EVERY_MS) continue;
      await save();
      savedAt = timer.elapsed();
    }
    await save();
    return true;
  }
}
