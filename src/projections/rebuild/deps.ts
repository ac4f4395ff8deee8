import type { Clock } from '../../runtime/clock.ts';
import type { Projector, ProjectorDeps } from '../projector.ts';

/** What versions of views are built with. */
export interface BuilderDeps extends ProjectorDeps {
  readonly projector: Projector;
  /** Dates the reports. */
  readonly clock: Clock;
  /**
   * Checks the whole log; null where the server keeps the checksums.
   * @throws DamagedLog with the place of the first fault.
   */
  readonly checkLog: (() => Promise<void>) | null;
}
