import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OPERATOR_TOKEN, startApp, temporaryFolder } from './support/app.ts';
import { anOrder } from './support/client.ts';
import { World } from './support/world.ts';

describe('operating the shop', () => {
  let world: World | undefined;
  afterEach(() => world?.stop(), 30_000);

  it('leaves no name, phone, address, card or token in any byte of the log’s files', async () => {
    world = await World.start();
    const words = [
      '은하수별님',
      '달무지개님',
      '8765-4321',
      '87654321',
      '한밤중로 777',
      '비밀 카드 문구',
      '공동현관 비밀 9999',
      'sim_ok',
      '늦은 취소 사유',
    ];
    const { orderId, trackingToken } = await world.client.placed(
      anOrder({
        customer: { name: '은하수별님', phone: '010-8765-4321' },
        recipient: {
          name: '달무지개님',
          phone: '010-2222-3333',
          address: '서울시 한밤중로 777',
          note: '공동현관 비밀 9999',
        },
        cardMessage: '비밀 카드 문구',
      }),
    );
    await world.client.cancel(orderId, trackingToken, { reason: '늦은 취소 사유' });
    await world.client.untilOrder(
      orderId,
      'is refunded',
      ({ payment }) => ['Refunded', 'Voided'].includes(payment.status),
      40_000,
    );
    const files = await bytesOf(world.app.dataDir, /^(log|keys)\.db/);
    expect(files.length).toBeGreaterThan(1);
    const found = words.filter((word) =>
      files.some(({ bytes }) => spellings(word).some((spelling) => bytes.includes(spelling))),
    );
    expect(found).toEqual([]);
    // The search itself finds what is there.
    expect(files.some(({ bytes }) => bytes.includes(orderId))).toBe(true);
    const printed = world.app.output.join('\n');
    expect([...words, trackingToken].filter((word) => printed.includes(word))).toEqual([]);
  }, 60_000);

  it('refuses a second app on the same folder, and says what to do', async () => {
    world = await World.start();
    await expect(startApp({ dataDir: world.app.dataDir })).rejects.toThrow(
      /Another process is running.*KKOTGIL_DATA_DIR/s,
    );
    expect((await world.client.get('/health/live')).status).toBe(200);
  }, 60_000);

  it('stops gracefully on SIGTERM, with an event stream open, and at once on the second', async () => {
    world = await World.start();
    const { orderId, trackingToken } = await world.client.placed();
    const stream = await fetch(`${world.app.url}/api/orders/${orderId}/stream`, {
      headers: { authorization: `Bearer ${trackingToken}` },
    });
    const ended = (async () => {
      for await (const _chunk of stream.body as unknown as AsyncIterable<Uint8Array>);
    })();
    const begun = performance.now();
    expect(await world.app.stop()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await ended;
    await world.restart();
    expect((await world.client.order(orderId)).body.orderId).toBe(orderId);
    world.app.process.kill('SIGTERM');
    world.app.process.kill('SIGTERM');
    await world.app.stop();
  }, 60_000);

  it('lists every fault of its settings at once', async () => {
    const folder = await temporaryFolder();
    const env = { PORT: 'many', KKOTGIL_OPENING_HOURS: 'late', KKOTGIL_STORE: 'paper', KKOTGIL_SECRET: 'short' };
    const failed = startApp({ dataDir: folder.path, env });
    await expect(failed).rejects.toThrow(/PORT[\s\S]*KKOTGIL_STORE[\s\S]*KKOTGIL_SECRET[\s\S]*KKOTGIL_OPENING_HOURS/);
    const bare = { KKOTGIL_SECRET: '', KKOTGIL_FLORIST_TOKEN: '', KKOTGIL_OPERATOR_TOKEN: '', NODE_ENV: 'production' };
    await expect(startApp({ dataDir: folder.path, env: bare })).rejects.toThrow(
      /KKOTGIL_SECRET[\s\S]*KKOTGIL_FLORIST_TOKEN[\s\S]*KKOTGIL_OPERATOR_TOKEN[\s\S]*KKOTGIL_PUBLIC_URL[\s\S]*KKOTGIL_RATE_LIMIT/,
    );
    await folder.remove();
  }, 60_000);

  it('compares its books with the payment system', async () => {
    world = await World.start();
    const { orderId } = await world.orderUpTo('paid');
    // A charge that no order of ours knows.
    await fetch(`${world.paymentUrl}/charges`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'somebody else' },
      body: JSON.stringify({ orderId: 'not-ours', amount: 5, currency: 'KRW', method: 'card', token: 'sim_ok' }),
    });
    const run = await world.client.request('POST', '/api/reconciliation', { token: OPERATOR_TOKEN });
    expect(run.status).toBe(202);
    for (;;) {
      const { body } = await world.client.get('/api/reconciliation', OPERATOR_TOKEN);
      if (body.state !== 'done' || body.differences.length === 0) continue;
      expect(body.differences).toMatchObject([{ orderId: 'not-ours', kind: 'unknown-order' }]);
      expect(JSON.stringify(body)).not.toContain(orderId);
      break;
    }
  }, 60_000);
});

async function bytesOf(folder: string, name: RegExp) {
  const files = (await readdir(folder)).filter((file) => name.test(file));
  return Promise.all(files.map(async (file) => ({ file, bytes: await readFile(join(folder, file)) })));
}

/** A word as a file may hold it. */
function spellings(word: string): Buffer[] {
  return [Buffer.from(word), Buffer.from(word, 'utf16le'), Buffer.from(JSON.stringify(word).slice(1, -1))];
}
