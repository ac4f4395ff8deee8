import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../../src/accounts/account.ts';
import type { AccountStore, Session } from '../../src/accounts/account-store.ts';
import type { Tally } from '../../src/accounts/guessing.ts';

/** A place where one adapter keeps its data: opened twice at once, both see what the other writes. */
export interface AccountStoreHarness {
  open(): Promise<AccountStore>;
  dispose(): Promise<void>;
}

const an = (name: string, some: Partial<Account> = {}): Account => ({
  accountId: `account-${name}`,
  name,
  role: 'florist',
  password: '$scrypt$…',
  disabled: false,
  generation: 0,
  createdAt: 1_767_225_600_123,
  lastSignInAt: null,
  ...some,
});
const session = (name: string, some: Partial<Session> = {}): Session => ({
  sessionId: `session-${name}`,
  digest: `digest-${name}`,
  accountId: 'account-지은',
  generation: 0,
  openedAt: 1_000,
  seenAt: 1_000,
  device: '태블릿',
  address: '192.0.2.1',
  ...some,
});

/** What every {@link AccountStore} does. */
export function accountStoreContract(name: string, createHarness: () => Promise<AccountStoreHarness>): void {
  describe(name, () => {
    let harness: AccountStoreHarness;
    let store: AccountStore;
    /** What another process sees. */
    let other: AccountStore;

    beforeEach(async () => {
      harness = await createHarness();
      store = await harness.open();
      other = await harness.open();
    });
    afterEach(async () => {
      await store.close();
      await other.close();
      await harness.dispose();
    });

    describe('keeps the shop’s people', () => {
      it('and gives back every member of them, to another process and after a restart too', async () => {
        const full = an('지은', { role: 'operator', disabled: true, generation: 3, lastSignInAt: 9, password: null });
        expect(await store.add(full)).toBe(true);
        expect(await other.all()).toEqual([full]);
        expect(await other.named('지은')).toEqual(full);
        expect(await other.find('account-지은')).toEqual(full);
        expect([await store.named('민수'), await store.find('민수')]).toEqual([null, null]);
      });

      it('one for each name, in capitals or not, also when two add it at once', async () => {
        const added = await Promise.all([store.add(an('Minji')), other.add(an('minji', { accountId: 'another' }))]);
        expect(added.toSorted()).toEqual([false, true]);
        expect(await store.all()).toHaveLength(1);
        expect(await store.named('MINJI')).not.toBeNull();
      });

      it('by name', async () => {
        for (const each of ['나래', '가온', 'Bom']) await store.add(an(each));
        expect((await other.all()).map((account) => account.name)).toEqual(['Bom', '가온', '나래']);
      });

      it('and changes what is named alone', async () => {
        await store.add(an('지은'));
        await store.change('account-지은', { disabled: true });
        await store.change('account-지은', { lastSignInAt: 5 });
        expect(await other.find('account-지은')).toEqual(an('지은', { disabled: true, lastSignInAt: 5 }));
        await store.change('account-지은', { password: null, disabled: false });
        expect(await other.find('account-지은')).toMatchObject({ password: null, disabled: false, lastSignInAt: 5 });
      });
    });

    describe('keeps who is signed in', () => {
      beforeEach(async () => {
        await store.add(an('지은'));
      });

      it('and finds a session by its secret’s digest alone, with the account as it is now', async () => {
        await store.open(session('a'));
        await store.change('account-지은', { disabled: true });
        expect(await other.session('digest-a')).toEqual({
          session: session('a'),
          account: an('지은', { disabled: true }),
        });
        expect(await other.session('session-a')).toBeNull();
        expect(await other.session('digest-b')).toBeNull();
      });

      it('not those of an account that is not there', async () => {
        await store.open(session('a', { accountId: 'nobody' }));
        expect(await store.session('digest-a')).toBeNull();
      });

      it('the last one first, and when each was used last, never earlier than before', async () => {
        await store.open(session('a', { openedAt: 1 }));
        await store.open(session('b', { openedAt: 2 }));
        await other.seen('session-a', 5_000);
        await store.seen('session-a', 4_000);
        expect((await other.sessions()).map(({ sessionId, seenAt }) => [sessionId, seenAt])).toEqual([
          ['session-b', 1_000],
          ['session-a', 5_000],
        ]);
      });

      it('until the session is ended, once', async () => {
        await store.open(session('a'));
        await store.open(session('b'));
        expect(await other.end('session-a')).toBe(true);
        expect(await store.end('session-a')).toBe(false);
        expect(await store.session('digest-a')).toBeNull();
        expect(await store.session('digest-b')).not.toBeNull();
      });

      it('until all of an account are ended, those that are being opened included', async () => {
        await store.add(an('민수'));
        await store.open(session('a'));
        await store.open(session('b', { accountId: 'account-민수' }));
        await store.keepLink({ digest: 'link', accountId: 'account-지은', until: 9_000 });
        await other.endAll('account-지은');
        expect(await store.session('digest-a')).toBeNull();
        expect(await store.takeLink('link')).toBeNull();
        expect(await store.session('digest-b')).not.toBeNull();
        // Whoever compares its generation with the account's finds that it is none.
        await store.open(session('late'));
        expect((await store.session('digest-late'))?.account.generation).toBe(1);
      });

      it('and forgets what is too old by either time', async () => {
        await store.open(session('unused', { openedAt: 5_000, seenAt: 1_000 }));
        await store.open(session('old', { openedAt: 1_000, seenAt: 9_000 }));
        await store.open(session('new', { openedAt: 5_000, seenAt: 9_000 }));
        await store.keepLink({ digest: 'old', accountId: 'account-지은', until: 10_000 });
        await store.keepLink({ digest: 'new', accountId: 'account-지은', until: 10_001 });
        await store.forget({ openedBy: 2_000, seenBy: 1_000, linksBy: 10_000, talliesBy: 0 });
        expect((await other.sessions()).map(({ sessionId }) => sessionId)).toEqual(['session-new']);
        expect(await other.takeLink('old')).toBeNull();
        expect(await other.takeLink('new')).toEqual({ digest: 'new', accountId: 'account-지은', until: 10_001 });
      });

      it('and counts tries, each once, whoever counts at the same time', async () => {
        const stores = [store, other, store, other, store, other];
        const more = (tally: Tally | null) => ({ count: (tally?.count ?? 0) + 1, lastAt: 7 });
        await Promise.all(stores.map((each) => each.tally('here', more)));
        const seen: (Tally | null)[] = [];
        const look = (tally: Tally | null) => {
          seen.push(tally);
          return tally;
        };
        await other.tally('here', look);
        await store.tally('here', () => null);
        await other.tally('here', look);
        expect(seen).toEqual([{ count: 6, lastAt: 7 }, null]);
        await store.tally('old', () => ({ count: 1, lastAt: 100 }));
        await store.tally('new', () => ({ count: 1, lastAt: 101 }));
        await store.forget({ openedBy: 0, seenBy: 0, linksBy: 0, talliesBy: 100 });
        await other.tally('old', look);
        await other.tally('new', look);
        expect(seen.slice(2)).toEqual([null, { count: 1, lastAt: 101 }]);
      });

      it('and gives a link to one of several who come with it at once', async () => {
        await store.keepLink({ digest: 'link', accountId: 'account-지은', until: 9_000 });
        const taken = await Promise.all([store, other, store, other].map((each) => each.takeLink('link')));
        expect(taken.filter((link) => link !== null)).toHaveLength(1);
      });
    });
  });
}
