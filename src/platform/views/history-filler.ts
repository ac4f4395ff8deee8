import type { Position } from '../eventstore/event-store.ts';
import type { ViewRef } from './view-store.ts';

/** A version, and how many events it lacks; null when the log can't tell. */
export interface Behind {
  readonly ref: ViewRef;
  readonly missing: number | null;
}

/** Takes long histories into versions of views beside the thread that serves everybody. */
export interface HistoryFiller {
  /** Which of these versions are filled here: those that are far behind, and those that were left in the middle of it. */
  wants(versions: readonly Behind[]): Promise<readonly ViewRef[]>;
  /**
   * Takes in what these versions lack up to a position; nobody else may write to them meanwhile. They are whole afterwards, wherever they
   * stand: who goes on with them looks that up in the store.
   * @param signal ends it early.
   */
  fill(versions: readonly ViewRef[], until: Position, signal: AbortSignal): Promise<void>;
}
