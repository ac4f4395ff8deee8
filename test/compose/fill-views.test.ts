import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { embeddedAt } from '../../bench/support/embedded.ts';
import { writeHistory } from '../../bench/support/history.ts';
import { SECRET } from '../../bench/support/place.ts';
import { type FillerDeps, fillOnThreads } from '../../src/compose/fill-views.ts';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import { openEmbeddedEventStore } from '../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { START, StoreUnavailable } from '../../src/platform/eventstore/event-store.ts';
import { EmbeddedKeyring } from '../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { systemTimer } from '../../src/platform/runtime/system.ts';
import { type EmbeddedViews, openEmbeddedViewStore } from '../../src/platform/views/embedded/embedded-view-store.ts';
import type { HistoryFiller } from '../../src/platform/views/history-filler.ts';
import { Projector } from '../../src/platform/views/projector.ts';
import { views } from '../../src/projections/views.ts';
import { createCodec, createEventLog, type EventLog } from '../../src/stored-events/event-log.ts';
import { until } from '../support/until.ts';

const secrets = keyringSecretsOf(SECRET);
const LONG_ENOUGH_MS = 60_000;

describe('views that are filled from history on threads of their own', () => {
  let template: string;
  let folder: string;
  let log: EventLog;
  let said: string[];
  const closing: (() => Promise<unknown>)[] = [];
  const say = (_facts: object, message: string) => void said.push(message);
  const logger = { debug: () => {}, info: say, warn: say, error: say };

  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), 'kkotgil-filled-'));
    await writeHistory(embeddedAt(template), 600);
  });
  afterAll(() => rmSync(template, { recursive: true }));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-filled-'));
    said = [];
    cpSync(template, folder, { recursive: true });
    const events = openEmbeddedEventStore({ dataDir: folder });
    const keyring = new EmbeddedKeyring({ path: join(folder, 'keys.db'), secrets, random: randomBytes });
    closing.push(
      () => events.close(),
      () => keyring.close(),
    );
    log = createEventLog(events, createCodec(keyring, randomBytes));
    await eraseSomebody(keyring);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  /** A customer is erased in the middle of history: what comes after is told of another order. */
  async function eraseSomebody(keyring: EmbeddedKeyring): Promise<void> {
    const [placed] =
      (
        await log
          .readAll({ categories: ['order'], limit: 1 })
          [Symbol.asyncIterator]()
          .next()
      ).value ?? [];
    const orderId = placed?.streamId.slice('order-'.length) ?? '';
    const { customer: person = '' } = placed !== undefined && 'subjects' in placed ? placed.subjects : {};
    await keyring.destroy(person);
    const context = { commandId: orderId, correlationId: person, causationId: orderId, actor: 'test', subjects: {} };
    await log.append(
      `erasure-${orderId}`,
      'no-stream',
      [
        { type: 'ErasureRequested', data: { person, cause: 'request' } },
        { type: 'OrdersErased', data: { orders: [{ orderId, roles: ['customer'] }] } },
      ],
      { ...context, at: '2026-11-26T03:00:00.000Z' },
    );
  }

  const open = (name = 'views.db'): EmbeddedViews => {
    const store = openEmbeddedViewStore({ path: join(folder, name) });
    closing.push(() => store.close());
    return store;
  };
  const onThreads = (store: EmbeddedViews, deps: Partial<FillerDeps> = {}) =>
    fillOnThreads({ store, logger, dataDir: folder, secrets, far: 100, ...deps });
  const started = async (store: EmbeddedViews, filler: HistoryFiller | null) => {
    const projector = new Projector(views, { log, store, timer: systemTimer, logger, filler });
    await projector.open();
    projector.start();
    closing.push(() => projector.stop());
    return projector;
  };
  const caughtUp = async (store: EmbeddedViews, filler: HistoryFiller | null) => {
    const projector = await started(store, filler);
    await until(() => projector.caughtUp, LONG_ENOUGH_MS);
    await projector.stop();
  };
  const refOf = (view: string) => ({ view, version: 1 });
  const everything = async (store: EmbeddedViews) => {
    const all: Record<string, unknown> = {};
    for (const { name, indexes } of views) {
      const documents = await store.scan(refOf(name), null, 100_000);
      const found = Object.keys(indexes).map(async (index) => {
        const query = { index, prefix: '', direction: 'descending', after: null, limit: 100_000 } as const;
        return (await store.find(refOf(name), query)).map(({ key }) => key);
      });
      all[name] = {
        documents,
        found: await Promise.all(found),
        position: (await store.view(name)).versions[0]?.position,
      };
    }
    return all;
  };

  it('hold what this thread would have made of it, who is erased in it too, and are found by their keys', async () => {
    const [filled, usual] = [open('views.db'), open('usual.db')];
    await caughtUp(filled, onThreads(filled));
    await caughtUp(usual, null);
    expect(said.filter((each) => each === 'filling views from history')).toHaveLength(1);
    expect(said).not.toContain('parked in this view');
    expect(said).not.toContain('views could not be filled beside; they take history in as they take in news');
    const expected = await everything(usual);
    expect(await everything(filled)).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('[erased]');
    expect(views.map(({ name }) => filled.isBare(refOf(name)))).not.toContain(true);
  });

  it('can not be searched before they are whole, and are made whole by the next start', async () => {
    const store = open();
    const projector = new Projector(views, { log, store, timer: systemTimer, logger });
    await projector.open();
    const refs = views.map(({ name }) => refOf(name));
    await onThreads(store).fill(refs, await log.head(), AbortSignal.abort());
    const newest = { index: 'newest', prefix: '', direction: 'descending', after: null, limit: 1 } as const;
    await expect(store.find(refOf('reviews'), newest)).rejects.toThrow(StoreUnavailable);
    await store.close();

    const again = open();
    expect(again.isBare(refOf('reviews'))).toBe(true);
    // Nothing is far behind by this measure: that they are not whole is reason enough.
    await caughtUp(again, onThreads(again, { far: 1_000_000 }));
    const usual = open('usual.db');
    await caughtUp(usual, null);
    expect(await everything(again)).toEqual(await everything(usual));
  });

  it('are told of once they are filled, so that what takes the processor from them can begin', async () => {
    const store = open();
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const fill = async () => {
      asked.resolve();
      await gate.promise;
    };
    const projector = await started(store, { wants: async (all) => all.map(({ ref }) => ref), fill });
    let isTold = false;
    void projector.filled.then(() => {
      isTold = true;
    });
    await asked.promise;
    await systemTimer.sleep(20);
    expect(isTold).toBe(false);
    gate.resolve();
    await projector.filled;
  });

  it('are filled by this thread when another one can not', async () => {
    const store = open();
    const nowhere = join(folder, 'nowhere');
    await caughtUp(store, onThreads(store, { dataDir: nowhere }));
    expect(said).toContain('views could not be filled beside; they take history in as they take in news');
    const usual = open('usual.db');
    await caughtUp(usual, null);
    expect(await everything(store)).toEqual(await everything(usual));
  });

  it('begin at the beginning where they begin at all', async () => {
    const store = open();
    const projector = await started(store, onThreads(store, { far: 1_000_000 }));
    await until(() => projector.caughtUp, LONG_ENOUGH_MS);
    expect(said).not.toContain('filling views from history');
    expect((await store.view('reviews')).versions[0]?.position).not.toBe(START);
  });
});
