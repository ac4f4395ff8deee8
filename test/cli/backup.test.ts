import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SECRET, ShopFolder, temporaryPlaces } from '../platform/backup/support/shop-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** One of the tools, as people call it. */
function run(tool: 'backup' | 'restore', args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `src/cli/${tool}.ts`, ...args],
    { cwd: ROOT, encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH, KKOTGIL_SECRET: SECRET, ...env } },
  );
  return { status, stdout, stderr };
}

describe('npm run backup, npm run restore', () => {
  let places: Awaited<ReturnType<typeof temporaryPlaces>>;
  let shop: ShopFolder;
  beforeEach(async () => {
    places = await temporaryPlaces();
    shop = new ShopFolder(places.dataDir);
    await shop.order('a', '+821011112222');
  });
  afterEach(async () => {
    await shop.close();
    await places.remove();
  });

  it('bring a shop elsewhere, and say how far they are and what people have to know', () => {
    const { dataDir, backup, target } = places;
    expect(run('backup', ['--data-dir', dataDir, '--to', backup])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Backed up to .*: 1 events, .*head of the chain [0-9a-f]{64}.*\n.*Keep it apart/),
      stderr: expect.stringMatching(/pages copied \(100 %\)[\s\S]*1 of 1 events checked \(100 %\)/),
    });
    expect(run('restore', ['--from', backup, '--to', target])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /Restored to .*: 1 events.*\n.*KKOTGIL_SECRET that it had.*\n.*erase them once more/,
      ),
      stderr: expect.stringMatching(/1 of 1 events checked \(100 %\)/),
    });
    expect(existsSync(join(target, 'log.db'))).toBe(true);
  });

  it('put the list of erasures beside the rest, and say how many of them the backup does not know', () => {
    const { dataDir, backup, target } = places;
    const entry = (erasureId: string, at: string) =>
      `${JSON.stringify({ erasureId, person: `key-${erasureId}`, cause: 'request', at })}\n`;
    writeFileSync(join(dataDir, 'erasures.jsonl'), entry('a', '2020-01-01T00:00:00.000Z'));
    run('backup', ['--data-dir', dataDir, '--to', backup]);
    const since = join(dataDir, '../since.jsonl');
    writeFileSync(since, `${entry('b', '2099-01-01T00:00:00.000Z')}{"broken`);
    expect(run('restore', ['--from', backup, '--to', target, '--erasures', `${since}.not`])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^There is no list of erasures at .*\n$/),
    });
    const restored = run('restore', ['--from', backup, '--to', target], { KKOTGIL_ERASURES_FILE: since });
    expect(restored).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Erased since then: 1\. That is done again/),
    });
    expect(readFileSync(join(target, 'erasures.jsonl'), 'utf8')).toBe(
      entry('a', '2020-01-01T00:00:00.000Z') + entry('b', '2099-01-01T00:00:00.000Z'),
    );
  });

  it('speak NDJSON to programs, and say that the keys were not opened without the secret', () => {
    const { dataDir, backup, target } = places;
    const last = (text: string) => JSON.parse(text.trim().split('\n').at(-1) as string);
    const made = run('backup', ['--data-dir', dataDir, '--to', backup, '--json'], { KKOTGIL_SECRET: '' });
    expect(last(made.stdout)).toMatchObject({ head: { events: 1 }, secret: 'apart', keysOpened: false });
    expect(JSON.parse(made.stdout.split('\n')[0] as string)).toMatchObject({ done: expect.any(Number) });
    const restored = run('restore', ['--from', backup, '--to', target, '--json'], { KKOTGIL_SECRET: '' });
    expect(last(restored.stdout)).toMatchObject({ head: { events: 1 }, keysOpened: false });
  });

  it('end with 1 when they refuse, and say why in one line', () => {
    const { dataDir, backup } = places;
    const oneLine = (words: RegExp) => ({ status: 1, stdout: '', stderr: expect.stringMatching(words) });
    expect(run('backup', ['--data-dir', '/nowhere', '--to', backup])).toEqual(oneLine(/^There is no event log.*\n$/));
    expect(run('backup', ['--data-dir', dataDir, '--to', join(dataDir, 'log.db', 'x')])).toEqual(
      oneLine(/^.*log\.db.*\n$/),
    );
    expect(run('restore', ['--from', backup, '--to', dataDir])).toEqual(
      oneLine(/^Another process is running.*KKOTGIL_DATA_DIR.*\n$/),
    );
    expect(run('restore', ['--from', '/nowhere', '--to', places.target])).toEqual(
      oneLine(/^\/nowhere is not a whole backup.*\n$/),
    );
  });

  it('end with 2 when they are called in a wrong way, and with 0 when asked for help', () => {
    expect(run('backup', [])).toMatchObject({ status: 2, stderr: expect.stringMatching(/--to <folder>/) });
    expect(run('backup', ['--nonsense']).status).toBe(2);
    expect(run('restore', ['--to', 'x'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--from <folder>/),
    });
    expect(run('backup', ['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/Not in it: views/) });
    expect(run('restore', ['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/views anew/) });
  });
});
