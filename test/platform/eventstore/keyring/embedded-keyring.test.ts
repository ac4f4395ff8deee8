import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyringSecretsOf } from '../../../../src/compose/secrets.ts';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { EmbeddedKeyring } from '../../../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { KeyFile } from '../../../../src/platform/eventstore/keyring/key-file.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { erase } from '../../../support/erase.ts';
import { findInFiles } from '../../../support/find-in-files.ts';
import { keyCopiesContract } from '../../contracts/key-copies.contract.ts';
import { keyringContract } from '../../contracts/keyring.contract.ts';

const secrets = keyringSecretsOf(new Uint8Array(32).fill(1));
const otherSecrets = keyringSecretsOf(new Uint8Array(32).fill(2));
const JIEUN = '+821012345678';
const MINSU = '+821098765432';

keyringContract('the embedded keyring', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kkotgil-keys-'));
  return {
    open: async () => new EmbeddedKeyring({ path: join(folder, 'keys.db'), secrets, random: randomBytes }),
    dispose: () => rm(folder, { recursive: true }),
  };
});

keyCopiesContract('the file of keys', async () => {
  const file = new KeyFile(join(await mkdtemp(join(tmpdir(), 'kkotgil-keys-')), 'keys.db'));
  return { all: async () => file.all(), takeOver: async (keys) => file.takeOver(keys) };
});

describe('the file of the embedded keyring', () => {
  let folder: string;
  let path: string;
  let opened: EmbeddedKeyring[];

  const open = (options: Partial<ConstructorParameters<typeof EmbeddedKeyring>[0]> = {}) => {
    const keyring = new EmbeddedKeyring({ path, secrets, random: randomBytes, ...options });
    opened.push(keyring);
    return keyring;
  };
  /** What a program beside the running one sees: only what was committed. */
  const storedKeys = () => {
    const db = new DatabaseSync(path, { readOnly: true });
    const rows = db.prepare('SELECT * FROM keys').all();
    db.close();
    return rows as unknown as { key_id: string; phone: Uint8Array; wrapped: Uint8Array }[];
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kkotgil-keys-'));
    path = join(folder, 'keys.db');
    opened = [];
  });
  afterEach(async () => {
    for (const keyring of opened) await keyring.close();
    await rm(folder, { recursive: true });
  });

  it('holds a key by the time its id is handed out', async () => {
    const keyId = await open().subjectFor(JIEUN);
    expect(storedKeys().map((row) => row.key_id)).toEqual([keyId]);
  });

  it('knows how many keys were made and destroyed, as they are counted anew at the next opening', async () => {
    const keyring = open();
    expect(keyring.counts).toEqual({ made: 0, destroyed: 0 });
    const [jieun] = await Promise.all([JIEUN, MINSU, JIEUN].map((phone) => keyring.subjectFor(phone)));
    await keyring.destroy(jieun as string);
    await keyring.destroy(jieun as string);
    await keyring.subjectFor(JIEUN);
    expect(keyring.counts).toEqual({ made: 3, destroyed: 1 });
    await keyring.close();
    expect(open().counts).toEqual({ made: 3, destroyed: 1 });
  });

  it('can be read by its owner alone', async () => {
    await open().subjectFor(JIEUN);
    for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
  });

  it('shows neither a phone nor a key', async () => {
    const keyring = open();
    const keyId = await keyring.subjectFor(JIEUN);
    const key = (await keyring.keysOf([keyId])).get(keyId)?.export() as Buffer;
    expect(await findInFiles(folder, ['01012345678', '1012345678'])).toEqual([]);
    expect(await hasBytes(folder, key)).toBe(false);
  });

  it('keeps no byte of a destroyed key, nor of what it was found by', async () => {
    const keyring = open();
    const jieun = await keyring.subjectFor(JIEUN);
    await keyring.subjectFor(MINSU);
    const row = storedKeys().find(({ key_id }) => key_id === jieun);
    const traces = [row?.wrapped as Uint8Array, row?.phone as Uint8Array];
    for (const trace of traces) expect(await hasBytes(folder, trace)).toBe(true);

    await erase(keyring, JIEUN);
    for (const trace of traces) expect(await hasBytes(folder, trace)).toBe(false);
  });

  it('says that an erasure is not certain while a reader holds an old state, and then can be repeated', async () => {
    const keyring = open();
    const keyId = await keyring.subjectFor(JIEUN);
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM keys').all();
    await expect(keyring.destroy(keyId)).rejects.toThrow(StoreUnavailable);
    reader.close();
    await keyring.destroy(keyId);
    expect((await keyring.keysOf([keyId])).get(keyId)).toBeNull();
  });

  it('is not opened with another secret, and says what to do', async () => {
    await open().close();
    expect(() => open({ secrets: otherSecrets })).toThrow(StartFault);
    expect(() => open({ secrets: otherSecrets })).toThrow(/another secret.*Start with the secret/);
    expect(await open().subjectFor(JIEUN)).toEqual(expect.any(String));
  });

  it('that is damaged is refused with advice, and is not written over', async () => {
    await open().close();
    await truncate(path, 5_000);
    const damaged = await readFile(path);
    expect(() => open()).toThrow(StartFault);
    expect(() => open()).toThrow(/backup.*not delete/);
    expect(await readFile(path)).toEqual(damaged);
  });

  it('has a damaged key count as lost, which is a matter of that person alone', async () => {
    const jieun = await open().subjectFor(JIEUN);
    const minsu = await open().subjectFor(MINSU);
    const db = new DatabaseSync(path);
    db.prepare('UPDATE keys SET wrapped = zeroblob(60) WHERE key_id = ?').run(jieun);
    db.close();
    const keys = await open().keysOf([jieun, minsu]);
    expect([keys.has(jieun), keys.has(minsu)]).toEqual([false, true]);
  });

  it('serves any number of people with a few keys in memory', async () => {
    const keyring = open({ cachedKeys: 2 });
    const phones = ['1', '2', '3', '4', '5'].map((digit) => `+8210${digit}`);
    const keyIds = await Promise.all(phones.map((phone) => keyring.subjectFor(phone)));
    const bytes = async () => [...(await keyring.keysOf(keyIds)).values()].map((key) => key?.export());
    expect(new Set(await bytes()).size).toBe(5);
    expect(await bytes()).toEqual(await bytes());
  });

  it('is unavailable once it is closed, and may be closed twice', async () => {
    const keyring = open();
    const underWay = keyring.subjectFor(JIEUN);
    await keyring.close();
    await keyring.close();
    expect(await underWay).toEqual(expect.any(String));
    await expect(keyring.subjectFor(JIEUN)).rejects.toThrow(StoreUnavailable);
    await expect(keyring.keysOf(['some'])).rejects.toThrow(StoreUnavailable);
    await expect(erase(keyring, JIEUN)).rejects.toThrow(StoreUnavailable);
  });
});

async function hasBytes(folder: string, bytes: Uint8Array): Promise<boolean> {
  const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file))));
  return files.some((content) => content.includes(Buffer.from(bytes)));
}
