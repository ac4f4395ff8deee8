import type { Timer } from '../runtime/timer.ts';
import type { LiveView, LiveViews } from './live-views.ts';
import { originOf, sameOrigin } from './origin.ts';
import { liveOf } from './prepare.ts';
import type { AnyView } from './view.ts';
import type { ViewStore } from './view-store.ts';

export interface PolledLiveViewsDeps {
  readonly store: ViewStore;
  readonly timer: Timer;
  readonly logId: string;
}

/** How old what is known may be while nobody waits: a switch shows after that time everywhere. */
const MAX_AGE_MS = 100;
/** How often the store is asked while somebody waits for a view to move on. */
const POLL_MS = 25;

/** The live versions as the store says they are, for processes beside the one that keeps the views. */
export class PolledLiveViews implements LiveViews {
  readonly #views: ReadonlyMap<string, AnyView>;
  readonly #deps: PolledLiveViewsDeps;
  readonly #known = new Map<string, { readonly at: number; readonly view: Promise<LiveView | null> }>();
  readonly #listeners = new Set<() => void>();
  #polling = false;

  constructor(views: readonly AnyView[], deps: PolledLiveViewsDeps) {
    this.#views = new Map(views.map((view) => [view.name, view]));
    this.#deps = deps;
  }

  live(name: string): Promise<LiveView | null> {
    const now = this.#deps.timer.elapsed();
    const known = this.#known.get(name);
    const maxAge = this.#polling ? POLL_MS : MAX_AGE_MS;
    if (known !== undefined && now - known.at < maxAge) return known.view;
    const view = this.#read(name);
    this.#known.set(name, { at: now, view });
    // What could not be read is asked for again at once.
    view.catch(() => this.#known.delete(name));
    return view;
  }

  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#polling) void this.#poll();
    return () => this.#listeners.delete(listener);
  }

  async #read(name: string): Promise<LiveView | null> {
    const view = this.#views.get(name);
    const stored = liveOf(await this.#deps.store.view(name));
    if (view === undefined || stored === null || stored.logId !== this.#deps.logId) return null;
    const ref = { view: name, version: stored.version };
    return { ref, position: stored.position, stale: !sameOrigin(stored, originOf(view, this.#deps)) };
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
