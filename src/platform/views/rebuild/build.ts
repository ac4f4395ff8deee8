import type { Timer } from '../../runtime/timer.ts';
import type { Projection } from '../projection.ts';
import type { Purpose, StoredVersion } from '../view-store.ts';

/** How far the building of a version is. */
export interface BuildProgress {
  readonly version: number;
  readonly purpose: Purpose;
  readonly phase: 'reading' | 'comparing';
  /** For how long this process has been at it, in milliseconds. */
  readonly forMs: number;
  /** Events taken in since then. */
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Documents compared, in the phase of comparing. */
  readonly compared: number;
}

/** One version on its way from the start of history to the present. */
export class Build {
  readonly projection: Projection;
  readonly purpose: Purpose;
  /** The version that was live when this build began: the one that it is to follow, or to be compared with. */
  readonly over: number | null;
  readonly #timer: Timer;
  readonly #since: number;
  #events = 0;
  #readUntil: number | null = null;
  #compared = 0;

  constructor(projection: Projection, purpose: Purpose, over: number | null, timer: Timer) {
    this.projection = projection;
    this.purpose = purpose;
    this.over = over;
    this.#timer = timer;
    this.#since = timer.elapsed();
  }

  /**
   * Whether this is the build of a version as it stands in the store: one in a store that was made anew may have the same number. What is
   * only to be compared is compared with what is live now.
   */
  goesOnWith({ version, purpose, position }: StoredVersion, live: number | null): boolean {
    const { ref, saved } = this.projection;
    const isSame = version === ref.version && purpose === this.purpose && position >= saved;
    return isSame && (purpose === 'build' || live === this.over);
  }

  read(events: number): void {
    this.#events += events;
  }

  compare(compared: number): void {
    this.#readUntil ??= this.#timer.elapsed();
    this.#compared = compared;
  }

  progress(): BuildProgress {
    const now = this.#timer.elapsed();
    const seconds = ((this.#readUntil ?? now) - this.#since) / 1000;
    return {
      version: this.projection.ref.version,
      purpose: this.purpose,
      phase: this.#readUntil === null ? 'reading' : 'comparing',
      forMs: now - this.#since,
      events: this.#events,
      eventsPerSecond: seconds > 0 ? Math.round(this.#events / seconds) : 0,
      compared: this.#compared,
    };
  }
}
