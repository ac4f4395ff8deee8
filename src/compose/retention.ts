import { ERASED } from '../platform/eventstore/recorded-event.ts';
import { type PersonalOrder, Retention, type RetentionDeps } from '../processes/retention/retention.ts';
import type { Queries } from '../projections/queries.ts';
import type { SubjectsView } from '../projections/subjects.ts';
import { allPages } from './all-pages.ts';

const PAGE = 100;
const ROLES = ['customer', 'recipient'] as const;

/** The retention, which learns from the views what is due. */
export function createRetention(
  queries: Pick<Queries, 'endedOrders' | 'personalOrders'>,
  deps: Omit<RetentionDeps, 'endedOrders' | 'ordersOf'>,
): Retention {
  return new Retention({
    ...deps,
    endedOrders: () => personalOrders((cursor) => queries.endedOrders({ cursor, limit: PAGE })),
    ordersOf: async (person) => {
      const orders: PersonalOrder[] = [];
      for (const role of ROLES) {
        const page = (cursor: string | undefined) => queries.personalOrders({ person, role, cursor, limit: PAGE });
        for await (const order of personalOrders(page)) orders.push(order);
      }
      return orders;
    },
  });
}

async function* personalOrders(
  page: (cursor: string | undefined) => ReturnType<Queries['endedOrders']>,
): AsyncGenerator<PersonalOrder> {
  for await (const order of allPages(page)) yield personal(order);
}

function personal({ orderId, endedAt, customer, recipient }: SubjectsView): PersonalOrder {
  const people = { ...(customer !== ERASED && { customer }), ...(recipient !== ERASED && { recipient }) };
  return { orderId, endedAt, people };
}
