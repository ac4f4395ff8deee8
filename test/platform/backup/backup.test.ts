import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedAccountStore } from '../../../src/accounts/embedded/account-file.ts';
import { clearSessions } from '../../../src/accounts/embedded/clear-sessions.ts';
import { devCredentials } from '../../../src/compose/credentials.ts';
import { keyringSecretsOf } from '../../../src/compose/secrets.ts';
import { type BackupOptions, backUp } from '../../../src/platform/backup/back-up.ts';
import { StartFault } from '../../../src/platform/runtime/start-fault.ts';
import { damage, loseIndexEntry } from '../eventstore/embedded/support/damage.ts';
import { SECRET, ShopFolder, temporaryPlaces } from './support/shop-folder.ts';

const NOW = Date.parse('2026-05-08T03:00:00.000Z');

describe('a backup', () => {
  let places: Awaited<ReturnType<typeof temporaryPlaces>>;
  let shop: ShopFolder;
  beforeEach(async () => {
    places = await temporaryPlaces();
    shop = new ShopFolder(places.dataDir);
    await shop.order('a', '+821011112222');
    await shop.order('b', '+821033334444');
  });
  afterEach(async () => {
    await shop.close();
    await places.remove();
  });

  const make = (over: Partial<BackupOptions> = {}) =>
    backUp({
      dataDir: places.dataDir,
      to: places.backup,
      secret: SECRET,
      secretsOf: keyringSecretsOf,
      now: NOW,
      cleanAccounts: clearSessions,
      copied: () => {},
      checked: () => {},
      ...over,
    });
  const changeKeys = (sql: string) => {
    const db = new DatabaseSync(join(places.dataDir, 'keys.db'));
    db.exec(sql);
    db.close();
  };
  /** What a refused backup must not leave. */
  const nothingIsLeft = () => expect(readdirSync(dirname(places.backup))).toEqual([]);

  it('holds log and keys of a shop that is open, and says what they are', async () => {
    const { manifest, keysOpened } = await make();
    expect(keysOpened).toBe(true);
    expect(manifest).toMatchObject({
      madeAt: '2026-05-08T03:00:00.000Z',
      head: { events: 2, position: '0000000000000002' },
      secret: 'apart',
      files: [{ name: 'log.db' }, { name: 'keys.db' }],
    });
    expect(JSON.parse(readFileSync(join(places.backup, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(readdirSync(places.backup).toSorted()).toEqual(['keys.db', 'log.db', 'manifest.json']);
    for (const name of readdirSync(places.backup)) expect(statSync(join(places.backup, name)).mode & 0o077).toBe(0);
    expect(readdirSync(dirname(places.backup))).toEqual(['monday']);
  });

  it('holds the shop’s people, and nobody who is signed in', async () => {
    const store = new EmbeddedAccountStore(join(places.dataDir, 'accounts.db'));
    await store.add({
      accountId: 'a',
      name: '지은',
      role: 'operator',
      password: '$scrypt$',
      disabled: false,
      generation: 0,
      createdAt: 1,
      lastSignInAt: 2,
    });
    const session = { sessionId: 's', digest: 'd', accountId: 'a', generation: 0, openedAt: 1, seenAt: 1 };
    await store.open({ ...session, device: 'the tablet', address: '192.0.2.1' });
    await store.keepLink({ digest: 'l', accountId: 'a', until: 9 });
    await store.tally('t', () => ({ count: 1, lastAt: 1 }));
    const people = await store.all();
    const { manifest } = await make();
    expect(manifest.files.map(({ name }) => name)).toEqual(['log.db', 'keys.db', 'accounts.db']);
    expect(await store.sessions()).toHaveLength(1);
    await store.close();

    expect(readFileSync(join(places.backup, 'accounts.db'), 'latin1')).not.toContain('the tablet');
    const copy = new EmbeddedAccountStore(join(places.backup, 'accounts.db'));
    expect(await copy.all()).toEqual(people);
    expect([await copy.sessions(), await copy.takeLink('l')]).toEqual([[], null]);
    await copy.close();
  });

  it('is whole while orders come in, with the key of each of its events', async () => {
    let open = true;
    let orders = 0;
    const ordering = (async () => {
      while (open) await shop.order(`c${orders}`, `+8210${String(orders++).padStart(8, '0')}`);
    })();
    const { manifest: first } = await make();
    const { manifest: second } = await make({ to: `${places.backup}-2` });
    open = false;
    await ordering;
    expect(second.head.events).toBeGreaterThan(first.head.events);
  });

  it('keeps the secret that development made, when that is the one that opens the keys', async () => {
    devCredentials(places.dataDir, false);
    expect((await make({ secret: undefined })).manifest).toMatchObject({ secret: 'apart', files: [{}, {}, {}] });
    const path = join(places.dataDir, 'dev-credentials.json');
    writeFileSync(path, JSON.stringify({ ...devCredentials(places.dataDir, false), secret: SECRET }));
    const { manifest, keysOpened } = await make({ secret: undefined, to: `${places.backup}-2` });
    expect([manifest.secret, keysOpened]).toEqual(['in-backup', true]);
  });

  it('says that the keys were not opened when no secret is at hand', async () => {
    expect((await make({ secret: undefined })).keysOpened).toBe(false);
  });

  it('takes a person who was erased for what they are', async () => {
    await shop.erase('+821011112222');
    expect((await make()).manifest.head.events).toBe(2);
  });

  it('is never written over another, nor over anything else', async () => {
    await make();
    const before = readFileSync(join(places.backup, 'manifest.json'));
    await expect(make()).rejects.toThrow(/is not empty, and a backup is never written over anything/);
    expect(readFileSync(join(places.backup, 'manifest.json'))).toEqual(before);
    const begun = make({ to: `${places.backup}-2` });
    mkdirSync(`${places.backup}-2`);
    writeFileSync(join(`${places.backup}-2`, 'meanwhile'), '');
    await expect(begun).rejects.toThrow();
    expect(readdirSync(dirname(places.backup)).toSorted()).toEqual(['monday', 'monday-2']);
  });

  it('may be made into a folder that is there and empty', async () => {
    mkdirSync(places.backup, { recursive: true });
    expect((await make()).manifest.head.events).toBe(2);
  });

  it.each([
    [
      'an event was changed',
      () => damage(places.dataDir, "UPDATE events SET data = '{}' WHERE position = 1"),
      /event 1 is changed/,
    ],
    [
      'an event is missing',
      () => damage(places.dataDir, 'DELETE FROM events WHERE position = 1'),
      /event 1 is missing/,
    ],
    ['an index lost an entry', () => loseIndexEntry(places.dataDir), /damaged: .*index/],
  ])('is not made when %s', async (_, spoil, words) => {
    await shop.close();
    spoil();
    await expect(make()).rejects.toThrow(words);
    await expect(make()).rejects.toBeInstanceOf(StartFault);
    nothingIsLeft();
  });

  it.each([
    ['is missing', 'DELETE FROM keys WHERE phone IS NOT NULL', /has no key .*, which event 1 needs/],
    ['is damaged', "UPDATE keys SET wrapped = x'00'", /key .* which event 1 needs, is damaged/],
    ['can not be told, for want of a secret', 'DELETE FROM secret_check', /never used/],
  ])('is not made when a key %s', async (_, sql, words) => {
    changeKeys(sql);
    await expect(make()).rejects.toThrow(words);
    nothingIsLeft();
  });

  it('is not made with another secret, nor with one that is none', async () => {
    await expect(make({ secret: Buffer.alloc(32, 8).toString('base64') })).rejects.toMatchObject({
      message: expect.stringContaining('another secret'),
      setting: 'secret',
    });
    await expect(make({ secret: 'c2hvcnQ=' })).rejects.toMatchObject({
      message: expect.stringMatching(/secret can't be used: .*at least 32 are needed/),
      setting: 'secret',
    });
    nothingIsLeft();
  });

  it('is not made where there is no log, or a log without keys', async () => {
    await shop.close();
    rmSync(join(places.dataDir, 'keys.db'));
    await expect(make()).rejects.toThrow(/no keys beside the log/);
    await expect(make({ dataDir: '/nowhere' })).rejects.toThrow(/no event log in \/nowhere/);
  });
});
