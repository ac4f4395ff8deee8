import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { createProgress } from '../../src/cli/progress.ts';
import { openEmbeddedEventStore } from '../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { damage, loseIndexEntry } from '../platform/eventstore/embedded/support/damage.ts';
import { event } from '../support/an-event.ts';

const ROOT = join(import.meta.dirname, '../..');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/cli/log-verify.ts', ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm run log:verify', () => {
  it('says that a log is sound, beside the running app, and that it is damaged, with the place', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-verify-'));
    const store = openEmbeddedEventStore({ dataDir });
    for (let n = 0; n < 5; n++) await store.append('order-1', n === 0 ? 'no-stream' : n - 1, [event(`e${n}`)]);
    expect(run('--data-dir', dataDir)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/sound: 5 events, head/),
    });
    await store.close();
    const db = new DatabaseSync(join(dataDir, 'log.db'));
    db.exec("UPDATE events SET type = 'OrderEaten' WHERE position = 3");
    db.close();
    expect(run('--data-dir', dataDir)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/event 3 is changed.*backup/),
    });
    const lines = run('--data-dir', dataDir, '--json').stdout.trim().split('\n');
    expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ sound: false, fault: { position: 3, what: 'changed' } });
    await rm(dataDir, { recursive: true });
  });

  it('also looks at the index by which streams are read', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-verify-'));
    const store = openEmbeddedEventStore({ dataDir });
    await store.append('order-1', 'no-stream', [event('a'), event('b')]);
    await store.close();
    loseIndexEntry(dataDir);
    expect(run('--data-dir', dataDir)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/all 2 events are sound.*entries in index.*backup/),
    });
    expect(JSON.parse(run('--data-dir', dataDir, '--json').stdout.trim().split('\n').at(-1) as string)).toMatchObject({
      sound: false,
      fault: null,
      file: expect.stringContaining('index'),
    });
    await rm(dataDir, { recursive: true });
  });

  it('writes the head elsewhere, and finds by it a log that was cut short', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kkotgil-verify-'));
    const [dataDir, heads] = [join(folder, 'data'), join(folder, 'heads.jsonl')];
    const store = openEmbeddedEventStore({ dataDir });
    for (const name of ['a', 'b', 'c']) await store.append(`order-${name}`, 'no-stream', [event(name)]);
    await store.close();
    const args = ['--data-dir', dataDir, '--head', heads];
    expect(run(...args)).toMatchObject({ status: 2, stderr: expect.stringMatching(/no head of a log in/) });
    expect(run('--data-dir', dataDir, '--write-head', heads).status).toBe(0);
    expect(run(...args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/sound: 3 events/) });

    damage(dataDir, 'DELETE FROM events WHERE position > 2');
    expect(run('--data-dir', dataDir)).toMatchObject({ status: 0 });
    expect(run(...args, '--write-head', heads)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/cut short: it ends after event 2, and at .* it had 3 events.*backup/),
    });
    expect(
      JSON.parse(
        run(...args, '--json')
          .stdout.trim()
          .split('\n')
          .at(-1) as string,
      ),
    ).toMatchObject({
      sound: false,
      fault: null,
      since: { what: 'cut-short', events: 2 },
    });
    expect(readFileSync(heads, 'utf8').trim().split('\n').length).toBe(1);
    await rm(folder, { recursive: true });
  });

  it('says when there is no log', () => {
    expect(run('--data-dir', '/nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no event log in \/nowhere/),
    });
    expect(run('--nonsense').status).toBe(2);
  });
});

describe('progress', () => {
  const shown = (isTTY: boolean, json = false) => {
    let text = '';
    let now = 0;
    const write = (piece: string) => {
      text += piece;
      return true;
    };
    const output = { isTTY, write } as unknown as NodeJS.WriteStream;
    const progress = createProgress(output, { unit: 'events', json, now: () => now });
    for (let done = 0; done <= 100; done += 10) {
      now += 1_000;
      progress.at(done, 100);
    }
    progress.end();
    return text;
  };

  it('is a bar over itself on a terminal', () => {
    expect(shown(true)).toContain(
      '\r\x1b[2K[###############...............] 50 of 100 events (50 %), 8 a second, 7 s left',
    );
    expect(shown(true).endsWith('\n')).toBe(true);
  });
  it('is a line now and then where it is piped, and the last one always', () => {
    expect(shown(false).split('\n').filter(Boolean).length).toBeLessThan(8);
    expect(shown(false)).toContain('100 of 100 events (100 %)');
    expect(shown(false)).not.toContain('\r');
  });
  it('is NDJSON for programs', () => {
    const lines = shown(false, true).trim().split('\n');
    expect(JSON.parse(lines.at(-1) as string)).toEqual({ done: 100, total: 100, rate: 9, secondsLeft: 0 });
  });
});
