import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { views as allViews } from '../../src/projections/views.ts';
import { type App, OPERATOR_TOKEN, startApp, temporaryFolder } from '../e2e/support/app.ts';
import { Client } from '../e2e/support/client.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run views, npm run rebuild', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let app: App;
  beforeAll(async () => {
    folder = await temporaryFolder();
    app = await startApp({ dataDir: folder.path });
    const client = new Client(() => app.url);
    const { orderId } = await client.placed();
    await client.untilOrder(orderId, 'is with the florist', ({ delivery }) => delivery?.status === 'Requested');
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await folder?.remove();
  }, 30_000);

  async function views(...args: string[]) {
    const script = ['--disable-warning=ExperimentalWarning', 'src/cli/views.ts', ...args];
    const env = { PATH: process.env.PATH, KKOTGIL_OPERATOR_TOKEN: OPERATOR_TOKEN };
    const child = spawn(process.execPath, [...script, '--url', app.url], { cwd: ROOT, env });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const [code] = await once(child, 'close');
    return { code, output, errors };
  }

  it('shows how each view stands', async () => {
    const { code, output } = await views();
    expect(code).toBe(0);
    expect(output).toMatch(/^view +version +state/);
    expect(output).toMatch(/^order-status +1 +live/m);
  });

  it('builds all of them anew while the shop goes on, and says that old and new agree', async () => {
    const { code, output } = await views('rebuild', 'all', '--text');
    expect(code).toBe(0);
    expect(output).toMatch(/^order-status: version 2 is live; version 1 is kept \(1 documents compared, 0 differ\)$/m);
    expect(output.trim().split('\n')).toHaveLength(allViews.length);
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
  }, 30_000);

  it('tells programs of progress and result, a line of JSON each', async () => {
    const { code, output } = await views('verify', 'menu');
    expect(code).toBe(0);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ name: 'menu', lastVerify: { differing: 0, fault: null } });
  }, 30_000);

  it('verifies one, switches back, and drops what is kept', async () => {
    expect(await views('verify', 'reviews', '--text')).toMatchObject({
      code: 0,
      output: expect.stringContaining('is what history'),
    });
    expect(await views('switch', 'order-status', '1')).toMatchObject({ code: 0 });
    expect((await views('list')).output).toMatch(/^order-status +1 +live .* 2 /m);
    expect(await views('drop', 'order-status', '2')).toMatchObject({ code: 0 });
    expect(await views('drop', 'order-status', '1')).toMatchObject({ code: 2, errors: expect.stringContaining('404') });
    expect(await views('rebuild', 'nothing')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('no such view'),
    });
  }, 30_000);

  it('ends with 1 when a document is not what history makes of it, and names it', async () => {
    const db = new DatabaseSync(join(folder.path, 'views.db'));
    db.exec("UPDATE view_order_status_1 SET body = json_set(body, '$.shown.total', 1)");
    db.close();
    const { code, output } = await views('verify', 'order-status', '--text');
    expect(code).toBe(1);
    expect(output).toMatch(/IS NOT what history makes of it \(1 documents compared, 1 differ\)\n {2}\S+ changed/);
  }, 30_000);

  it('makes nothing live that is built from a log in which an event was changed, and says why', async () => {
    // What a process has appended itself it still knows as it was.
    await app.stop();
    const db = new DatabaseSync(join(folder.path, 'log.db'));
    db.exec("UPDATE events SET data = json_set(data, '$.total', 1) WHERE type = 'OrderPlaced'");
    db.close();
    app = await startApp({ dataDir: folder.path });
    const [, live] = /^order-status +(\d+) +live/m.exec((await views('list')).output) ?? [];
    const { code, output } = await views('rebuild', 'order-status', '--text');
    expect(code).toBe(1);
    expect(output).toMatch(/NOTHING NEW IS LIVE: it parks 1 documents more than the live version/);
    expect((await views('list')).output).toMatch(new RegExp(`^order-status +${live} +live`, 'm'));
  }, 60_000);
});
