import type { OrderId } from '../domain/ids.ts';

/** What the outside systems keep of people, where these systems are ours: the simulators. A real one keeps its own books. */
export interface OutsideBooks {
  /**
   * Has them forget the messages with these references, and by what means these orders were paid. The money stays.
   * @returns why it has to be tried again; null when it is done, or when there is nothing of ours.
   */
  forget(refs: readonly string[], orders: readonly OrderId[]): Promise<string | null>;
}

/** There is nothing of ours outside. */
export const noOutsideBooks: OutsideBooks = { forget: async () => null };
