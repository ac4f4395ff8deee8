import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyringSecretsOf } from '../../../src/compose/secrets.ts';
import { backUp } from '../../../src/platform/backup/back-up.ts';
import { digestOf } from '../../../src/platform/backup/files.ts';
import { type RestoreOptions, restore } from '../../../src/platform/backup/restore.ts';
import { lockFolder } from '../../../src/platform/eventstore/embedded/folder-lock.ts';
import { damage } from '../eventstore/embedded/support/damage.ts';
import { SECRET, ShopFolder, temporaryPlaces } from './support/shop-folder.ts';

const NOW = Date.parse('2026-05-08T03:00:00.000Z');
const nothing = () => {};

describe('restoring a backup', () => {
  let places: Awaited<ReturnType<typeof temporaryPlaces>>;
  beforeEach(async () => {
    places = await temporaryPlaces();
    const shop = new ShopFolder(places.dataDir);
    for (const name of ['a', 'b', 'c']) await shop.order(name, `+82101111000${name.charCodeAt(0) - 97}`);
    const { dataDir, backup: to } = places;
    await backUp({
      dataDir,
      to,
      secret: SECRET,
      secretsOf: keyringSecretsOf,
      now: NOW,
      cleanAccounts: nothing,
      copied: nothing,
      checked: nothing,
    });
    await shop.close();
  });
  afterEach(() => places.remove());

  const run = (over: Partial<RestoreOptions> = {}) =>
    restore({
      from: places.backup,
      to: places.target,
      secret: SECRET,
      secretsOf: keyringSecretsOf,
      now: NOW,
      checked: nothing,
      ...over,
    });
  const inBackup = (name: string) => join(places.backup, name);
  const targetHolds = () =>
    existsSync(places.target) ? readdirSync(places.target).filter((name) => name !== 'app.lock') : [];
  const changeManifest = (change: (manifest: ManifestText) => void) => {
    const manifest = JSON.parse(readFileSync(inBackup('manifest.json'), 'utf8')) as ManifestText;
    change(manifest);
    writeFileSync(inBackup('manifest.json'), JSON.stringify(manifest));
  };

  it('makes a data folder on which a shop goes on', async () => {
    const { manifest, keysOpened } = await run();
    expect([manifest.head.events, keysOpened]).toEqual([3, true]);
    expect(targetHolds().toSorted()).toEqual(['keys.db', 'log.db']);
    expect(readFileSync(join(places.target, 'log.db'))).toEqual(readFileSync(inBackup('log.db')));
    const shop = new ShopFolder(places.target);
    await shop.order('d', '+821011110009');
    await shop.close();
    expect(readdirSync(places.backup).toSorted()).toEqual(['keys.db', 'log.db', 'manifest.json']);
  });

  it('takes a folder that is empty but for what file systems and the lock leave there', async () => {
    mkdirSync(join(places.target, 'lost+found'), { recursive: true });
    lockFolder(places.target)();
    expect((await run()).manifest.head.events).toBe(3);
  });

  it('refuses a folder with anything in it, and leaves that alone', async () => {
    mkdirSync(places.target);
    writeFileSync(join(places.target, 'notes.txt'), 'mine');
    await expect(run()).rejects.toThrow(/is not empty/);
    expect(readdirSync(places.target)).toEqual(['notes.txt']);
    await expect(run({ to: places.dataDir })).rejects.toThrow(/is not empty/);
  });

  it('refuses a folder that a shop is running on', async () => {
    const running = new ShopFolder(places.target);
    await expect(run()).rejects.toThrow(/Another process is running/);
    await running.close();
    rmSync(places.target, { recursive: true });
    const free = lockFolder(places.target);
    await expect(run()).rejects.toThrow(/Another process is running/);
    free();
    expect(targetHolds()).toEqual([]);
  });

  it.each([
    ['log.db', 20_000],
    ['keys.db', 5_000],
    ['log.db', 'at the end'],
  ] as const)('refuses a backup in which one bit of %s (%s) has turned', async (name, place) => {
    const bytes = readFileSync(inBackup(name));
    const at = place === 'at the end' ? bytes.length - 1 : place;
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(inBackup(name), bytes);
    await expect(run()).rejects.toThrow(`${name} is not the file that was backed up`);
    expect(targetHolds()).toEqual([]);
  });

  it.each(['log.db', 'keys.db', 'manifest.json'])('refuses a backup without %s', async (name) => {
    rmSync(inBackup(name));
    await expect(run()).rejects.toThrow(/is not a whole backup/);
    expect(targetHolds()).toEqual([]);
  });

  it.each<[what: string, change: (manifest: ManifestText) => void, words: RegExp]>([
    ['a digest', ({ files: [log] }) => Object.assign(log, { sha256: '0'.repeat(64) }), /log.db is not the file/],
    ['a length', ({ files: [log] }) => Object.assign(log, { bytes: 1 }), /log.db is not the file/],
    ['the head', ({ head }) => Object.assign(head, { hash: '0'.repeat(64) }), /not the one that its manifest tells of/],
    ['the count', ({ head }) => Object.assign(head, { events: 9 }), /not the one that its manifest tells of/],
    [
      'the name of the log',
      ({ head }) => Object.assign(head, { logId: 'x' }),
      /not the one that its manifest tells of/,
    ],
    ['a path', ({ files: [log] }) => Object.assign(log, { name: '../x' }), /not as this program writes it/],
    ['the files', (manifest) => Object.assign(manifest, { files: [] }), /does not name log and keys/],
    ['the format', (manifest) => Object.assign(manifest, { format: 2 }), /not as this program writes it/],
  ])('refuses a manifest in which %s was changed', async (_, change, words) => {
    changeManifest(change);
    await expect(run()).rejects.toThrow(words);
    expect(targetHolds()).toEqual([]);
  });

  it('looks at the chain, also where somebody has made the digests fit', async () => {
    damage(places.backup, "UPDATE events SET type = 'OrderEaten' WHERE position = 2");
    const digest = await digestOf(inBackup('log.db'));
    changeManifest(({ files: [log] }) => Object.assign(log, digest));
    await expect(run()).rejects.toThrow(/event 2 is changed/);
    expect(targetHolds()).toEqual([]);
  });

  it('refuses another secret than the one the keys were made with', async () => {
    await expect(run({ secret: Buffer.alloc(32, 8).toString('base64') })).rejects.toThrow(/another secret/);
    expect((await run({ secret: undefined })).keysOpened).toBe(false);
  });

  it('lets no shop begin a new log where a restore was broken off', async () => {
    await run();
    renameSync(join(places.target, 'log.db'), join(places.target, 'log.db.restoring'));
    expect(() => new ShopFolder(places.target)).toThrow(/a restore into this folder was broken off; empty it/);
    await expect(run()).rejects.toThrow(/is not empty/);
  });
});

interface ManifestText {
  readonly head: object;
  readonly files: readonly [object, object];
}
