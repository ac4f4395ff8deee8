import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import { START } from '../../../../src/platform/eventstore/event-store.ts';
import type { MongoConnection } from '../../../../src/platform/mongo/connect.ts';
import {
  byIds,
  byIndex,
  type DocumentQuery,
  inOrderOfIds,
  type ViewDocument,
} from '../../../../src/platform/views/mongo/document-query.ts';
import { MongoViewStore } from '../../../../src/platform/views/mongo/mongo-view-store.ts';
import type { IndexQuery, ViewStore } from '../../../../src/platform/views/view-store.ts';
import { createQueries, type Queries } from '../../../../src/projections/queries.ts';
import { deliveryStatus, orderStatus, reviewStatus } from '../../../../src/projections/schemas.ts';
import { views } from '../../../../src/projections/views.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';
import { planOf, type QueryPlan } from '../../../support/mongo/query-plan.ts';

/** A query that a view was asked. */
interface Asked {
  readonly view: string;
  readonly query: DocumentQuery;
}

type List = (page: {
  status?: never;
  cursor?: string | undefined;
  limit: number;
}) => Promise<{ nextCursor: string | null }>;

/** Every query that can be asked: each method, each filter, the first page and a further one. */
const everyQuery: { readonly [Method in keyof Queries]: (queries: Queries) => Promise<unknown> } = {
  menu: (queries) => queries.menu(),
  order: (queries) => queries.order('order-1'),
  delivery: (queries) => queries.delivery('order-1'),
  orders: (queries) => pages(queries.orders, orderStatus.options),
  deliveries: (queries) => pages(queries.deliveries, deliveryStatus.options),
  reviews: (queries) => pages(queries.reviews, reviewStatus.options),
  notifications: async (queries) => {
    const statuses = ['Attempted', 'Sent', 'Failed', 'Dropped'];
    await pages(queries.notifications, statuses);
    await pages((page) => queries.notifications({ ...page, orderId: 'order-1' }), statuses);
  },
  search: async (queries) => {
    for (const typed of ['김', '5678', '01234567']) {
      let cursor: string | null = null;
      do cursor = (await queries.search(typed, { limit: 2, cursor: cursor ?? undefined })).nextCursor;
      while (cursor !== null);
    }
  },
  writtenReviews: (queries) => queries.writtenReviews({ answer: 'open', limit: 2 }),
  newestOrders: (queries) => queries.newestOrders({ limit: 2 }),
  people: (queries) => queries.people('order-1'),
  deliveriesOfDay: (queries) => queries.deliveriesOfDay('2026-12-24', true),
  takings: (queries) => queries.takings('2026-12'),
  personalOrders: async (queries) => {
    for (const role of ['customer', 'recipient'] as const) {
      await pages((page) => queries.personalOrders({ ...page, person: 'key-1', role }), []);
    }
  },
  erasures: (queries) => pages(queries.erasures, []),
  endedOrders: (queries) => pages(queries.endedOrders, []),
};

async function pages(list: List, statuses: readonly string[]): Promise<void> {
  for (const status of [undefined, ...statuses] as never[]) {
    const { nextCursor } = await list({ status, limit: 2 });
    await list({ status, limit: 2, cursor: nextCursor ?? undefined });
  }
}

const nobody = { name: '', phone: '' };
/** A document that every query can take for one of its own. */
const body = { shown: {}, board: {}, movements: [], orderId: 'order-1', customer: nobody, recipient: nobody };
/** Whoever asks for more at once reads a list to its end. */
const LONGEST_PAGE = 101;

