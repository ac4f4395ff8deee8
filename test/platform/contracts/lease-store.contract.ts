import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HeldLease, LeaseStore } from '../../../src/platform/leases/lease-store.ts';

/** What every {@link LeaseStore} does. */
export function leaseStoreContract(name: string, createStore: () => Promise<LeaseStore>): void {
  describe(`${name} keeps leases`, () => {
    let store: LeaseStore;
    beforeEach(async () => {
      store = await createStore();
    });

    /** Takes the lease as it stands. */
    const take = async (holder: string) => (await store.take('sms', holder, await store.read('sms'))) as HeldLease;

    it('one that nobody has held is none', async () => {
      expect(await store.read('sms')).toBeNull();
    });

    it('who takes one has it, in the first term', async () => {
      expect(await take('a')).toMatchObject({ name: 'sms', holder: 'a', term: 1 });
      expect(await store.read('sms')).toMatchObject({ name: 'sms', holder: 'a', term: 1 });
    });

    it('of many who take it at once, as all saw it, one has it', async () => {
      for (const term of [1, 2]) {
        const seen = await store.read('sms');
        const taken = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((holder) => store.take('sms', holder, seen)));
        expect(taken.filter((lease) => lease !== null)).toEqual([await store.read('sms')]);
        expect((await store.read('sms'))?.term).toBe(term);
      }
    });

    it('each beat shows', async () => {
      const lease = await take('a');
      const before = await store.read('sms');
      expect(await store.beat(lease)).toBe(true);
      const after = await store.read('sms');
      expect(after).toMatchObject({ holder: 'a', term: 1 });
      expect(after?.beat).toBeGreaterThan(before?.beat ?? Number.NaN);
    });

    it('of several that beat at once, each is told of its own', async () => {
      const takeOf = async (name: string, holder: string) =>
        (await store.take(name, holder, await store.read(name))) as HeldLease;
      const [kept, lost, other] = [
        await takeOf('sms', 'a'),
        await takeOf('payment', 'a'),
        await takeOf('shipping', 'a'),
      ];
      const theirs = await takeOf('payment', 'b');
      const beats = await Promise.all([kept, lost, other, theirs].map((lease) => store.beat(lease)));
      expect(beats).toEqual([true, false, true, true]);
      expect(await Promise.all(['sms', 'payment', 'shipping'].map((name) => store.read(name)))).toMatchObject([
        { holder: 'a', beat: 1 },
        { holder: 'b', beat: 1 },
        { holder: 'a', beat: 1 },
      ]);
    });

    it('is not taken by who saw it before the last beat', async () => {
      const lease = await take('a');
      const seen = await store.read('sms');
      await store.beat(lease);
      expect(await store.take('sms', 'b', seen)).toBeNull();
      expect(await store.read('sms')).toMatchObject({ holder: 'a', term: 1 });
    });

    it('who lost it can neither beat nor give it back, not even if they have it again', async () => {
      const first = await take('a');
      await take('b');
      expect(await store.beat(first)).toBe(false);
      await store.release(first);
      expect(await store.read('sms')).toMatchObject({ holder: 'b', term: 2 });
      await take('a');
      expect(await store.beat(first)).toBe(false);
      expect(await store.read('sms')).toMatchObject({ holder: 'a', term: 3 });
    });

    it('given back, it is nobody’s, and the next holder has a further term', async () => {
      const lease = await take('a');
      await store.release(lease);
      expect(await store.read('sms')).toMatchObject({ holder: null, term: 1 });
      expect(await store.beat(lease)).toBe(false);
      expect(await take('b')).toMatchObject({ holder: 'b', term: 2 });
    });

    it('is not taken by who saw it before it was given back', async () => {
      const lease = await take('a');
      const seen = await store.read('sms');
      await store.release(lease);
      expect(await store.take('sms', 'b', seen)).toBeNull();
    });

    it('leases have nothing to do with each other', async () => {
      await take('a');
      expect(await store.read('payment')).toBeNull();
      expect(await store.take('payment', 'b', null)).toMatchObject({ name: 'payment', holder: 'b', term: 1 });
    });
  });
}
