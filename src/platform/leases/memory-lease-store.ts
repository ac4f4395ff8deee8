import type { HeldLease, Lease, LeaseStore } from './lease-store.ts';

/** Leases among the parts of one process: who comes first gets them at once. It is all that a program on one machine needs. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #leases = new Map<string, Lease>();

  async read(name: string): Promise<Lease | null> {
    return this.#leases.get(name) ?? null;
  }

  async take(name: string, holder: string, seen: Lease | null): Promise<HeldLease | null> {
    const { term = 0, beat = 0 } = this.#leases.get(name) ?? {};
    if (term !== (seen?.term ?? 0) || beat !== (seen?.beat ?? 0)) return null;
    const lease = { name, holder, term: term + 1, beat: 0 };
    this.#leases.set(name, lease);
    return lease;
  }

  async beat(lease: HeldLease): Promise<boolean> {
    const stands = this.#heldBy(lease);
    if (stands !== null) this.#leases.set(lease.name, { ...stands, beat: stands.beat + 1 });
    return stands !== null;
  }

  async release(lease: HeldLease): Promise<void> {
    const stands = this.#heldBy(lease);
    if (stands !== null) this.#leases.set(lease.name, { ...stands, holder: null, beat: stands.beat + 1 });
  }

  #heldBy({ name, holder, term }: HeldLease): Lease | null {
    const stands = this.#leases.get(name);
    return stands?.holder === holder && stands.term === term ? stands : null;
  }
}