/** What the queries ask of a store in which every list has a further page. */
async function whatIsAsked(): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const store: Pick<ViewStore, 'load' | 'find'> = {
    load: async ({ view }, ids) => {
      asked.push({ view, query: byIds(ids) });
      return new Map();
    },
    find: async ({ view }, query) => {
      const other: IndexQuery['direction'] = query.direction === 'ascending' ? 'descending' : 'ascending';
      asked.push({ view, query: byIndex(query) }, { view, query: byIndex({ ...query, direction: other }) });
      const keys = [...Array(query.limit)].map((_, n) => `${query.prefix}${n}`);
      // A search goes on in its next index once one has come to its end.
      const isReadToItsEnd = query.limit > LONGEST_PAGE || view === 'order-search';
      const isEnd = isReadToItsEnd && query.after?.startsWith(query.prefix) === true;
      return isEnd ? [] : keys.map((key) => ({ key, body }));
    },
  };
  const live = async (view: string) => ({ ref: { view, version: 1 }, position: START, stale: false });
  const queries = createQueries({
    store: store as ViewStore,
    views: { live, onMoved: () => () => undefined },
    timer: new FixedClock(),
  });
  for (const ask of Object.values(everyQuery)) await ask(queries);
  // And what a rebuild asks when it compares two versions.
  const scans = views.flatMap(({ name: view }) => [
    { view, query: inOrderOfIds(null, 100) },
    { view, query: inOrderOfIds('order-1', 100) },
  ]);
  return [...asked, ...scans];
}

const asked = await whatIsAsked();

await describeOnMongo('the indexes of the views', (mongo) => {
  let connection: MongoConnection;
  const toldBy = new Set<QueryPlan['toldBy']>();
  beforeAll(async () => {
    connection = await mongo.connect();
    const store = await MongoViewStore.open(connection);
    for (const { name: view, indexes } of views) {
      const names = Object.keys(indexes);
      const origin = { fingerprint: 'v1', logId: 'log-1' };
      const { version } = await store.create(view, { ...origin, purpose: 'keep', indexes: names });
      const documents = [...Array(20)].map((_, n) => ({
        id: `order-${n}`,
        position: '1',
        body: {},
        keys: Object.fromEntries(names.map((index) => [index, `Paid|${n}|order-${n}`])),
      }));
      await store.apply({ view, version }, { documents, parked: [], position: '1' });
    }
  });
  afterAll(() => {
    if (toldBy.has('indexes')) {
      process.stderr.write(
        `NOT EXPLAINED: ${mongo.name} has no explain, so the members of each query were compared with the indexes that there are.\n`,
      );
    }
  });

  const collectionOf = (view: string): Collection<ViewDocument> =>
    connection.db.collection<ViewDocument>(`view_${view.replaceAll('-', '_')}_1`);
  const slowOnes = async (some: readonly Asked[]) => {
    const slow: string[] = [];
    for (const { view, query } of some) {
      const plan = await planOf(collectionOf(view), query);
      toldBy.add(plan.toldBy);
      if (plan.slow.length > 0) slow.push(`${view} ${JSON.stringify(query)}: ${plan.slow.join(', ')}`);
    }
    return slow;
  };

  it.each(views.map(({ name }) => name))('serve every query of the view %s', async (view) => {
    const ofView = asked.filter((each) => each.view === view);
    expect(ofView.length).toBeGreaterThan(2);
    expect(await slowOnes(ofView)).toEqual([]);
  });

  it('are missed when one is gone', async () => {
    await collectionOf('order-status').dropIndex('key_status_1');
    const some = asked.filter(({ view }) => view === 'order-status');
    const byStatus = some.filter(({ query }) => 'key_status' in query.filter);
    expect(byStatus.length).toBeGreaterThan(0);
    expect(await slowOnes(some)).toHaveLength(byStatus.length);
  });
});

describe('the queries', () => {
  it('make use of every index that a view declares: one that nobody asks for only costs', () => {
    const used = new Set(asked.flatMap(({ view, query }) => Object.keys(query.filter).map((key) => `${view} ${key}`)));
    const declared = views.flatMap(({ name, indexes }) => Object.keys(indexes).map((index) => `${name} key_${index}`));
    expect(declared.filter((each) => !used.has(each))).toEqual([]);
  });
});
