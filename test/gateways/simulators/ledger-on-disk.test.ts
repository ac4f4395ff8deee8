import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulatorsInWorker } from '../../../src/gateways/simulators/in-worker.ts';
import { startPaymentSimulator } from '../../../src/gateways/simulators/payment/payment-simulator.ts';
import { startSimulators } from '../../../src/gateways/simulators/start-simulators.ts';
import { systemClock, systemIds, systemTimer } from '../../../src/platform/runtime/system.ts';
import { ask, type PaymentBooks, post, type SmsBooks } from '../../support/simulators.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the simulators’ ledgers', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-ledgers-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  const charge = (url: string, orderId: string) =>
    post(
      `${url}/charges`,
      { orderId, amount: 90_000, currency: 'KRW', method: 'card', token: 'sim_ok' },
      { 'idempotency-key': orderId },
    );
  const message = (url: string, ref: string) =>
    post(`${url}/messages`, { ref, to: '+821012345678', text: '배송 출발', type: 'SMS' });
  const books = async <Books>(url: string) => (await ask(`${url}/ledger`)).body as Books;

  /** `npm run simulators`, as a process of its own. */
  async function simulatorsAlone(): Promise<{ child: ChildProcess; paymentUrl: string; smsUrl: string }> {
    const args = ['--disable-warning=ExperimentalWarning', 'src/cli/simulators.ts', '--data-dir', dataDir];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const url = async (name: string) => {
      const { value } = await lines.next();
      if (!value?.startsWith(`${name}=`)) throw new Error(`expected ${name}=…, got ${value}`);
      return value.slice(name.length + 1);
    };
    return { child, paymentUrl: await url('PAYMENT_URL'), smsUrl: await url('SMS_URL') };
  }

  it('hold everything that was answered before the process was killed', async () => {
    const first = await simulatorsAlone();
    const answered: string[] = [];
    let sent = 0;
    // Callers that never pause: whenever the kill comes, calls are under way.
    const callers = Array.from({ length: 20 }, async () => {
      for (;;) {
        const orderId = `order-${sent++}`;
        const { status } = await charge(first.paymentUrl, orderId);
        if (status === 200) answered.push(orderId);
        if (answered.length === 100) first.child.kill('SIGKILL');
      }
    });
    await message(first.smsUrl, 'notice-1');
    await Promise.allSettled(callers);
    expect(answered.length).toBeGreaterThanOrEqual(100);

    const second = await simulatorsAlone();
    const { charges } = await books<PaymentBooks>(second.paymentUrl);
    const kept = new Set(charges.map(({ orderId }) => orderId));
    expect(answered.filter((orderId) => !kept.has(orderId))).toEqual([]);
    expect(kept.size).toBe(charges.length);
    expect((await books<SmsBooks>(second.smsUrl)).messages).toMatchObject([{ ref: 'notice-1' }]);
    // Keys are kept with the charges: a repeat is answered as the first call was.
    expect(await charge(second.paymentUrl, charges[0]?.orderId ?? '')).toMatchObject({
      status: 200,
      body: { paymentId: charges[0]?.paymentId },
    });
  }, 20_000);

  it('outlive a stop on request, which ends the process by itself', async () => {
    const { child, paymentUrl } = await simulatorsAlone();
    await charge(paymentUrl, 'order-1');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const again = await startSimulators({ dataDir });
    expect(await books<PaymentBooks>(again.paymentUrl)).toMatchObject({
      charges: [{ orderId: 'order-1' }],
      requests: 1,
    });
    await again.close();
  }, 20_000);

  it('keep the time to which the clock was moved', async () => {
    const options = { port: 0, dataDir, clock: systemClock, timer: systemTimer, ids: systemIds };
    const before = await startPaymentSimulator(options);
    const advanceSeconds = 15 * 24 * 60 * 60;
    await post(`${before.url}/admin/clock`, { advanceSeconds });
    await before.close();
    const after = await startPaymentSimulator(options);
    const { body } = await charge(after.url, 'order-1');
    expect(Date.parse((body as { at: string }).at)).toBeGreaterThanOrEqual(Date.now() + advanceSeconds * 1000 - 60_000);
    await after.close();
  });

  it('are refused to a second pair of simulators, with what to do', async () => {
    const first = await startSimulators({ dataDir });
    await expect(startSimulators({ dataDir })).rejects.toThrow(/payment-simulator\.db.*another folder/);
    await first.close();
    await (await startSimulators({ dataDir })).close();
  });

  it('are written by a thread of their own within the app', async () => {
    const simulators = await startSimulatorsInWorker({ dataDir });
    await charge(simulators.paymentUrl, 'order-1');
    await message(simulators.smsUrl, 'notice-1');
    await expect(startSimulatorsInWorker({ dataDir })).rejects.toMatchObject({
      message: expect.stringMatching(/can't start: .*another folder/),
      forPeople: true,
    });
    await simulators.close();
    await expect(fetch(simulators.paymentUrl)).rejects.toThrow('fetch failed');
    const again = await startSimulatorsInWorker({ dataDir });
    expect(await books<PaymentBooks>(again.paymentUrl)).toMatchObject({ charges: [{ orderId: 'order-1' }] });
    expect(await books<SmsBooks>(again.smsUrl)).toMatchObject({ messages: [{ ref: 'notice-1' }] });
    await again.close();
  }, 20_000);

  it('hold no byte of a number that was forgotten', async () => {
    const simulators = await startSimulators({ dataDir });
    await message(simulators.smsUrl, 'notice-1');
    const inFiles = async () => {
      const files = (await readdir(dataDir)).filter((name) => name.startsWith('sms-'));
      const contents = await Promise.all(files.map((name) => readFile(join(dataDir, name), 'latin1')));
      return contents.some((content) => content.includes('+821012345678'));
    };
    expect(await inFiles()).toBe(true);
    await ask(`${simulators.smsUrl}/messages?to=%2B821012345678`, { method: 'DELETE' });
    expect(await inFiles()).toBe(false);
    await simulators.close();
  });
});
