import type { Position } from '../platform/eventstore/event-store.ts';
import type { LeaseStore } from '../platform/leases/lease-store.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { LiveViews } from '../platform/views/live-views.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import type { MenuReader } from '../stored-events/menu-reader.ts';

/** A store that does not answer within this time can't be asked, in milliseconds. */
const ASKED_WITHIN_MS = 1_000;
/**
 * For how long after its start a process waits for views that lag behind, in milliseconds. From then on they are served as they are:
 * nobody may be keeping them now, which alerts tell, and a new process must not be held back by it.
 */
const WAITS_FOR_LAG_MS = 15_000;

export interface ServedDeps {
  readonly log: Pick<EventLog, 'head'>;
  /** By which orders are decided; null where none are taken. */
  readonly menu: Pick<MenuReader, 'current'> | null;
  readonly liveViews: LiveViews;
  readonly timer: Timer;
  /** The work that this process shares with others, and where it is seen who has it. */
  readonly shared: { readonly leases: readonly string[]; readonly store: Pick<LeaseStore, 'read'> } | null;
  /** The views whose answers this process gives. */
  readonly views: readonly string[];
  /** What the log held when this process was started. */
  readonly head: Position;
}

/**
 * Whether what a process serves can be asked: its stores answer, its views exist and show what the log held at its start, and what it
 * does or stands by for is done by somebody.
 */
export class Served {
  readonly #deps: ServedDeps;
  readonly #since: number;
  /** Views that have shown all of it once. What they lag behind later is for alerts. */
  readonly #shown = new Set<string>();
  /** Leases that were seen in somebody's hands once. That one changes hands later is no fault of those who stand by. */
  readonly #held = new Set<string>();

  constructor(deps: ServedDeps) {
    this.#deps = deps;
    this.#since = deps.timer.elapsed();
  }

  /** Why it can't be asked; empty when it can. Never rejects, and answers within about a second. */
  async faults(): Promise<string[]> {
    const { log, menu, views, shared } = this.#deps;
    const answers = await Promise.all([
      this.#asked('the event log', async () => {
        await log.head();
        return null;
      }),
      menu &&
        this.#asked('the menu, without which nothing can be ordered,', async () => {
          await menu.current();
          return null;
        }),
      ...views.map((name) => this.#asked(`the view ${name}`, () => this.#faultOf(name))),
      ...(shared?.leases ?? []).map((name) => this.#asked(`the lease ${name}`, () => this.#faultOfLease(name))),
    ]);
    return answers.filter((fault) => fault !== null);
  }

  async #faultOf(name: string): Promise<string | null> {
    const { liveViews, head, timer } = this.#deps;
    const live = await liveViews.live(name);
    if (live === null) return `the view ${name} is not there yet`;
    const waits = timer.elapsed() - this.#since < WAITS_FOR_LAG_MS;
    if (live.stale || live.position >= head || !waits) this.#shown.add(name);
    return this.#shown.has(name) ? null : `the view ${name} does not show yet what the log held at the start`;
  }

  async #faultOfLease(name: string): Promise<string | null> {
    if (this.#held.has(name)) return null;
    const lease = await this.#deps.shared?.store.read(name);
    if (lease?.holder) this.#held.add(name);
    return this.#held.has(name) ? null : `nobody works on ${name} yet`;
  }

  async #asked(what: string, ask: () => Promise<string | null>): Promise<string | null> {
    const answered = new AbortController();
    const tooLate = this.#deps.timer.sleep(ASKED_WITHIN_MS, answered.signal).then(() => `${what} does not answer`);
    try {
      return await Promise.race([ask(), tooLate]);
    } catch (error) {
      return `${what} can't be asked: ${(error as Error).message}`;
    } finally {
      // A reason of its own, or an error is made for each question.
      answered.abort(null);
    }
  }
}
