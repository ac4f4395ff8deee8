import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { OpenItem, OpsChanges, OpsStore, ParkedItem } from '../../../src/platform/processes/ops-store.ts';

/** A place where one adapter keeps its data: opened twice, it holds what was saved before. */
export interface OpsStoreHarness {
  open(): Promise<OpsStore>;
  dispose(): Promise<void>;
}

const open = (instanceId: string, wait: Partial<OpenItem> = {}): OpenItem => ({
  instanceId,
  waitingFor: 'charge',
  since: 1_000,
  due: 2_000,
  overdueAt: null,
  failures: 0,
  ...wait,
});
const parked = (instanceId: string, reason = 'can’t be read'): ParkedItem => ({ instanceId, reason, since: 1_000 });
const changes = (some: Partial<OpsChanges>): OpsChanges => ({
  position: '0001',
  opened: [],
  parked: [],
  closed: [],
  ...some,
});

/** What every {@link OpsStore} does. */
export function opsStoreContract(name: string, createHarness: () => Promise<OpsStoreHarness>): void {
  describe(`${name} keeps operational state`, () => {
    let harness: OpsStoreHarness;
    let store: OpsStore;

    beforeEach(async () => {
      harness = await createHarness();
      store = await harness.open();
    });
    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    it('of a process that never saved: nothing, at the start of the log', async () => {
      expect(await store.load('payment')).toEqual({ position: START, open: [], parked: [] });
    });

    it('gives back the position and every member of every item', async () => {
      const full = open('order-1', {
        waitingFor: '결제',
        since: 1_767_225_600_123,
        due: null,
        overdueAt: 5,
        failures: 7,
      });
      await store.save('payment', changes({ position: '0042', opened: [full], parked: [parked('order-2')] }));
      expect(await store.load('payment')).toEqual({ position: '0042', open: [full], parked: [parked('order-2')] });
    });

    it('replaces what it had of an order', async () => {
      await store.save('payment', changes({ opened: [open('order-1')] }));
      await store.save('payment', changes({ opened: [open('order-1', { waitingFor: 'refund', failures: 3 })] }));
      expect((await store.load('payment')).open).toEqual([open('order-1', { waitingFor: 'refund', failures: 3 })]);
    });

    it('has an order open or parked, never both', async () => {
      await store.save('payment', changes({ opened: [open('order-1')], parked: [parked('order-2')] }));
      await store.save('payment', changes({ opened: [open('order-2')], parked: [parked('order-1')] }));
      const { open: opened, parked: stuck } = await store.load('payment');
      expect(opened).toEqual([open('order-2')]);
      expect(stuck).toEqual([parked('order-1')]);
    });

    it('forgets closed orders, and does not mind those it never had', async () => {
      await store.save('payment', changes({ opened: [open('order-1')], parked: [parked('order-2')] }));
      await store.save('payment', changes({ position: '0002', closed: ['order-1', 'order-2', 'order-3'] }));
      expect(await store.load('payment')).toEqual({ position: '0002', open: [], parked: [] });
    });

    it('leaves what a save does not mention as it is', async () => {
      await store.save('payment', changes({ opened: [open('order-1')], parked: [parked('order-2')] }));
      await store.save('payment', changes({ position: '0009' }));
      expect(await store.load('payment')).toEqual({
        position: '0009',
        open: [open('order-1')],
        parked: [parked('order-2')],
      });
    });

    it('keeps processes apart', async () => {
      await store.save('payment', changes({ position: '0005', opened: [open('order-1')] }));
      await store.save('sms', changes({ position: '0007', closed: ['order-1'] }));
      expect(await store.load('payment')).toEqual({ position: '0005', open: [open('order-1')], parked: [] });
      expect(await store.load('sms')).toEqual({ position: '0007', open: [], parked: [] });
    });

    it('holds thousands of items', async () => {
      const many = Array.from({ length: 2_000 }, (_, index) => open(`order-${index}`));
      await store.save('payment', changes({ opened: many }));
      expect((await store.load('payment')).open).toHaveLength(2_000);
    });

    it('keeps documents by name, newest wins', async () => {
      expect(await store.read('reconciliation')).toBeNull();
      await store.write('reconciliation', { state: 'running' });
      await store.write('other', [1, 2]);
      await store.write('reconciliation', { state: 'done', differences: [{ detail: '차액' }] });
      expect(await store.read('reconciliation')).toEqual({ state: 'done', differences: [{ detail: '차액' }] });
      expect(await store.read('other')).toEqual([1, 2]);
    });

    it('has everything after it was closed and opened again', async () => {
      await store.save(
        'payment',
        changes({ position: '0042', opened: [open('order-1')], parked: [parked('order-2')] }),
      );
      await store.write('reconciliation', { state: 'done' });
      await store.close();
      store = await harness.open();
      expect(await store.load('payment')).toEqual({
        position: '0042',
        open: [open('order-1')],
        parked: [parked('order-2')],
      });
      expect(await store.read('reconciliation')).toEqual({ state: 'done' });
    });

    it('is unavailable once it is closed, and may be closed twice', async () => {
      await store.close();
      await store.close();
      await expect(store.load('payment')).rejects.toThrow(StoreUnavailable);
      await expect(store.save('payment', changes({}))).rejects.toThrow(StoreUnavailable);
      await expect(store.read('reconciliation')).rejects.toThrow(StoreUnavailable);
      await expect(store.write('reconciliation', {})).rejects.toThrow(StoreUnavailable);
    });
  });
}
