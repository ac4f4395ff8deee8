import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyErasures } from '../../../src/cli/log-copy/copy-erasures.ts';
import { ERASURES_FILE, ErasureFile, linesOf } from '../../../src/processes/erasure/erasure-list.ts';

const erasure = (id: string) =>
  ({ erasureId: id, person: `key-${id}`, cause: 'request', at: '2026-11-26T01:00:00.000Z' }) as const;

describe('the list of who was erased', () => {
  let dataDir: string;
  let elsewhere: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kkotgil-erasures-'));
    elsewhere = join(dataDir, 'of-the-servers.jsonl');
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const places = (erasures?: string) => ({ dataDir, erasures });
  const write = (path: string, ids: readonly string[]) => writeFileSync(path, linesOf(ids.map(erasure)));
  const idsIn = (path: string) => new ErasureFile(path).all().map(({ erasureId }) => erasureId);
  const inFolder = () => join(dataDir, ERASURES_FILE);

  it('goes from the data folder into the file of the servers, once each', () => {
    write(inFolder(), ['a', 'b']);
    write(elsewhere, ['b', 'c']);

    for (const _ of ['first', 'again']) {
      expect(copyErasures('embedded', 'eventstoredb', places(elsewhere))).toEqual({ kept: 3, left: 0 });
    }
    expect(idsIn(elsewhere).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('is said to be left behind where servers have no place for it', () => {
    write(inFolder(), ['a', 'b']);
    expect(copyErasures('embedded', 'eventstoredb', places())).toEqual({ kept: 0, left: 2 });
  });

  it('stays in the file that is set when the shop moves into a folder', () => {
    write(elsewhere, ['a']);
    expect(copyErasures('eventstoredb', 'embedded', places(elsewhere))).toEqual({ kept: 1, left: 0 });
    expect(idsIn(inFolder())).toEqual([]);
  });

  it('is nothing to speak of where nobody was erased', () => {
    expect(copyErasures('embedded', 'eventstoredb', places())).toEqual({ kept: 0, left: 0 });
    expect(copyErasures('eventstoredb', 'embedded', places())).toEqual({ kept: 0, left: 0 });
  });
});
