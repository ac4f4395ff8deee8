import type { ErasedOrder, PersonRole } from '../domain/erasure/index.ts';
import { StoreUnavailable } from '../platform/eventstore/event-store.ts';
import { type Queries, ViewBehind } from '../projections/queries.ts';
import type { EventLog } from '../stored-events/event-log.ts';
import { allPages } from './all-pages.ts';

const ROLES = ['customer', 'recipient'] as const satisfies readonly PersonRole[];
const PAGE = 500;

/**
 * Finds the orders that hold data of a person, by the id of their key: all of those that stood in the log when it was called.
 * @throws StoreUnavailable, also while the view is not so far.
 */
export function ordersOfPerson(queries: Pick<Queries, 'personalOrders'>, log: Pick<EventLog, 'head'>) {
  return async (person: string): Promise<readonly ErasedOrder[]> => {
    const head = await log.head();
    const found = new Map<string, PersonRole[]>();
    try {
      for (const role of ROLES) {
        const page = (cursor: string | undefined) =>
          queries.personalOrders({ person, role, cursor, limit: PAGE }, head);
        for await (const { orderId } of allPages(page)) found.set(orderId, [...(found.get(orderId) ?? []), role]);
      }
    } catch (error) {
      if (error instanceof ViewBehind) throw new StoreUnavailable(error.message, { cause: error });
      throw error;
    }
    return [...found].map(([orderId, roles]) => ({ orderId, roles }));
  };
}
