import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../src/eventstore/event-store.ts';
import { EmbeddedOpsStore, UnusableOpsFile } from '../../../src/processes/embedded/ops-store.ts';
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
    expect(() => new EmbeddedOpsStore(path)).toThrow(UnusableOpsFile);
    expect(() => new EmbeddedOpsStore(path)).toThrow(/ops\.db: .*move it away.*loses nothing/);
  });

  it('saves all of a call or nothing', async () => {
    const store = new EmbeddedOpsStore(path);
    const item = { waitingFor: 'charge', since: 1, due: null, overdueAt: null, failures: 0 };
    await store.save('payment', {
      position: '0001',
      opened: [{ orderId: 'order-1', ...item }],
      parked: [],
      closed: [],
    });
    const broken = { orderId: null as unknown as string, ...item };
    const save = store.save('payment', { position: '0002', opened: [broken], parked: [], closed: ['order-1'] });
    await expect(save).rejects.toThrow(StoreUnavailable);
    expect(await store.load('payment')).toMatchObject({ position: '0001', open: [{ orderId: 'order-1' }] });
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
});
