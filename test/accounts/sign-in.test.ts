import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../../src/accounts/account.ts';
import { type Accounts, createAccounts } from '../../src/accounts/accounts.ts';
import { type PasswordHasher, TooBusy } from '../../src/accounts/passwords.ts';
import { systemRandom } from '../../src/platform/runtime/system.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { idOf } from '../support/history.ts';
import { MemoryAccountStore } from '../support/memory-account-store.ts';

const PASSWORD = '진달래 꽃 서른 송이';
const HERE = { address: '192.0.2.1', device: '', known: '' };
const ELSEWHERE = { ...HERE, address: '198.51.100.7' };
const MINUTE = 60_000;

/** Tells what it was asked, and knows one password. */
class Asked implements PasswordHasher {
  readonly hashes: (string | null)[] = [];
  busy = false;

  hash = async (password: string) => `hash of ${password}`;
  verify = async (password: string, hash: string | null) => {
    if (this.busy) throw new TooBusy('busy');
    this.hashes.push(hash);
    return hash === `hash of ${password}`;
  };
}

let clock: FixedClock;
let store: MemoryAccountStore;
let asked: Asked;
let accounts: Accounts;
let owner: Account;
beforeEach(async () => {
  let ids = 0;
  clock = new FixedClock();
  store = new MemoryAccountStore();
  asked = new Asked();
  accounts = createAccounts({
    store,
    key: Buffer.alloc(32, 1),
    random: systemRandom,
    clock,
    ids: { next: () => idOf(`person-${ids++}`) },
    terms: { idleMs: 10 * MINUTE, longestMs: 60 * MINUTE },
    hasher: asked,
  });
  owner = (await accounts.people.add({ name: '지은', role: 'operator', password: PASSWORD })) as Account;
});

const come = (place = HERE, password = PASSWORD, name = '지은') =>
  accounts.signIn.withPassword({ name, password, ...place });
const guess = (place = HERE, name = '지은') => come(place, 'wrong', name);
async function guessUntilRefused(place = HERE, name = '지은'): Promise<number> {
  for (let times = 0; times < 100; times++) if ((await guess(place, name)).kind === 'wait') return times;
  throw new Error('never refused');
}

describe('guessing at a password', () => {
  it('is slowed down after a few times, more and more, for whoever knows it by now too', async () => {
    expect(await guessUntilRefused()).toBe(5);
    expect(await come()).toEqual({ kind: 'wait', seconds: 5 });
    await clock.advance(5_000);
    expect(await guess()).toEqual({ kind: 'wrong' });
    expect(await guess()).toEqual({ kind: 'wait', seconds: 10 });
    for (let times = 0; times < 12; times++) {
      await clock.advance(15 * MINUTE);
      await guess();
    }
    expect(await guess()).toEqual({ kind: 'wait', seconds: 15 * 60 });
    await clock.advance(15 * MINUTE);
    expect((await come()).kind).toBe('in');
  });

  it('does not keep the owner out elsewhere', async () => {
    await guessUntilRefused();
    expect((await come(ELSEWHERE)).kind).toBe('in');
  });

  it('does not keep the owner out at a device of theirs, beside the one who guesses', async () => {
    const first = await come();
    const known = first.kind === 'in' ? first.known : '';
    await guessUntilRefused();
    await guessUntilRefused(HERE, '민수');
    expect((await come({ ...HERE, known })).kind).toBe('in');
    // What a device knows is no way to guess on: it has its own patience.
    expect(await guessUntilRefused({ ...HERE, known })).toBe(5);
    expect((await come(ELSEWHERE)).kind).toBe('in');
  });

  it('does not become easier with what another person’s device knows, or with what was made up', async () => {
    await accounts.people.add({ name: '나래', role: 'florist', password: PASSWORD });
    const other = await come(ELSEWHERE, PASSWORD, '나래');
    await guessUntilRefused();
    for (const known of [other.kind === 'in' ? other.known : '', 'A'.repeat(46), '...']) {
      expect((await guess({ ...HERE, known })).kind).toBe('wait');
    }
  });

  it('at one name after the other from one address is slowed down as well', async () => {
    let tried = 0;
    while (tried < 100 && (await guess(HERE, `name${tried}`)).kind === 'wrong') tried++;
    expect(tried).toBe(20);
    expect((await come()).kind).toBe('wait');
    expect((await come(ELSEWHERE)).kind).toBe('in');
  });

  it('many times at once gets no more tries than one after the other', async () => {
    const results = await Promise.all(Array.from({ length: 40 }, () => guess()));
    expect(results.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
    expect(asked.hashes).toHaveLength(5);
  });

  it('begins anew once the right one has come', async () => {
    for (let times = 0; times < 4; times++) await guess();
    expect((await come()).kind).toBe('in');
    expect(await guessUntilRefused()).toBe(5);
  });

  it('does not count what nobody could look at', async () => {
    asked.busy = true;
    for (let times = 0; times < 10; times++) await expect(guess()).rejects.toThrow(TooBusy);
    asked.busy = false;
    expect((await come()).kind).toBe('in');
  });

  it('tells by nothing whether there is such a name: it costs as much, and wears out as soon', async () => {
    await accounts.people.add({ name: 'link-only', role: 'florist', password: null });
    for (const name of ['민수', 'link-only', '지은:지은', 'x'.repeat(10_000)]) {
      asked.hashes.length = 0;
      const address = `203.0.113.${asked.hashes.length}${name.length % 200}`;
      expect(await guessUntilRefused({ ...HERE, address }, name)).toBe(5);
      expect(asked.hashes).toEqual([null, null, null, null, null]);
    }
  });

  it('leaves no name and no address in the store', async () => {
    const keys: string[] = [];
    const tally = store.tally.bind(store);
    store.tally = async (key, change) => {
      keys.push(key);
      await tally(key, change);
    };
    await guess(HERE, '비밀번호를 여기에');
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/);
  });
});

