import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { makePrivateFolder } from '../../../src/platform/runtime/private-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'kkotgil-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('makes a folder that nobody else can look into', () => {
  const folder = join(parent, 'shop', 'data');

  makePrivateFolder(folder);

  expect(modeOf(folder)).toBe('700');
});

it('takes back what others may read since earlier, and leaves alone what is not of the program', () => {
  const folder = join(parent, 'data');
  makePrivateFolder(folder);
  for (const name of ['log.db', 'views.db-wal', 'dev-credentials.json', 'run.sh']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  chmodSync(folder, 0o755);

  makePrivateFolder(folder);

  expect([modeOf(folder), modeOf(join(folder, 'log.db')), modeOf(join(folder, 'views.db-wal'))]).toEqual([
    '700',
    '600',
    '600',
  ]);
  expect([modeOf(join(folder, 'dev-credentials.json')), modeOf(join(folder, 'run.sh'))]).toEqual(['600', '755']);
});
