import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { ErasureFile, type ListedErasure } from '../../../src/processes/erasure/erasure-list.ts';

const erasure = (name: string): ListedErasure => ({
  erasureId: name,
  person: `key-${name}`,
  cause: 'request',
  at: '2026-05-08T00:00:00.000Z',
});

describe('a list of erasures in a file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-erasures-'));
    path = join(folder, 'erasures.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps each erasure once, for its owner alone, and another program reads it', () => {
    const list = new ErasureFile(path);
    expect(list.all()).toEqual([]);
    for (const name of ['a', 'b', 'a']) list.add(erasure(name));
    expect(new ErasureFile(path).all()).toEqual([erasure('a'), erasure('b')]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('takes a line that was broken off for not written, and goes on after it', () => {
    new ErasureFile(path).add(erasure('a'));
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"erasureId":"b","per`);
    const list = new ErasureFile(path);
    expect(list.all()).toEqual([erasure('a')]);
    list.add(erasure('b'));
    expect(new ErasureFile(path).all()).toEqual([erasure('a'), erasure('b')]);
  });

  it('is unavailable where it can’t be written, and writes it when it can', () => {
    const list = new ErasureFile(join(folder, 'later', 'erasures.jsonl'));
    expect(() => list.add(erasure('a'))).toThrow(StoreUnavailable);
    expect(list.all()).toEqual([]);
  });

  it('does not take another file for it', () => {
    writeFileSync(path, '{"logId":"x"}\n');
    expect(() => new ErasureFile(path)).toThrow(/holds no erasures/);
    expect(() => new ErasureFile(folder)).toThrow(/can't be read/);
  });
});
