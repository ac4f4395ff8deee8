/** Watches over the files of events and keys. */
export interface StorageGuard {
  /** Why nothing may be acknowledged, as of the last look. */
  readonly lost: string | null;
  /** Looks now, after a write and before it is acknowledged. */
  lookForLoss(): string | null;
  failed(reason: string): void;
}

/** For tools, which have the files for a moment. */
export const unguarded: StorageGuard = { lost: null, lookForLoss: () => null, failed: () => undefined };
