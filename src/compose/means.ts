import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/runtime/clock.ts';
import type { Timer } from '../platform/runtime/timer.ts';
import type { WallWatch } from '../platform/runtime/wall-watch.ts';
import type { Opened } from './opened.ts';

/** What every part of the running program works with. */
export interface Means {
  readonly config: Config;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly wall: WallWatch;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Where each part says how it ends. */
  readonly opened: Opened;
  /** Aborts when the program is to stop: nothing new begins then. */
  readonly signal: AbortSignal;
}
