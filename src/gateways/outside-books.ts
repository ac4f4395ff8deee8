import type { OrderId } from '../domain/ids.ts';

/** What outside systems keep of people, where these are ours: the simulators. */
export interface OutsideBooks {
  /** Forgets these messages, and the means of payment of these orders; the money stays. @returns why to try again; null when done */
  forget(refs: readonly string[], orders: readonly OrderId[]): Promise<string | null>;
}

export const noOutsideBooks: OutsideBooks = { forget: async () => null };
