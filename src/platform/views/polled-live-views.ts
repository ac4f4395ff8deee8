import type { Timer } from '../runtime/timer.ts';
import type { LiveView, LiveViews } from './live-views.ts';
import { originOf, sameOrigin } from './origin.ts';
import { liveOf } from './prepare.ts';
import type { AnyView } from './view.ts';
import type { ViewStanding, ViewStore } from './view-store.ts';

export interface PolledLiveViewsDeps {
  readonly store: ViewStore;
  readonly timer: Timer;
  readonly logId: string;
}

/** How old what is known may be while nobody waits: a switch shows after that time everywhere. */
const MAX_AGE_MS = 100;
/** How often the store is asked while somebody waits for a view to move on. */
const POLL_MS = 25;

type Standings = ReadonlyMap<string, ViewStanding>;

/** The live versions as the store says they are, for processes beside the one that keeps the views. */
export class PolledLiveViews implements LiveViews {
  readonly #views: ReadonlyMap<string, AnyView>;
  readonly #deps: PolledLiveViewsDeps;
  /** One look for all views. */
  #known: { readonly at: number; readonly standings: Promise<Standings> } | null = null;
  readonly #listeners = new Set<() => void>();
  #polling = false;

  constructor(views: readonly AnyView[], deps: PolledLiveViewsDeps) {
    this.#views = new Map(views.map((view) => [view.name, view]));
    this.#deps = deps;
  }

  async live(name: string): Promise<LiveView | null> {
    const standing = (await this.#standings()).get(name);
    const view = this.#views.get(name);
    const stored = standing === undefined ? null : liveOf(standing);
    if (view === undefined || stored === null || stored.logId !== this.#deps.logId) return null;
    const ref = { view: name, version: stored.version };
    return { ref, position: stored.position, stale: !sameOrigin(stored, originOf(view, this.#deps)) };
  }

  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#polling) void this.#poll();
    return () => this.#listeners.delete(listener);
  }

  #standings(): Promise<Standings> {
    const { store, timer } = this.#deps;
    const now = timer.elapsed();
    const maxAge = this.#polling ? POLL_MS : MAX_AGE_MS;
    if (this.#known !== null && now - this.#known.at < maxAge) return this.#known.standings;
    const looked = { at: now, standings: store.standings() };
    this.#known = looked;
    // What could not be read is asked for again at once.
    looked.standings.catch(() => {
      if (this.#known === looked) this.#known = null;
    });
    return looked.standings;
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#listeners.size > 0) {
      await this.#deps.timer.sleep(POLL_MS);
      for (const listener of this.#listeners) listener();
    }
    this.#polling = false;
  }
}
