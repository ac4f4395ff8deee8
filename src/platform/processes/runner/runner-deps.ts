import type { EventLog } from '../../eventstore/event-log.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Spans } from '../../runtime/spans.ts';
import type { Timer } from '../../runtime/timer.ts';
import type { WallWatch } from '../../runtime/wall-watch.ts';
import type { OpsStore } from '../ops-store.ts';

/** What the id of an instance is called where people look for it. */
export interface IdNames {
  /** The field of a line of the program's log. */
  readonly inLogs: string;
  /** The attribute of a span. */
  readonly inSpans: string;
}

export interface RunnerDeps {
  readonly log: EventLog;
  readonly ops: OpsStore;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Tells when the clock was set. */
  readonly wall: WallWatch;
  readonly logger: Logger;
  /** How many instances are worked on at once. */
  readonly concurrency: number;
  /** Gets a span for each run. */
  readonly spans: Spans;
  readonly idNames: IdNames;
  /** Once live, reading pauses while more instances than this wait for their run. Default: 10,000. */
  readonly maxQueued?: number;
}
