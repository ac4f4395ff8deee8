import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { Recorded, UnreadableEvent } from '../../../src/platform/eventstore/recorded-event.ts';
import { parseStreamId } from '../../../src/platform/eventstore/stream-names.ts';
import { openEmbeddedViewStore } from '../../../src/platform/views/embedded/embedded-view-store.ts';
import { fillVersions, type History as Pages } from '../../../src/platform/views/fill-versions.ts';
import { originOf } from '../../../src/platform/views/origin.ts';
import { Projection } from '../../../src/platform/views/projection.ts';
import type { ViewDocuments, ViewStore } from '../../../src/platform/views/view-store.ts';
import { views } from '../../../src/projections/views.ts';
import { createEventLog, type EventLog } from '../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../src/stored-events/streams.ts';
import { samples } from '../../golden/samples.ts';
import { codecWorld } from '../../support/codec-world.ts';
import { categoryOf, idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { quiet } from '../../support/quiet-logger.ts';

const FACTS = [
  'OrderPlaced',
  'PaymentAttempted',
  'SmsAttempted',
  'PaymentApproved',
  'OrderPaid',
  'DeliveryRequested',
  'SmsSent',
  'DeliveryAccepted',
  'DeliveryStarted',
  'DeliveryCompleted',
  'OrderCompleted',
  'ReviewRequested',
  'ReviewWritten',
] as const satisfies readonly EventType[];

describe('history that is taken into views page by page', () => {
  let log: EventLog;
  let events: readonly (Recorded | UnreadableEvent)[];

  beforeAll(async () => {
    const world = await codecWorld();
    log = createEventLog(new MemoryEventStore(), world.codec);
    let told = 0;
    const happened = async (type: EventType, streamId: string, data: unknown = samples[type]) => {
      const before = await log.readStream(streamId);
      const commandId = idOf(`filled-${told++}`);
      const at = new Date(Date.parse('2026-11-23T03:00:00Z') + told * 1000).toISOString();
      const event = { type, data } as KkotgilEvent;
      await log.append(streamId, before.at(-1)?.revision ?? 'no-stream', [event], { ...world.context, commandId, at });
    };
    // Orders that overlap, some long and some short; one of them is erased, and goes on.
    const begun = (order: number) => order * 4;
    for (let moment = 0; moment < 60; moment++) {
      for (let order = 0; order < 10; order++) {
        const step = (moment - begun(order)) / (order === 2 ? 4 : 1);
        const type = FACTS[step];
        if (type === undefined) continue;
        const id = idOf(`order-${order}`);
        const data = type.startsWith('Sms')
          ? { ...(samples[type] as object), ref: idOf(`notice-${order}`) }
          : undefined;
        await happened(type, streamOf(categoryOf(type), id), data);
      }
      if (moment === 30) {
        const orders = [1, 2, 5].map((order) => ({
          orderId: idOf(`order-${order}`),
          roles: ['customer', 'recipient'],
        }));
        await happened('OrdersErased', streamOf('erasure', idOf('erasure')), { orders });
      }
    }
    const all = [];
    for await (const page of log.readAll({})) all.push(...page);
    events = all;
  });

  const pagesOf = (size: number): Pages => ({
    page: async (after, until, categories) =>
      events
        .filter(({ position, streamId }) => {
          return position > after && position <= until && categories.includes(parseStreamId(streamId).category);
        })
        .slice(0, size),
  });
  const opened = async () => {
    const store = openEmbeddedViewStore({ path: ':memory:' });
    const filled = [];
    for (const view of views) {
      const indexes = Object.keys(view.indexes);
      filled.push({
        view,
        version: await store.create(view.name, { ...originOf(view, log), purpose: 'keep', indexes }),
      });
    }
    return { store, filled };
  };
  const everything = async (store: ViewStore) => {
    const all: Record<string, unknown> = {};
    for (const { name } of views) {
      const [version] = (await store.view(name)).versions;
      all[name] = { position: version?.position, documents: await store.scan({ view: name, version: 1 }, null, 1_000) };
    }
    return all;
  };
  /** What is written goes to the store so often, and then never again. */
  const killedAfter = (store: ViewStore, writes: number): ViewDocuments => {
    let left = writes;
    return {
      load: (...asked) => store.load(...asked),
      find: (...asked) => store.find(...asked),
      apply: async (...asked) => {
        if (left-- <= 0) throw new StoreUnavailable('killed');
        return store.apply(...asked);
      },
    };
  };
  const live = async () => {
    const { store, filled } = await opened();
    for (const { view, version } of filled) {
      const projection = new Projection(view, version, { store, logger: quiet });
      for (const event of events) await projection.take([event], event.position);
      await projection.save();
    }
    const all = await everything(store);
    await store.close();
    return all;
  };

  it('leads to what live events lead to, however it is cut, written, and broken off', async () => {
    const expected = await live();
    expect(JSON.stringify(expected)).toContain('[erased]');
    const until = await log.head();
    const cut = { size: fc.integer({ min: 1, max: 40 }), writeAt: fc.integer({ min: 1, max: 60 }) };
    await fc.assert(
      fc.asyncProperty(fc.record({ ...cut, writes: fc.integer({ min: 0, max: 200 }) }), async ({ writes, ...way }) => {
        const { store, filled } = await opened();
        const deps = { history: pagesOf(way.size), logger: quiet, writeAt: way.writeAt };
        await fillVersions(filled, until, { ...deps, store: killedAfter(store, writes) }, () => false).catch(
          (error: Error) => expect(error.message).toBe('killed'),
        );
        const again = [];
        for (const { view } of filled) {
          const [version] = (await store.view(view.name)).versions;
          if (version !== undefined) again.push({ view, version });
        }
        await fillVersions(again, until, { ...deps, store }, () => false);
        expect(await everything(store)).toEqual(expected);
        await store.close();
      }),
      { numRuns: 40 },
    );
  });
});
