import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import { KeyFile, type KeyRow } from '../../../../src/platform/eventstore/keyring/key-file.ts';
import { WalFlush } from '../../../../src/platform/runtime/wal-flush.ts';

const rowOf = (name: string): KeyRow => ({
  keyId: name,
  lookup: Buffer.from(`of ${name}`),
  wrapped: Buffer.from('box'),
});

describe('keys that are added to the file', () => {
  let folder: string;
  let path: string;
  let file: KeyFile;
  let disk: PromiseWithResolvers<void>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kkotgil-keys-'));
    path = join(folder, 'keys.db');
    disk = Promise.withResolvers();
    file = new KeyFile(path);
    jest.spyOn(WalFlush.prototype, 'flush').mockReturnValueOnce(disk.promise);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    file.close();
    await rm(folder, { recursive: true });
  });

  it('count once the disk has them, and not before', async () => {
    let isAdded = false;
    const adding = file.add([rowOf('jieun'), rowOf('minsu')]).then(() => {
      isAdded = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([isAdded, file.counts.made]).toEqual([false, 0]);
    disk.resolve();
    await adding;
    expect(file.counts.made).toBe(2);
  });

  it('are not had where the disk has failed, and are again once all of them were written anew', async () => {
    disk.reject(new Error('the disk is broken'));
    await expect(file.add([rowOf('jieun')])).rejects.toThrow(StoreUnavailable);
    expect(file.counts.made).toBe(0);

    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM keys').all();
    expect(() => file.find(rowOf('jieun').lookup)).toThrow(StoreUnavailable);
    reader.close();

    expect(file.find(rowOf('jieun').lookup)).toBe('jieun');
    expect(file.counts.made).toBe(1);
  });
});
