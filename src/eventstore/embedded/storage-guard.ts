/** What watches over the files into which events and keys are written. */
export interface StorageGuard {
  /** Why nothing may be acknowledged now; null when it may. */
  readonly lost: string | null;
  /** Told that something could not be written. */
  failed(reason: string): void;
}

/** Nobody watches: for tools, which have the files for a moment. */
export const unguarded: StorageGuard = { lost: null, failed: () => undefined };
