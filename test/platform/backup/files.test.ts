import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from '@jest/globals';
import { copyDatabase } from '../../../src/platform/backup/files.ts';

it('copies a file as it was when the copy began, however much is written meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kkotgil-copy-'));
  const [source, target] = [join(folder, 'source.db'), join(folder, 'target.db')];
  const writer = new DatabaseSync(source);
  writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE facts (fact BLOB)');
  // More than is copied in one step.
  writer.exec('INSERT INTO facts SELECT zeroblob(9000000)');
  let written = 0;
  const reached: number[] = [];
  await copyDatabase(source, target, (done, total) => {
    reached.push(done / total);
    if (written++ < 5) writer.exec("INSERT INTO facts VALUES (x'00')");
  });
  writer.close();
  const copy = new DatabaseSync(target, { readOnly: true });
  expect(written).toBeGreaterThan(1);
  expect(reached.at(-1)).toBe(1);
  expect(copy.prepare('SELECT count(*) AS count FROM facts').get()).toMatchObject({ count: 1 });
  copy.close();
  await rm(folder, { recursive: true });
});
