import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openEmbeddedEventStore } from '../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { KeyFile } from '../../src/platform/eventstore/keyring/key-file.ts';
import { ERASURES_FILE, ErasureFile } from '../../src/processes/erasure/erasure-list.ts';
import { EventStoreDouble } from '../doubles/eventstoredb/double.ts';
import { event } from '../support/an-event.ts';
import { describeOnMongo } from '../support/mongo/describe-on-mongo.ts';

const ERASURE = { erasureId: 'e', person: 'key-1', cause: 'request', at: '2026-11-26T01:00:00.000Z' } as const;
const ROOT = join(import.meta.dirname, '../..');

await describeOnMongo('npm run log:copy', (mongo) => {
  let folder: string;
  let server: EventStoreDouble;
  let database: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kkotgil-copy-'));
    server = await EventStoreDouble.start({ systemProjections: true });
    database = mongo.newDatabase();
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const dataDir = (name: string) => join(folder, name);

  async function fill(name: string, orders: number, from = 0): Promise<void> {
    const store = openEmbeddedEventStore({ dataDir: dataDir(name) });
    for (let n = from; n < from + orders; n++) {
      await store.append(`order-${n}`, 'no-stream', [event(`a${n}`, n), event(`b${n}`, n)]);
      await store.append(`delivery-${n}`, 'no-stream', [event(`c${n}`, n)]);
      await store.append(`order-${n}`, 1, [event(`d${n}`, n)]);
    }
    await store.close();
    keysOf(name).close();
  }

  function keysOf(name: string): KeyFile {
    return new KeyFile(join(dataDir(name), 'keys.db'));
  }

  async function copy(from: string, to: string, folderName: string, ...more: string[]) {
    const args = ['--from', from, '--to', to, '--data-dir', dataDir(folderName), '--json', ...more];
    const env = {
      PATH: process.env.PATH,
      EVENTSTOREDB_URL: server.connectionString,
      MONGODB_URL: mongo.url,
      MONGODB_DATABASE: database,
    };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli/log-copy.ts', ...args], {
      cwd: ROOT,
      env,
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const [code] = await once(child, 'close');
    return { code, errors, last: output.trim().split('\n').at(-1) ?? '' };
  }

  it('moves a log and its keys to the servers and back, event by event the same', async () => {
    await fill('one', 20);
    const before = keysOf('one');
    before.writeSecretCheck(Buffer.from('check'));
    before.add([
      { keyId: 'key-1', lookup: Buffer.from('p1'), wrapped: Buffer.from('w1') },
      { keyId: 'key-2', lookup: Buffer.from('p2'), wrapped: Buffer.from('w2') },
    ]);
    before.destroy('key-2');
    before.close();

    new ErasureFile(join(dataDir('one'), ERASURES_FILE)).add(ERASURE);
    const list = join(folder, 'erasures-of-the-servers.jsonl');

    const there = await copy('embedded', 'eventstoredb', 'one', '--erasures', list);
    expect(there).toMatchObject({ code: 0, errors: '' });
    expect(new ErasureFile(list).all()).toEqual([ERASURE]);
    expect(JSON.parse(there.last)).toMatchObject({ copied: 80, events: 80 });
    const back = await copy('eventstoredb', 'embedded', 'two');
    expect(JSON.parse(back.last)).toMatchObject({ copied: 80, events: 80, digest: JSON.parse(there.last).digest });

    const after = keysOf('two');
    expect(Buffer.from(after.secretCheck() ?? []).toString()).toBe('check');
    expect(after.all()).toEqual([
      { keyId: 'key-1', lookup: new Uint8Array(Buffer.from('p1')), wrapped: new Uint8Array(Buffer.from('w1')) },
      { keyId: 'key-2', lookup: null, wrapped: null },
    ]);
    after.close();
  }, 60_000);

  it('goes on where it was broken off, and copies nothing twice', async () => {
    await fill('one', 5);
    expect(JSON.parse((await copy('embedded', 'eventstoredb', 'one')).last)).toMatchObject({ copied: 20 });
    await fill('one', 5, 5);
    new ErasureFile(join(dataDir('one'), ERASURES_FILE)).add(ERASURE);
    const second = await copy('embedded', 'eventstoredb', 'one');
    expect(JSON.parse(second.last)).toMatchObject({ copied: 20, events: 40, erasures: { kept: 0, left: 1 } });
    expect(second.errors).toContain('NOT CARRIED OVER: the list of 1 erasure,');
    expect(server.events.filter(({ streamId }) => /^(order|delivery)-/.test(streamId))).toHaveLength(40);
  }, 60_000);

  it('refuses a target that holds another log, a log that is open, and sides of one kind', async () => {
    await fill('one', 2);
    await fill('other', 1, 100);
    await copy('embedded', 'eventstoredb', 'other');
    expect(await copy('embedded', 'eventstoredb', 'one')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Nothing was copied'),
    });
    const open = openEmbeddedEventStore({ dataDir: dataDir('one') });
    expect(await copy('embedded', 'eventstoredb', 'one')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Another process is running'),
    });
    await open.close();
    expect((await copy('embedded', 'embedded', 'one')).code).toBe(1);
    expect((await copy('embedded', 'nowhere', 'one')).code).toBe(2);
  }, 60_000);

  it('notices an event that is not the same on both sides', async () => {
    await fill('one', 2);
    await copy('embedded', 'eventstoredb', 'one');
    const record = server.records.stream('delivery-1')?.[0] as { data: Uint8Array };
    record.data = Buffer.from(JSON.stringify({ n: 1_000 }));
    expect(await copy('embedded', 'eventstoredb', 'one')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('delivery-1'),
    });
  }, 60_000);
});
