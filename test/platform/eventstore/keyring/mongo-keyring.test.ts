import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyringSecretsOf } from '../../../../src/compose/secrets.ts';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { MongoKeyCollection } from '../../../../src/platform/eventstore/keyring/mongo-key-collection.ts';
import { MongoKeyring } from '../../../../src/platform/eventstore/keyring/mongo-keyring.ts';
import type { MongoConnection } from '../../../../src/platform/mongo/connect.ts';
import { StartFault } from '../../../../src/platform/runtime/start-fault.ts';
import { erase } from '../../../support/erase.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { describeOnMongo } from '../../../support/mongo/describe-on-mongo.ts';
import { until } from '../../../support/until.ts';
import { keyCopiesContract } from '../../contracts/key-copies.contract.ts';
import { keyringContract } from '../../contracts/keyring.contract.ts';

const secrets = keyringSecretsOf(new Uint8Array(32).fill(1));
const otherSecrets = keyringSecretsOf(new Uint8Array(32).fill(2));
const JIEUN = '+821012345678';
const MINSU = '+821098765432';

await describeOnMongo('the keyring', (mongo) => {
  let clock: FixedClock;
  let opened: MongoKeyring[];

  const open = async (connection: MongoConnection, options: { secrets?: typeof secrets; cachedKeys?: number } = {}) => {
    const keyring = await MongoKeyring.open({ connection, secrets, random: randomBytes, timer: clock, ...options });
    opened.push(keyring);
    return keyring;
  };

  beforeEach(() => {
    clock = new FixedClock();
    opened = [];
  });
  afterEach(async () => {
    for (const keyring of opened) await keyring.close();
  });

  keyringContract('the keyring in MongoDB', async () => {
    const connection = await mongo.connect();
    return { open: () => open(connection), dispose: () => connection.close() };
  });

  const connections: MongoConnection[] = [];
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
  });

  keyCopiesContract('the collection of keys', async () => {
    const connection = await mongo.connect();
    connections.push(connection);
    const keys = new MongoKeyCollection(connection);
    await keys.createIndexes();
    return keys;
  });

  describe('shared by processes', () => {
    let connection: MongoConnection;
    let one: MongoKeyring;
    let other: MongoKeyring;
    beforeEach(async () => {
      connection = await mongo.connect();
      one = await open(connection);
      other = await open(connection);
    });

    it('gives a new phone one key, whoever asks first', async () => {
      const phones = Array.from({ length: 20 }, (_, index) => `+82100000${1000 + index}`);
      const subjects = (keyring: MongoKeyring) => Promise.all(phones.map((phone) => keyring.subjectFor(phone)));
      const [here, there] = await Promise.all([subjects(one), subjects(other)]);
      expect(there).toEqual(here);
    });

    it('hands out the same key', async () => {
      const jieun = await one.subjectFor(JIEUN);
      const key = (await one.keysOf([jieun])).get(jieun)?.export();
      expect((await other.keysOf([jieun])).get(jieun)?.export()).toEqual(key);
    });

    it('has a key that one destroyed out of the memory of all a second later', async () => {
      const jieun = await one.subjectFor(JIEUN);
      expect((await other.keysOf([jieun])).get(jieun)?.export()).toHaveLength(32);
      const before = other.generation;
      await erase(one, JIEUN);
      await clock.advance(1_001);
      expect((await other.keysOf([jieun])).get(jieun)).toBeNull();
      expect(other.generation).toBe(before + 1);
    });

    it('has the generation grow everywhere, also where nobody asks for keys', async () => {
      await one.subjectFor(JIEUN);
      await erase(one, JIEUN);
      await clock.advance(1_001);
      await until(() => other.generation === one.generation);
      expect(other.generation).toBe(1);
    });

    it('counts every key when several are destroyed at once', async () => {
      const phones = Array.from({ length: 10 }, (_, index) => `+82100000${1000 + index}`);
      const keyIds = await Promise.all(phones.map((phone) => one.subjectFor(phone)));
      await other.keysOf(keyIds);
      await Promise.all(phones.map((phone, index) => erase(index % 2 === 0 ? one : other, phone)));
      await clock.advance(1_001);
      for (const keyring of [one, other]) {
        expect([...(await keyring.keysOf(keyIds)).values()]).toEqual(phones.map(() => null));
        expect(keyring.generation).toBe(10);
      }
    });

    it('gives a phone a fresh key as soon as the old one is destroyed elsewhere', async () => {
      const before = await other.subjectFor(JIEUN);
      await erase(one, JIEUN);
      expect(await other.subjectFor(JIEUN)).not.toBe(before);
    });

    it('hands out no key from memory when it can’t be asked which were destroyed', async () => {
      const jieun = await one.subjectFor(JIEUN);
      await one.keysOf([jieun]);
      await connection.close();
      expect((await one.keysOf([jieun])).get(jieun)?.export()).toHaveLength(32);
      await clock.advance(1_001);
      await expect(one.keysOf([jieun])).rejects.toThrow(StoreUnavailable);
    });
  });

  it('shows neither a phone nor a key, and keeps only the id of a destroyed one', async () => {
    const connection = await mongo.connect();
    const keyring = await open(connection);
    const jieun = await keyring.subjectFor(JIEUN);
    const key = (await keyring.keysOf([jieun])).get(jieun)?.export() as Buffer;
    const stored = () => connection.db.collection('keys').find({}, { promoteBuffers: true }).toArray();
    const [document] = (await stored()) as unknown as { phone: Buffer; wrapped: Buffer }[];
    const bytes = Buffer.concat([document?.phone ?? Buffer.of(), document?.wrapped ?? Buffer.of()]);
    expect(bytes.length).toBeGreaterThan(60);
    for (const secret of [key, '12345678']) expect(bytes.includes(secret)).toBe(false);
    await erase(keyring, JIEUN);
    expect(await stored()).toEqual([{ _id: jieun, wrapped: null, destroyed: 1 }]);
  });

  it('is not opened with another secret, and says what to do', async () => {
    const connection = await mongo.connect();
    await (await open(connection)).close();
    await expect(open(connection, { secrets: otherSecrets })).rejects.toThrow(StartFault);
    await expect(open(connection, { secrets: otherSecrets })).rejects.toThrow(/another secret.*Start with/);
  });

  it('has a damaged key count as lost, which is a matter of that person alone', async () => {
    const connection = await mongo.connect();
    const keyring = await open(connection);
    const jieun = await keyring.subjectFor(JIEUN);
    const minsu = await keyring.subjectFor(MINSU);
    const damage = { $set: { wrapped: Buffer.alloc(60) } };
    await connection.db.collection<{ _id: string }>('keys').updateOne({ _id: jieun }, damage);
    const keys = await (await open(connection)).keysOf([jieun, minsu]);
    expect([keys.has(jieun), keys.has(minsu)]).toEqual([false, true]);
  });

  it('serves any number of people with a few keys in memory', async () => {
    const keyring = await open(await mongo.connect(), { cachedKeys: 2 });
    const phones = ['1', '2', '3', '4', '5'].map((digit) => `+8210${digit}`);
    const keyIds = await Promise.all(phones.map((phone) => keyring.subjectFor(phone)));
    const bytes = async () => {
      const keys = await keyring.keysOf(keyIds);
      return keyIds.map((keyId) => keys.get(keyId)?.export().toString('hex'));
    };
    const first = await bytes();
    expect(new Set(first).size).toBe(5);
    expect(await bytes()).toEqual(first);
  });

  it('is unavailable once it is closed, and may be closed twice', async () => {
    const keyring = await open(await mongo.connect());
    const underWay = keyring.subjectFor(JIEUN);
    await keyring.close();
    await keyring.close();
    expect(await underWay).toEqual(expect.any(String));
    await expect(keyring.subjectFor(JIEUN)).rejects.toThrow(StoreUnavailable);
    await expect(keyring.keysOf(['some'])).rejects.toThrow(StoreUnavailable);
    await expect(erase(keyring, JIEUN)).rejects.toThrow(StoreUnavailable);
  });
});
