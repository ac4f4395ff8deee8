import { expect, it } from '@jest/globals';
import { positionOf } from '../../src/platform/eventstore/eventstoredb/position.ts';
import { ANOTHER, othersWrite } from '../doubles/eventstoredb/others-write.ts';
import { type App, OPERATOR_TOKEN } from '../e2e/support/app.ts';
import { anOrder, eventually } from '../e2e/support/client.ts';
import { Cluster, type Role } from '../e2e/support/cluster.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

const ROLES = ['projections', 'processes', 'api'] as const satisfies readonly Role[];
const ORDERS = 10;
/** Events of another program, with two links each, between the shop's last event and the end of the log: a checkpoint lies among them. */
const FOREIGN = 1_600;
const AT_ONCE = 400;

/** A view or a process manager, and up to where it has kept what it is. */
interface Kept {
  readonly name: string;
  readonly position: string;
}

/** What a process says that does not go on from where it, or the one before it, has stood. */
const BEGINS_AGAIN = /built anew|building a view|new version is built|history is read again|ahead of the log/;

await describeOnMongo('a quiet shop on a log that others write to as well', (mongo) => {
  it('goes on from where it stood when its processes are restarted or replaced', async () => {
    const cluster = await Cluster.open({ url: mongo.url, database: mongo.newDatabase() });
    const { eventStore } = cluster;
    const apps = {} as Record<Role, App>;
    const client = cluster.clientOf(() => apps.api);
    const later: App[] = [];
    const start = async (role: Role) => {
      const app = await cluster.start(role);
      later.push(app);
      return app;
    };
    /** Until all stand behind it, so that what they have kept by position lies beyond the shop's last event. */
    const othersAreBusy = async () => {
      const last = eventStore.events.findLast(({ streamId }) => streamId !== ANOTHER)?.position;
      for (let written = 0; written < FOREIGN; written += AT_ONCE) othersWrite(eventStore, AT_ONCE);
      await eventually(
        'all stand beyond the last event of the shop',
        async () => {
          const answers = ['/api/views', '/api/processes'].map((path) => client.get(path, OPERATOR_TOKEN));
          const answered = await Promise.all(answers).catch(() => null);
          if (answered === null) return { not: 'no answer over a connection of the process before' };
          const kept: Kept[] = answered.flatMap(({ body }) => body.items);
          const before = kept.filter(({ position }) => position <= positionOf(`${last}`, `${last}`));
          return before.length === 0 ? { done: true } : { not: JSON.stringify(before) };
        },
        60_000,
      );
    };
    const views = async () => {
      const { items } = (await client.get('/api/views', OPERATOR_TOKEN)).body;
      return items.map(({ name, version, kept }: { name: string; version: number; kept: number[] }) => ({
        name,
        version,
        kept,
      }));
    };
    const anOrderGoesItsWay = async () => {
      const order = await eventually(
        'an order is taken',
        async () => {
          const { status, body } = await client.place(anOrder()).catch(() => ({ status: 0, body: null }));
          return status === 201 ? { done: body } : { not: `${status}` };
        },
        60_000,
      );
      await client.untilOrder(
        order.orderId,
        'is with the florist',
        (seen) => seen?.delivery?.status === 'Requested',
        60_000,
      );
    };
    const comesBack = async (replace: () => Promise<void>) => {
      await replace();
      await anOrderGoesItsWay();
    };

    try {
      for (const role of ROLES) apps[role] = await cluster.start(role);
      await Promise.all(Array.from({ length: ORDERS }, anOrderGoesItsWay));
      const asBuilt = await views();
      for (const role of ROLES) {
        await othersAreBusy();
        await comesBack(async () => {
          expect(await apps[role].stop()).toBe(0);
          apps[role] = await start(role);
        });
      }
      for (const role of ['projections', 'processes'] as const) {
        const standby = await start(role);
        await othersAreBusy();
        await comesBack(async () => {
          await apps[role].kill();
          apps[role] = standby;
        });
      }

      expect(await views()).toEqual(asBuilt);
      for (const app of later) expect(app.output.filter((line) => BEGINS_AGAIN.test(line))).toEqual([]);
    } finally {
      await cluster.close();
    }
  }, 240_000);
});
