import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawStory } from '../../src/cli/story/draw.ts';
import { keyringSecretsOf } from '../../src/compose/secrets.ts';
import { openEmbeddedEventStore } from '../../src/platform/eventstore/embedded/embedded-event-store.ts';
import { EmbeddedKeyring } from '../../src/platform/eventstore/keyring/embedded-keyring.ts';
import { pooledRandom } from '../../src/platform/runtime/random.ts';
import { createCodec, createEventLog } from '../../src/stored-events/event-log.ts';
import { auditWorld } from '../audit/support/audit-world.ts';
import { cancelledAndRefunded, completed, minuteOf, Past } from '../audit/support/past.ts';
import { erase } from '../support/erase.ts';
import { idOf } from '../support/history.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECRET = Buffer.alloc(32, 7).toString('base64');
const [GONE, KEPT, DAMAGED] = [idOf('gone'), idOf('kept'), idOf('damaged')];

let folder: string;
let dataDir: string;
let close: () => Promise<void>;

/** The tool as people call it, beside the shop that has the folder open. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'src/cli/story.ts', ...args],
      { cwd: ROOT, timeout: 20_000, env: { PATH: process.env.PATH, KKOTGIL_SECRET: SECRET, ...env } },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kkotgil-story-'));
  dataDir = join(folder, 'data');
  await mkdir(dataDir);
  const secrets = keyringSecretsOf(Buffer.from(SECRET, 'base64'));
  const store = openEmbeddedEventStore({ dataDir });
  const keyring = new EmbeddedKeyring({ path: join(dataDir, 'keys.db'), secrets, random: pooledRandom() });
  const log = createEventLog(store, createCodec(keyring, pooledRandom()));
  const personOf = async (phone: string) => {
    const key = await keyring.subjectFor(phone);
    return { customer: key, recipient: key };
  };
  await cancelledAndRefunded(new Past(log, await personOf('+821011111111'), GONE), '\x1b[31m마음이 바뀌었어요');
  await completed(new Past(log, await personOf('+821022222222'), KEPT));
  const past = new Past(log, await personOf('+821033333333'), DAMAGED);
  await completed(past);
  const at = minuteOf(20);
  const metadata = {
    $correlationId: DAMAGED,
    $causationId: 'x',
    commandId: 'y',
    actor: 'flo\x1b[2Jrist',
    at,
    schema: 1,
  };
  await store.append(`review-${DAMAGED}`, 2, [{ id: idOf('odd'), type: 'ReviewBurnt', data: {}, metadata }]);
  await erase(keyring, '+821011111111');
  close = async () => {
    await keyring.close();
    await store.close();
  };
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});

describe('npm run story', () => {
  it('draws a story as trees of causes, without colours where it is piped', async () => {
    const { status, stdout, stderr } = await run([GONE, '--data', dataDir]);

    expect([status, stderr]).toEqual([0, '']);
    const at = minuteOf;
    expect(stdout.split('\n')).toEqual([
      `Order ${GONE}: Cancelled (취소됨), money Refunded (환불됨), 11 events`,
      `${at(0)}  customer  OrderPlaced  total 90000  -> AwaitingPayment (결제 대기)`,
      `├─ ${at(1)}  payment  PaymentAttempted  amount 90000, attempt 1`,
      `│  └─ ${at(3)}  payment  PaymentApproved  amount 90000, paymentId pay-1`,
      `│     └─ ${at(4)}  payment  OrderPaid  amount 90000, paymentId pay-1  -> Paid (결제 완료)`,
      `│        └─ ${at(5)}  shipping  DeliveryRequested`,
      `└─ ${at(2)}  sms  SmsAttempted  attempt 1, template OrderReceived, recipient customer`,
      `${at(6)}  customer  OrderCancellationRequested  by customer  -> Cancelling (취소 중)`,
      `└─ ${at(7)}  customer  DeliveryCancelled  by customer`,
      `   └─ ${at(8)}  shipping  OrderCancelled  by customer  -> Cancelled (취소됨)`,
      `      └─ ${at(9)}  payment  RefundAttempted  amount 90000, attempt 1, paymentId pay-1`,
      `         └─ ${at(10)}  payment  RefundApproved  amount 90000, paymentId pay-1, refundId refund-1`,
      '',
    ]);
  });

  it('tells it as JSON, with what was erased as its mark', async () => {
    const { orderId, events } = JSON.parse((await run([GONE, '--data-dir', dataDir, '--json'])).stdout);

    expect([orderId, events.length]).toEqual([GONE, 11]);
    expect(events[0].data).toMatchObject({ total: 90_000, customer: { name: '[erased]' } });
    expect(events[6].data).toEqual({ by: 'customer', reason: '[erased]' });
  });

  it('writes it as a page for this user alone', async () => {
    const file = join(folder, 'story.html');

    expect(await run([KEPT, '--data', dataDir, '--html', file])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await readFile(file, 'utf8')).toContain('<dt>Order</dt><dd>delivered</dd>');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('tells how the order stood', async () => {
    const [words, json] = await Promise.all([
      run([KEPT, '--data', dataDir, '--at', '2026-05-08T12:05:30+09:00']),
      run([KEPT, '--data', dataDir, '--at', minuteOf(6), '--json']),
    ]);

    expect(words.stdout).toMatch(
      /stood at 2026-05-08T03:05:30.000Z\nstatus +Preparing \(준비 중\)\nmoney +Paid \(결제됨\)/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({ orderId: KEPT, status: 'OutForDelivery' });
  });

  it('tells what can be told of a damaged story, and ends with 1', async () => {
    const { status, stdout, stderr } = await run([DAMAGED, '--data', dataDir]);

    expect(stdout).toContain(`${minuteOf(9)}  shipping  ReviewRequested`);
    expect(stdout).toMatch(
      /flo\\u\{1b\}\[2Jrist {2}ReviewBurnt {2}\(cause not known\) {2}can't be read: ReviewBurnt is not a type/,
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining('A part of this story')]);
  });

  it('ends with 1 where there is nothing to tell of, and says why in a line', async () => {
    const failures = await Promise.all([
      run([idOf('nobody'), '--data', dataDir]),
      run([KEPT, '--data', dataDir, '--at', '2020-01-01T00:00:00Z']),
      run([KEPT, '--data', join(folder, 'nowhere')]),
      run([KEPT, '--data', dataDir], { KKOTGIL_SECRET: Buffer.alloc(32, 8).toString('base64') }),
      run([KEPT, '--data', dataDir], { KKOTGIL_SECRET: '' }),
    ]);

    expect(failures).toEqual(
      [/no such order/, /none then/, /no event log/, /can't be read with this/, /Set KKOTGIL_SECRET/].map((words) => ({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`^.*${words.source}.*\\n$`)),
      })),
    );
  });

  it('ends with 2 when it is called in a wrong way, and with 0 when asked for help; help tells no token', async () => {
    const wrong = [['mine'], [KEPT, '--at', 'noon'], [KEPT, '--json', '--html', 'x']];
    const statuses = await Promise.all(wrong.map(async (args) => (await run(args)).status));
    const help = await run(['--help'], { KKOTGIL_OPERATOR_TOKEN: 'the-secret-token' });

    expect(statuses).toEqual(wrong.map(() => 2));
    expect([help.status, help.stdout]).toEqual([0, expect.not.stringContaining('the-secret-token')]);
  });
});

describe('a story on a terminal', () => {
  it('has colours, and says the same as without', async () => {
    const world = await auditWorld();
    await completed(world.past);
    world.damage('ReviewChecked', { data: { by: 1 } });
    world.store.broken = `notification-${world.past.orderId}`;
    const story = await world.story();
    const [coloured, uncoloured] = [drawStory(story, true), drawStory(story, false)];

    expect(coloured).toContain('\x1b[1mOrderPlaced');
    expect(coloured).toContain("\x1b[31mcan't be read: ReviewChecked");
    expect(uncoloured).toContain(
      `Stream ${world.store.broken} is left out: event 1 of ${world.store.broken} is missing\n`,
    );
    expect(stripVTControlCharacters(coloured)).toBe(uncoloured);
  });
});

describe('npm run story --url', () => {
  let server: Server;
  let url: string;
  const asked: (string | undefined)[][] = [];
  beforeAll(async () => {
    const { stdout: story } = await run([KEPT, '--data', dataDir, '--json']);
    server = createServer((request, response) => {
      asked.push([request.url, request.headers.authorization]);
      const found = request.url === `/api/audit/orders/${KEPT}`;
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
      response.end(found ? story : JSON.stringify({ detail: 'There is no such order.' }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('tells what the shop tells, the same as the log does', async () => {
    const [asTold, asRead] = await Promise.all([
      run([KEPT, '--url', url, '--token', 'the-token']),
      run([KEPT, '--data', dataDir]),
    ]);

    expect(asTold).toEqual(asRead);
    expect(asked).toEqual([[`/api/audit/orders/${KEPT}`, 'Bearer the-token']]);
  });

  it('ends with 1 when the shop says no, or is not there', async () => {
    await writeFile(join(folder, 'dev-credentials.json'), JSON.stringify({ operatorToken: 'found' }));
    const [no, nobody] = await Promise.all([
      run([GONE, '--url', url, '--data', folder, '--at', minuteOf(1)]),
      run([GONE, '--url', 'http://127.0.0.1:1', '--token', 'x']),
    ]);

    expect(no).toMatchObject({ status: 1, stdout: '', stderr: 'The shop says no: 404 There is no such order.\n' });
    expect(asked.at(-1)).toEqual([`/api/audit/orders/${GONE}?at=${encodeURIComponent(minuteOf(1))}`, 'Bearer found']);
    expect(nobody).toMatchObject({ status: 1, stderr: expect.stringContaining('No shop answers') });
  });
});
