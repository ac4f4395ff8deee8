import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Accounts, createAccounts } from '../../src/accounts/accounts.ts';
import { addDevPeople, devLinks, tellOfNobody } from '../../src/compose/first-people.ts';
import { systemRandom } from '../../src/platform/runtime/system.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { idOf } from '../support/history.ts';
import { MemoryAccountStore } from '../support/memory-account-store.ts';

const PLACE = { address: '', device: '', known: '' };

let accounts: Accounts;
let told: object[];
const logger = { warn: (facts: object) => void told.push(facts) };
beforeEach(() => {
  told = [];
  let ids = 0;
  accounts = createAccounts({
    store: new MemoryAccountStore(),
    key: Buffer.alloc(32, 1),
    random: systemRandom,
    clock: new FixedClock(),
    ids: { next: () => idOf(`person-${ids++}`) },
    terms: { idleMs: 1_000, longestMs: 1_000 },
  });
});

describe('the first people of a shop', () => {
  it('are one of each role in development, who come by links alone, once', async () => {
    await addDevPeople(accounts);
    await addDevPeople(accounts);
    const people = await accounts.people.all();
    expect(people).toMatchObject([
      { name: 'florist', role: 'florist', password: null },
      { name: 'operator', role: 'operator', password: null },
    ]);

    const links = await devLinks(accounts, 'http://shop');
    const secret = /^http:\/\/shop\/sign-in\/([\w-]+)$/.exec(links.operator ?? '')?.[1] ?? '';
    const result = await accounts.signIn.withLink(secret, PLACE);
    expect(result).toMatchObject({ kind: 'in', account: { role: 'operator' } });
    expect(await accounts.signIn.withLink(secret, PLACE)).toEqual({ kind: 'wrong' });
  });

  it('get no link once they were disabled', async () => {
    await addDevPeople(accounts);
    await accounts.people.disable((await accounts.people.named('florist'))?.accountId ?? '');
    expect(await devLinks(accounts, 'http://shop')).toMatchObject({ florist: null, operator: expect.anything() });
  });

  it('are nobody in production, which says how to add one until there is somebody', async () => {
    await tellOfNobody(accounts, logger);
    expect(told).toEqual([{ how: 'npm run people -- add <name> --role operator' }]);
    await addDevPeople(accounts);
    await tellOfNobody(accounts, logger);
    expect(told).toHaveLength(1);
  });
});
