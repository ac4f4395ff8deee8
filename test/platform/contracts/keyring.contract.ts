import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import type { Keyring } from '../../../src/platform/eventstore/keyring/keyring.ts';
import { erase } from '../../support/erase.ts';

/** A place where one adapter keeps its keys: opened again, it holds what was there before. */
export interface KeyringHarness {
  open(): Promise<Keyring>;
  dispose(): Promise<void>;
}

const JIEUN = '+821012345678';
const MINSU = '+821098765432';

/** What every {@link Keyring} does. */
export function keyringContract(name: string, createHarness: () => Promise<KeyringHarness>): void {
  describe(`${name} keeps a key for each person`, () => {
    let harness: KeyringHarness;
    let keyring: Keyring;

    beforeEach(async () => {
      harness = await createHarness();
      keyring = await harness.open();
    });
    afterEach(async () => {
      await keyring.close();
      await harness.dispose();
    });

    const bytesOf = async (keyId: string) => (await keyring.keysOf([keyId])).get(keyId)?.export();

    it('the same phone has the same key, another phone another one', async () => {
      const jieun = await keyring.subjectFor(JIEUN);
      const minsu = await keyring.subjectFor(MINSU);
      expect(await keyring.subjectFor(JIEUN)).toBe(jieun);
      expect(minsu).not.toBe(jieun);
      expect(await bytesOf(jieun)).toHaveLength(32);
      expect(await bytesOf(minsu)).not.toEqual(await bytesOf(jieun));
    });

    it('two who ask for one new phone at once get one key', async () => {
      const asked = await Promise.all([JIEUN, MINSU, JIEUN, JIEUN].map((phone) => keyring.subjectFor(phone)));
      expect(new Set(asked).size).toBe(2);
      expect(asked[2]).toBe(asked[0]);
      expect(asked[3]).toBe(asked[0]);
    });

    it('hundreds of new people at once get a key each', async () => {
      const phones = Array.from({ length: 300 }, (_, index) => `+82100000${1000 + index}`);
      // Where so many wait for one server some may be told "not now", and ask again.
      const insist = async (phone: string): Promise<string> => {
        try {
          return await keyring.subjectFor(phone);
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
          return insist(phone);
        }
      };
      const keyIds = await Promise.all(phones.map(insist));
      expect(new Set(keyIds).size).toBe(300);
      expect((await keyring.keysOf(keyIds)).size).toBe(300);
    });

    it('a key is the same after the keyring was closed and opened again', async () => {
      const jieun = await keyring.subjectFor(JIEUN);
      const before = await bytesOf(jieun);
      await keyring.close();
      keyring = await harness.open();
      expect(await keyring.subjectFor(JIEUN)).toBe(jieun);
      expect(await bytesOf(jieun)).toEqual(before);
    });

    it('the id tells nothing of the phone', async () => {
      expect(await keyring.subjectFor(JIEUN)).not.toContain('12345678');
    });

    it('a destroyed key is null, for good, and the other keys stay', async () => {
      const jieun = await keyring.subjectFor(JIEUN);
      const minsu = await keyring.subjectFor(MINSU);
      expect(await erase(keyring, JIEUN)).toBe(jieun);
      for (const reopened of [false, true]) {
        if (reopened) {
          await keyring.close();
          keyring = await harness.open();
        }
        const keys = await keyring.keysOf([jieun, minsu]);
        expect(keys.get(jieun)).toBeNull();
        expect(keys.get(minsu)?.export()).toHaveLength(32);
      }
    });

    it('a key that nobody was given is absent, which is not the same as destroyed', async () => {
      const keys = await keyring.keysOf(['never-given']);
      expect(keys.has('never-given')).toBe(false);
    });

    it('after an erasure the same phone gets a fresh key', async () => {
      const before = await keyring.subjectFor(JIEUN);
      await erase(keyring, JIEUN);
      const after = await keyring.subjectFor(JIEUN);
      expect(after).not.toBe(before);
      expect(await bytesOf(after)).toHaveLength(32);
      expect((await keyring.keysOf([before])).get(before)).toBeNull();
    });

    it('finds the key of who was here, and makes none', async () => {
      const jieun = await keyring.subjectFor(JIEUN);
      expect(await keyring.find(JIEUN)).toBe(jieun);
      expect(await keyring.find(MINSU)).toBeNull();
      await keyring.destroy(jieun);
      expect(await keyring.find(JIEUN)).toBeNull();
    });

    it('destroying may be repeated, touches no later key of the same person, and of an unknown id destroys nothing', async () => {
      const before = await keyring.subjectFor(JIEUN);
      await keyring.destroy(before);
      const after = await keyring.subjectFor(JIEUN);
      const { generation } = keyring;
      await keyring.destroy(before);
      await keyring.destroy('never-given');
      expect(await keyring.find(JIEUN)).toBe(after);
      expect(await bytesOf(after)).toHaveLength(32);
      expect(keyring.generation).toBe(generation);
    });

    it('destroys also a key that is being made at the moment', async () => {
      const asked = keyring.subjectFor(JIEUN);
      await erase(keyring, JIEUN);
      expect((await keyring.keysOf([await asked])).get(await asked)).toBeNull();
    });

    it('its generation grows with each destroyed key, and with nothing else', async () => {
      const before = keyring.generation;
      await keyring.subjectFor(JIEUN);
      await erase(keyring, MINSU);
      expect(keyring.generation).toBe(before);
      await erase(keyring, JIEUN);
      expect(keyring.generation).toBeGreaterThan(before);
    });
  });
}
