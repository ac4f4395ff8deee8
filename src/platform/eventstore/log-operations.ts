import type { Position } from './event-store.ts';
import type { LogCheckState } from './log-check/log-check.ts';

export interface LogStatus extends LogCheckState {
  readonly head: Position;
}

export interface LogOperations {
  /** @throws StoreUnavailable */
  status(): Promise<LogStatus>;
}
