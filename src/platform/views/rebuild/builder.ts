import { DamagedLog } from '../../eventstore/event-store.ts';
import { toTimestamp } from '../../runtime/clock.ts';
import { yieldThread } from '../../runtime/yield.ts';
import { originOf, sameOrigin } from '../origin.ts';
import { Projection } from '../projection.ts';
import { earliest } from '../projector.ts';
import type { AnyView } from '../view.ts';
import { Build, type BuildProgress } from './build.ts';
import type { BuilderDeps } from './deps.ts';
import { finishBuild } from './finish.ts';

/** How often the store is asked for versions that are to be built. */
const LOOK_EVERY_MS = 500;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Small enough that requests get their turn between two batches. */
const BATCH = 500;

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
    for (let pause = FIRST_PAUSE_MS; !this.#stop.signal.aborted; ) {
      try {
        await projector.refresh();
        const builds = await this.#pending();
        if (builds.length > 0) await this.#build(builds);
        pause = FIRST_PAUSE_MS;
        if (builds.length > 0) continue;
      } catch (error) {
        logger.warn({ err: error }, 'building views was interrupted; it goes on from where it was');
        await timer.sleep(pause, this.#stop.signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      } finally {
        this.#builds.clear();
      }
      this.#bell = new AbortController();
      await timer.sleep(LOOK_EVERY_MS, AbortSignal.any([this.#stop.signal, this.#bell.signal]));
    }
  }

  /** The versions that are to be built by this program's folds. Those of other folds were left by another release: they are dropped. */
  async #pending(): Promise<Build[]> {
    const { store, log, timer, logger } = this.#deps;
    const builds: Build[] = [];
    const standings = await store.standings();
    for (const view of this.#views) {
      // Nearly always there is nothing to build.
      if (standings.get(view.name)?.versions.every(({ purpose }) => purpose === 'keep')) continue;
      const { versions, live } = await store.view(view.name);
      const wanted = versions.filter(({ purpose }) => purpose !== 'keep');
      const ours = wanted.filter((version) => sameOrigin(version, originOf(view, log)));
      // One at a time for each view: the others get their turn after it.
      const [next] = ours;
      if (next !== undefined)
        builds.push(new Build(new Projection(view, next, { store, logger }), next.purpose, live, timer));
      for (const left of wanted) {
        if (!ours.includes(left)) await store.drop({ view: view.name, version: left.version });
      }
    }
    return builds;
  }

  async #build(builds: readonly Build[]): Promise<void> {
    const { log, logger } = this.#deps;
    for (const build of builds) {
      this.#builds.set(build.projection.view.name, build);
      logger.info({ ...build.projection.ref, purpose: build.purpose }, 'building a view');
    }
    try {
      await this.#read(builds, log);
    } catch (error) {
      if (!(error instanceof DamagedLog)) throw error;
      for (const build of builds) await this.#refuse(build, error.message);
      return;
    }
    for (const build of builds) {
      if (this.#stop.signal.aborted) return;
      await finishBuild(build, this.#deps);
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

  async #read(builds: readonly Build[], log: BuilderDeps['log']): Promise<void> {
    const projections = builds.map(({ projection }) => projection);
    const { signal } = this.#stop;
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
      if (live) break;
    }
    for (const projection of projections) await projection.save();
  }
}
