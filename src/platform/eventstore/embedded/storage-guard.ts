/** What watches over the files into which events and keys are written. */
export interface StorageGuard {
  /** Why nothing may be acknowledged, as of the last look; null when it may. */
  readonly lost: string | null;
  /** Looks now, after something was written and before it is acknowledged. The same answer. */
  lookForLoss(): string | null;
  /** Told that something could not be written. */
  failed(reason: string): void;
}

/** Nobody watches: for tools, which have the files for a moment. */
export const unguarded: StorageGuard = { lost: null, lookForLoss: () => null, failed: () => undefined };
