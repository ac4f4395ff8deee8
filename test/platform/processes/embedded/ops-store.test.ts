import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { EmbeddedOpsStore } from '../../../../src/platform/processes/embedded/ops-store.ts';
import type { OpenItem } from '../../../../src/platform/processes/ops-store.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { opsStoreContract } from '../../contracts/ops-store.contract.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'kkotgil-ops-'));

opsStoreContract('the embedded ops store', async () => {
  const dir = folder();
  return {
    open: async () => new EmbeddedOpsStore(join(dir, 'ops.db')),
    dispose: async () => rmSync(dir, { recursive: true }),
  };
});

describe('the embedded ops store', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = folder();
    path = join(dir, 'ops.db');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('says what to do with a file that it can’t use', () => {
    writeFileSync(path, 'these are not the pages of a database'.repeat(100));
    expect(() => new EmbeddedOpsStore(path)).toThrow(StartFault);
    expect(() => new EmbeddedOpsStore(path)).toThrow(/ops\.db: .*move it away.*loses nothing/);
  });

  it('saves all of a call or nothing', async () => {
    const store = new EmbeddedOpsStore(path);
    const item = { waitingFor: 'charge', since: 1, due: null, overdueAt: null, failures: 0 };
    await store.save('payment', {
      position: '0001',
      opened: [{ instanceId: 'order-1', ...item }],
      parked: [],
      closed: [],
    });
    const broken = { instanceId: null as unknown as string, ...item };
    const save = store.save('payment', { position: '0002', opened: [broken], parked: [], closed: ['order-1'] });
    await expect(save).rejects.toThrow(StoreUnavailable);
    expect(await store.load('payment')).toMatchObject({ position: '0001', open: [{ instanceId: 'order-1' }] });
    await store.close();
  });

  it('keeps items by the names that earlier releases have kept them by', async () => {
    const stored =
      '{"orderId":"order-1","waitingFor":"dispute","since":1,"due":null,"overdueAt":null,"failures":0,"amounts":{"asked":9,"charged":5}}';
    const opened: OpenItem[] = [
      {
        instanceId: 'order-1',
        waitingFor: 'dispute',
        since: 1,
        due: null,
        overdueAt: null,
        failures: 0,
        facts: { asked: 9, charged: 5 },
      },
    ];
    const store = new EmbeddedOpsStore(path);
    await store.save('payment', { position: '0001', opened, parked: [], closed: [] });
    const reader = new DatabaseSync(path, { readOnly: true });
    expect(reader.prepare('SELECT item FROM items').all()).toEqual([{ item: stored }]);
    reader.close();
    expect(await store.load('payment')).toEqual({ position: '0001', open: opened, parked: [] });
    await store.close();
  });

  it('can be read by another process meanwhile', async () => {
    const store = new EmbeddedOpsStore(path);
    await store.write('reconciliation', { state: 'done' });
    const reader = new DatabaseSync(path, { readOnly: true });
    expect(reader.prepare('SELECT name FROM documents').all()).toEqual([{ name: 'reconciliation' }]);
    reader.close();
    await store.close();
  });

  describe('that is damaged', () => {
    const item = { instanceId: 'order-1', waitingFor: 'charge', since: 1, due: null, overdueAt: null, failures: 0 };
    const told: string[] = [];
    const healing = {
      setAside: () => {
        renameSync(path, `${path}.aside`);
        return 'ops.db.aside';
      },
      told: (_facts: object, message: string) => void told.push(message),
    };
    beforeEach(async () => {
      told.length = 0;
      const store = new EmbeddedOpsStore(path);
      await store.save('payment', { position: '0007', opened: [item], parked: [], closed: [] });
      await store.write('reconciliation', { state: 'done' });
      await store.close();
    });
    const change = (sql: string) => {
      const db = new DatabaseSync(path);
      db.exec(sql);
      db.close();
    };

    it.each([["item = '{'"], ["item = '{}'"], ["item = replace(item, 'charge', 'chbrge')"]])(
      'has its process manager read history again when %s',
      async (damage) => {
        change(`UPDATE items SET ${damage}`);
        const store = new EmbeddedOpsStore(path, healing);
        expect(await store.load('payment')).toEqual({ position: START, open: [], parked: [] });
        expect(told).toHaveLength(1);
        expect(await store.load('payment')).toEqual({ position: START, open: [], parked: [] });
        expect(told).toHaveLength(1);
        await store.close();
      },
    );

    it('takes items of an earlier release, which have no checksum, as they are', async () => {
      change('UPDATE items SET checksum = NULL');
      const store = new EmbeddedOpsStore(path, healing);
      expect(await store.load('payment')).toMatchObject({ position: '0007', open: [item] });
      await store.close();
    });

    it('forgets a document that is not what was written', async () => {
      change("UPDATE documents SET document = '{'");
      const store = new EmbeddedOpsStore(path, healing);
      expect(await store.read('reconciliation')).toBeNull();
      await store.write('reconciliation', { state: 'never-run' });
      expect(await store.read('reconciliation')).toEqual({ state: 'never-run' });
      await store.close();
    });

    it('beyond repair while it is open is put aside, and no position counts in the new one until history is read again', async () => {
      const store = new EmbeddedOpsStore(path, healing);
      writeFileSync(path, Buffer.alloc(50_000, 0x41));
      await expect(store.load('payment')).rejects.toThrow(StoreUnavailable);
      await store.save('payment', { position: '0009', opened: [item], parked: [], closed: [] });
      expect(await store.load('payment')).toMatchObject({ position: START, open: [item] });
      await store.close();
    });
  });
});
