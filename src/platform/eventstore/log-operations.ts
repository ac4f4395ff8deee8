import type { Position } from './event-store.ts';
import type { LogCheckState } from './log-check/log-check.ts';

/** The log as operators see it. */
export interface LogStatus extends LogCheckState {
  readonly head: Position;
}

/** What operators may ask of the log. */
export interface LogOperations {
  /** @throws StoreUnavailable */
  status(): Promise<LogStatus>;
}
