/** A lease as it was held or seen. It carries no time: clocks of different machines are never compared. */
export interface Lease {
  readonly name: string;
  /** Who holds it, by a name that nobody had before; `null` when it was given back. */
  readonly holder: string | null;
  /** Grows with each change of the holder. */
  readonly term: number;
  /** Grows as long as the holder lives. */
  readonly beat: number;
}

/** A lease in somebody's hands. */
export type HeldLease = Lease & { readonly holder: string };

/**
 * Where leases are kept. Each change compares first, so of several who try at once one succeeds. Every adapter passes
 * `test/platform/contracts/lease-store.contract.ts`.
 */
export interface LeaseStore {
  /**
   * The lease as it stands, `null` when nobody has held it yet.
   * @throws StoreUnavailable
   */
  read(name: string): Promise<Lease | null>;

  /**
   * Takes the lease, in a new term, provided that it still stands as it was seen.
   * @returns `null` when it does not.
   * @throws StoreUnavailable when it may or may not have been taken.
   */
  take(name: string, holder: string, seen: Lease | null): Promise<HeldLease | null>;

  /**
   * Shows that the holder lives.
   * @returns false when the lease has gone to somebody else.
   * @throws StoreUnavailable
   */
  beat(lease: HeldLease): Promise<boolean>;

  /**
   * Gives the lease back, so that the next one need not wait. Does nothing when it has gone to somebody else.
   * @throws StoreUnavailable
   */
  release(lease: HeldLease): Promise<void>;
}
