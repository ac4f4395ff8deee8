import { beforeEach, describe, expect, it } from '@jest/globals';
import { KeyConflict, type KeyCopy } from '../../../src/platform/eventstore/keyring/key-file.ts';

/** A store of keys, as far as keys of another one are copied into it. */
export interface KeyCopies {
  all(): Promise<readonly KeyCopy[]>;
  takeOver(keys: readonly KeyCopy[]): Promise<void>;
}

const living = (name: string, person: string): KeyCopy => ({
  keyId: name,
  lookup: Buffer.from(person),
  wrapped: Buffer.from(`wrapped ${name}`),
});
const destroyed = (name: string): KeyCopy => ({ keyId: name, lookup: null, wrapped: null });

/** What every store of keys does with keys that are copied into it, also when that is begun again. */
export function keyCopiesContract(name: string, open: () => Promise<KeyCopies>): void {
  describe(`${name}, into which keys are copied`, () => {
    let keys: KeyCopies;
    beforeEach(async () => {
      keys = await open();
    });
    const ids = async () => (await keys.all()).map(({ keyId, wrapped }) => (wrapped === null ? `${keyId} ✝` : keyId));

    it('holds them as they were, and the second copy changes nothing', async () => {
      const copies = [living('a', 'jieun'), destroyed('b'), living('c', 'minsu')];
      await keys.takeOver(copies);
      await keys.takeOver(copies);
      const held = (await keys.all()).map(({ keyId, lookup, wrapped }) => ({
        keyId,
        lookup: lookup && Buffer.from(lookup),
        wrapped: wrapped && Buffer.from(wrapped),
      }));
      expect(held).toEqual(copies);
    });

    it('destroys what was destroyed since, and takes the key that the person has got after it', async () => {
      await keys.takeOver([living('z', 'jieun')]);
      await keys.takeOver([living('a', 'jieun'), destroyed('z')]);
      expect(await ids()).toEqual(['a', 'z ✝']);
    });

    it('brings nothing back that was destroyed here', async () => {
      await keys.takeOver([destroyed('a')]);
      await keys.takeOver([living('a', 'jieun')]);
      expect(await ids()).toEqual(['a ✝']);
    });

    it('refuses another key under the same id, and a second one for the same person', async () => {
      await keys.takeOver([living('a', 'jieun')]);
      const other = { ...living('a', 'jieun'), wrapped: Buffer.from('other') };
      await expect(keys.takeOver([other])).rejects.toThrow(KeyConflict);
      await expect(keys.takeOver([living('b', 'jieun')])).rejects.toThrow(KeyConflict);
      expect(await ids()).toEqual(['a']);
    });
  });
}
