import type { Clock } from '../../runtime/clock.ts';
import type { Projector, ProjectorDeps } from '../projector.ts';

/** What versions of views are built with. */
export interface BuilderDeps extends ProjectorDeps {
  readonly projector: Projector;
  /** Dates the reports. */
  readonly clock: Clock;
}
