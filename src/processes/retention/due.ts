import type { PersonRole } from '../../domain/erasure/index.ts';

/** An order that holds data of a person. `endedAt` is null while it goes on. */
export interface PersonalOrder {
  readonly orderId: string;
  readonly endedAt: string | null;
  /** The ids of the keys of its people, without those who are erased. */
  readonly people: Readonly<Partial<Record<PersonRole, string>>>;
}

/**
 * True when what is kept of a person is due: each of their orders ended before a time (RFC 3339). People are kept and erased as a whole:
 * their key opens the first order as it opens the last.
 */
export function isDue(orders: readonly Pick<PersonalOrder, 'endedAt'>[], cutoff: string): boolean {
  return orders.length > 0 && orders.every(({ endedAt }) => endedAt !== null && endedAt < cutoff);
}
