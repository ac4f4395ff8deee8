import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR_TOKEN, SECRET, startApp, temporaryFolder } from '../../e2e/support/app.ts';
import { anOrder, Client, eventually } from '../../e2e/support/client.ts';
import { World } from '../../e2e/support/world.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LISTS = ['orders', 'deliveries', 'reviews', 'notifications'];

/** Runs a tool as people do; rejects when it does not end with 0. */
function run(tool: 'backup' | 'restore', ...args: string[]): Promise<unknown> {
  return promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `src/cli/${tool}.ts`, ...args],
    { cwd: ROOT, timeout: 20_000, env: { PATH: process.env.PATH, KKOTGIL_SECRET: SECRET.toString('base64') } },
  );
}

/** All that the views say of these orders, when nothing moves any more. */
async function answersOn(client: Client, orderIds: readonly string[]): Promise<string> {
  let last = '';
  return eventually('the views stand still', async () => {
    const answers = [await client.get('/api/menu').then(({ body }) => body)];
    for (const orderId of orderIds) answers.push((await client.order(orderId)).body);
    for (const list of LISTS) {
      const { status, body } = await client.get(`/api/${list}?limit=100`, OPERATOR_TOKEN);
      if (status !== 200) throw new Error(`${list}: ${status}`);
      answers.push(body.items.filter((item: { orderId: string }) => orderIds.includes(item.orderId)));
    }
    const [before, now] = [last, JSON.stringify(answers, null, 1)];
    last = now;
    await sleep(300);
    return before === now ? { done: now } : { not: 'they change' };
  });
}

describe('a shop that is lost', () => {
  let world: World;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    [world, folder] = await Promise.all([World.start(), temporaryFolder()]);
  }, 60_000);
  afterAll(async () => {
    await world?.stop();
    await folder?.remove();
  }, 30_000);

  it('comes back from a backup that was made while it was open: every order and every view as they were', async () => {
    const orders = [
      await world.orderUpTo('completed'),
      await world.orderUpTo('started', anOrder({ customer: { name: '박서준', phone: '010-5555-6666' } })),
      await world.orderUpTo('paid'),
    ];
    const cancelled = await world.orderUpTo('accepted');
    await world.client.cancel(cancelled.orderId, cancelled.trackingToken, { reason: '날짜를 잘못 골랐어요' });
    await world.client.untilOrder(cancelled.orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
    const orderIds = [...orders, cancelled].map(({ orderId }) => orderId);
    const before = await answersOn(world.client, orderIds);

    const backup = join(folder.path, 'backup');
    let isMade = false;
    const making = run('backup', '--data-dir', world.app.dataDir, '--to', backup).finally(() => {
      isMade = true;
    });
    // Orders go on coming in, a few more than the copying takes.
    for (let n = 0; n < 15 && !isMade; n++) {
      await world.client.placed();
      await sleep(50);
    }
    await making;
    await world.app.kill();

    const dataDir = join(folder.path, 'restored');
    await run('restore', '--from', backup, '--to', dataDir);
    const restored = await startApp({ dataDir, env: { PAYMENT_URL: world.paymentUrl, SMS_URL: world.smsUrl } });
    try {
      const after = await answersOn(new Client(() => restored.url), orderIds);
      expect(after).toEqual(before);
      expect(after).toContain('박서준');
    } finally {
      await restored.stop();
    }
    await world.restart();
  }, 120_000);

  it('does not remember again who was erased after the backup', async () => {
    const people = { customer: { name: '한다은', phone: '010-7777-1212' }, cardMessage: '다은이가' };
    const forgotten = await world.orderUpTo('completed', anOrder(people));
    const backup = join(folder.path, 'backup-with-them');
    await run('backup', '--data-dir', world.app.dataDir, '--to', backup);
    expect(
      await world.client.request('POST', '/api/privacy/erase', {
        token: OPERATOR_TOKEN,
        body: { phone: people.customer.phone },
      }),
    ).toMatchObject({ status: 200, body: { erased: true } });
    const list = join(world.app.dataDir, 'erasures.jsonl');
    expect(await readFile(list, 'utf8')).not.toMatch(/다은|7777-?1212/);

    const dataDir = join(folder.path, 'restored-without-them');
    await run('restore', '--from', backup, '--to', dataDir, '--erasures', list);
    const restored = await startApp({ dataDir, env: { PAYMENT_URL: world.paymentUrl, SMS_URL: world.smsUrl } });
    try {
      const client = new Client(() => restored.url);
      await client.untilOrder(forgotten.orderId, 'is in the view', (order) => order?.status === 'Delivered');
      expect((await client.order(forgotten.orderId)).body).toMatchObject({ total: 90_000, cardMessage: '[erased]' });
      const shown = await answersOn(client, [forgotten.orderId]);
      expect(shown).not.toContain('다은');
      const story = await client.get(`/api/audit/orders/${forgotten.orderId}`, OPERATOR_TOKEN);
      expect(JSON.stringify(story.body)).not.toContain('다은');
      // The proof is there again as well, and says that it is a repeat.
      await eventually('the erasure is complete', async () => {
        const page = await client.get('/api/processes', OPERATOR_TOKEN);
        const { open } = page.body.items.find(({ name }: { name: string }) => name === 'erasure');
        return open.every(({ waitingFor }: { waitingFor: string }) => waitingFor === 'late-orders')
          ? { done: true }
          : { not: JSON.stringify(open) };
      });
      expect(restored.output.join('\n')).toContain('"erasures":1');
    } finally {
      await restored.stop();
    }
    // Another start repeats nothing.
    const again = await startApp({ dataDir, env: { PAYMENT_URL: world.paymentUrl, SMS_URL: world.smsUrl } });
    await again.stop();
    expect(again.output.join('\n')).not.toContain('"erasures":');
  }, 120_000);
});