describe('a session', () => {
  const secretOf = async () => {
    const result = await come();
    if (result.kind !== 'in') throw new Error(result.kind);
    return result.secret;
  };

  it('says who somebody is, as they are now', async () => {
    expect(await accounts.sessions.find(await secretOf())).toMatchObject({ name: '지은', role: 'operator' });
  });

  it('ends when it is not used for a while', async () => {
    const secret = await secretOf();
    for (let times = 0; times < 5; times++) {
      await clock.advance(9 * MINUTE);
      expect(await accounts.sessions.find(secret)).not.toBeNull();
    }
    await clock.advance(10 * MINUTE);
    expect(await accounts.sessions.find(secret)).toBeNull();
  });

  it('is not used by who only asks whether it lasts, such as a stream that it has opened', async () => {
    const secret = await secretOf();
    for (let times = 0; times < 9; times++) {
      await clock.advance(MINUTE);
      expect(await accounts.sessions.lasts(secret)).toBe(true);
    }
    await clock.advance(MINUTE);
    expect(await accounts.sessions.lasts(secret)).toBe(false);
  });

  it('ends in any case, however much it is used', async () => {
    const secret = await secretOf();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      expect(await accounts.sessions.find(secret)).not.toBeNull();
      await clock.advance(5 * MINUTE);
    }
    expect(await accounts.sessions.find(secret)).toBeNull();
    await come();
    expect(await store.sessions()).toHaveLength(1);
  });

  it('is not found by what the store knows of it', async () => {
    await secretOf();
    const [session] = await store.sessions();
    expect(await accounts.sessions.find(session?.digest ?? '')).toBeNull();
    expect(await accounts.sessions.find(session?.sessionId ?? '')).toBeNull();
  });

  it('that is being opened while all of an account are ended is none', async () => {
    const before = owner;
    await store.endAll(owner.accountId);
    const secret = await accounts.sessions.begin(before, HERE);
    expect(await accounts.sessions.find(secret)).toBeNull();
  });

  it('of who was disabled is none, and no new one can be opened', async () => {
    const secret = await secretOf();
    await store.change(owner.accountId, { disabled: true });
    expect(await accounts.sessions.find(secret)).toBeNull();
    expect((await come()).kind).toBe('wrong');
  });
});
