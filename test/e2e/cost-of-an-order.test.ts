import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';
import type { App } from './support/app.ts';
import { Cluster, type Role } from './support/cluster.ts';
import { type Cost, costOfWholeOrders } from './support/cost.ts';
import { World } from './support/world.ts';

/** Enough to tell a call an order from the few of a start. */
const ORDERS = 10;
/** Two for each of five messages, and one for each of ten other facts. */
const APPENDS = 20;
/**
 * On a server: the menu, when it is placed; the order, for an open cancellation, when it is accepted and when it is started. Some more are nobody's:
 * every few seconds somebody looks whether the log is still there.
 */
const READS = 3;
const MAX_READS = READS + 2;

/** To MongoDB a second of a process that does all: signs of life, operators' requests, switches of versions, destroyed keys, and a look at the metrics. */
const MAX_CALLS_AT_REST = 20;

/**
 * To MongoDB, of who keeps views and runs processes: some calls for each batch of events, and the slower a machine, the more orders share a batch:
 * eight or nine on a busy one. So this only holds that they don't become many more; what a batch costs is held by the tests of the view store, the
 * projector and the process managers.
 */
const MAX_CALLS = 30;

function expectNoMoreAppendsThanNeeded({ appends }: Cost): void {
  expect(appends).toBeGreaterThanOrEqual(APPENDS);
  expect(appends).toBeLessThan(APPENDS + 1);
}

/** Nothing of an order is read twice, in a process that does all of the work; on a busy machine one or two may be tried again. */
function expectNothingReadTwice(cost: Cost): void {
  const { reads } = cost;
  expectNoMoreAppendsThanNeeded(cost);
  expect(reads).toBeGreaterThanOrEqual(READS - 1);
  expect(reads).toBeLessThanOrEqual(MAX_READS);
}

describe('what a whole order asks of the log', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.stop());

  it('is known already on the embedded store, to which nobody else writes', async () => {
    const cost = await costOfWholeOrders([world.app], world.client, ORDERS);
    expectNoMoreAppendsThanNeeded(cost);
    expect(cost.reads).toBeLessThan(1);
  });
});

await describeOnMongo('what a whole order asks of the log', (mongo) => {
  const clusters: Cluster[] = [];
  const open = async () => {
    const cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() });
    clusters.push(cluster);
    return cluster;
  };
  // Processes that rest would take from those of the next test.
  afterEach(async () => {
    for (const cluster of clusters.splice(0)) await cluster.close();
  });

  it('is as little on an event store of its own', async () => {
    const cluster = await open();
    const app = await cluster.start('api', 'projections', 'processes');
    const client = cluster.clientOf(() => app);
    const cost = await costOfWholeOrders([app], client, ORDERS, [app]);
    expectNothingReadTwice(cost);
    expect(cost.callsAtRest).toBeLessThan(MAX_CALLS_AT_REST);
  });

  it('is little more when three processes share the work, each hearing of the others a moment later', async () => {
    const cluster = await open();
    const apps = {} as Record<Role, App>;
    for (const role of ['projections', 'processes', 'api'] as const) apps[role] = await cluster.start(role);
    const cost = await costOfWholeOrders(
      Object.values(apps),
      cluster.clientOf(() => apps.api),
      ORDERS,
      [apps.projections, apps.processes],
    );
    expect(cost.calls).toBeLessThanOrEqual(MAX_CALLS);
    expect(cost.reads).toBeLessThanOrEqual(10);
    expect(cost.appends).toBeLessThanOrEqual(APPENDS + 2);
  });
});
