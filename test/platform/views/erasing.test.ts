import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { ErasedOrder } from '../../../src/domain/erasure/index.ts';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import { openEmbeddedViewStore } from '../../../src/platform/views/embedded/embedded-view-store.ts';
import { originOf } from '../../../src/platform/views/origin.ts';
import { eraserOf, personal } from '../../../src/platform/views/personal.ts';
import { Projection } from '../../../src/platform/views/projection.ts';
import type { AnyView } from '../../../src/platform/views/view.ts';
import type { ViewStore } from '../../../src/platform/views/view-store.ts';
import { views } from '../../../src/projections/views.ts';
import { createEventLog, type EventLog, type RecordedEvent } from '../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../src/stored-events/streams.ts';
import { histories, streamOfType } from '../../golden/histories.ts';
import { samples } from '../../golden/samples.ts';
import { codecWorld } from '../../support/codec-world.ts';
import { idOf } from '../../support/history.ts';
import { MemoryEventStore } from '../../support/memory-event-store.ts';
import { quiet } from '../../support/quiet-logger.ts';

/** What the samples tell of people. */
const PERSONAL = [
  '이지은',
  '김민수',
  '1234',
  '5678',
  '5432',
  '테헤란로',
  '생일',
  '지은',
  '마음이',
  '장미가',
  '예뻐요',
  '감사',
];

describe('what views hold of people', () => {
  let folder: string;
  let store: ViewStore;
  let world: Awaited<ReturnType<typeof codecWorld>>;
  let log: EventLog;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-erasing-'));
    store = openEmbeddedViewStore({ path: join(folder, 'views.db') });
    world = await codecWorld();
    log = createEventLog(new MemoryEventStore(), world.codec);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  let told = 0;
  async function happened(type: EventType, streamId: string, data: unknown = samples[type]): Promise<void> {
    const before = await log.readStream(streamId);
    const commandId = idOf(`erasing-${told++}`);
    await log.append(streamId, before.at(-1)?.revision ?? 'no-stream', [{ type, data } as KkotgilEvent], {
      ...world.context,
      commandId,
      at: new Date(Date.parse('2026-11-23T03:00:00Z') + told * 1000).toISOString(),
    });
  }
  /** Another order of the same people, its streams named by its own id. */
  const streamIn = (order: string, type: EventType) => streamOfType(type).replace(/-.*$/, `-${order}`);
  const erased = (...orders: ErasedOrder[]) =>
    happened('OrdersErased', streamOf('erasure', idOf(`erasure-${told}`)), { orders });

  async function newVersion(view: AnyView, atHand = 0): Promise<Projection> {
    const made = await store.create(view.name, {
      ...originOf(view, log),
      purpose: 'build',
      indexes: Object.keys(view.indexes),
    });
    return new Projection(view, made, { store, logger: quiet, atHand });
  }

  /** Lets a version take in all that it has not seen, in pages of this size. */
  async function feed(projection: Projection, pageSize = 1_000): Promise<void> {
    for await (const page of log.readAll({ from: projection.taken, pageSize })) {
      await projection.take(page as RecordedEvent[], page.at(-1)?.position ?? projection.taken, false);
    }
    await projection.save();
  }
  const documentsOf = async ({ ref }: Projection) => store.scan(ref, null, 1_000);

  it.each(Object.keys(histories))('is erased, and the same as a rebuild: %s', async (history) => {
    for (const order of [idOf('one'), idOf('two')]) {
      for (const type of histories[history] ?? []) await happened(type, streamIn(order, type));
    }
    // Of some documents it knows what it has written, as where they are kept by a server.
    const live = await Promise.all(views.map((view) => newVersion(view, 1)));
    for (const projection of live) await feed(projection);
    const before = JSON.stringify(await Promise.all(live.map(documentsOf)));
    expect(before).toContain('이지은');

    for (const keyId of Object.values(world.context.subjects)) await world.keyring.destroy(keyId);
    await erased(
      { orderId: idOf('one'), roles: ['customer', 'recipient'] },
      { orderId: idOf('two'), roles: ['customer', 'recipient'] },
    );
    for (const projection of live) await feed(projection);
    const after = JSON.stringify(await Promise.all(live.map(documentsOf)));
    expect(PERSONAL.filter((text) => after.includes(text))).toEqual([]);
    expect(Object.values(world.context.subjects).filter((keyId) => after.includes(keyId))).toEqual([]);

    for (const [index, view] of views.entries()) {
      const rebuilt = await newVersion(view);
      await feed(rebuilt, 7);
      expect([view.name, await documentsOf(rebuilt)]).toEqual([
        view.name,
        await documentsOf(live[index] as Projection),
      ]);
    }
  });

  it('stays where it is of somebody else: a customer is erased, and not the recipient', async () => {
    for (const type of histories['delivered-and-reviewed'] ?? []) await happened(type, streamIn(idOf('one'), type));
    const board = await newVersion(views.find(({ name }) => name === 'delivery-board') as AnyView);
    await feed(board);
    await world.keyring.destroy(world.context.subjects.customer ?? '');
    await erased({ orderId: idOf('one'), roles: ['customer'] });
    await feed(board);
    expect((await documentsOf(board))[0]?.body).toMatchObject({
      ordered: {
        customer: { name: '[erased]', phone: '[erased]' },
        recipient: { name: '김민수' },
        cardMessage: '[erased]',
      },
    });
  });

  it('goes on after the erasure: a review that comes later joins a document without names', async () => {
    for (const type of ['OrderPlaced', 'ReviewRequested'] as const) await happened(type, streamIn(idOf('one'), type));
    const status = await newVersion(views.find(({ name }) => name === 'order-status') as AnyView);
    await feed(status);
    await world.keyring.destroy(world.context.subjects.customer ?? '');
    await erased({ orderId: idOf('one'), roles: ['customer'] });
    await happened('ReviewWritten', streamIn(idOf('one'), 'ReviewWritten'));
    await feed(status);
    expect((await documentsOf(status))[0]?.body).toMatchObject({
      shown: { cardMessage: '[erased]', review: { status: 'Written', rating: 5, text: '[erased]' } },
    });
  });
});

describe('the eraser of a schema', () => {
  const schema = z
    .object({
      name: personal('customer', z.string()),
      note: personal('recipient', z.string().nullable()),
      lines: z.array(z.object({ by: personal('customer', z.string()), count: z.number() })).readonly(),
      byDay: z.record(z.string(), z.object({ who: personal('recipient', z.string()) })),
      maybe: z
        .object({ text: personal('customer', z.string().nullable()) })
        .nullable()
        .default(null),
    })
    .readonly();
  const erase = eraserOf(schema);
  const document = {
    name: '이지은',
    note: null,
    lines: [{ by: '이지은', count: 1 }],
    byDay: { '2026-12-24': { who: '김민수' } },
    maybe: { text: '생일' },
  };

  it('finds marks wherever they stand, and knows whose they are', () => {
    expect(erase(document, new Set(['customer']))).toEqual({
      ...document,
      name: '[erased]',
      lines: [{ by: '[erased]', count: 1 }],
      maybe: { text: '[erased]' },
    });
    expect(erase({ ...document, maybe: null }, new Set(['recipient']))).toEqual({
      ...document,
      maybe: null,
      byDay: { '2026-12-24': { who: '[erased]' } },
    });
  });

  it('changes nothing of what it was made for before, and leaves alone what nothing is marked in', () => {
    expect(document.name).toBe('이지은');
    const untouched = { a: 1 };
    expect(eraserOf(z.object({ a: z.number() }))(untouched, new Set(['customer']))).toBe(untouched);
  });
});
