import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPaymentSimulator } from '../../src/gateways/simulators/payment/payment-simulator.ts';
import { startSmsSimulator } from '../../src/gateways/simulators/sms/sms-simulator.ts';
import { systemClock, systemIds, systemTimer } from '../../src/platform/runtime/system.ts';
import type { FixedClock } from './fixed-clock.ts';

export interface PaymentBooks {
  readonly charges: readonly {
    readonly paymentId: string;
    readonly orderId: string;
    readonly amount: number;
    readonly refunded: number;
    readonly key: string;
    readonly at: string;
  }[];
  readonly declined: number;
  readonly requests: number;
}

export interface SmsBooks {
  readonly messages: readonly {
    readonly to: string;
    readonly text: string;
    readonly type: 'SMS' | 'LMS';
    readonly at: string;
    readonly ref: string;
  }[];
  readonly requests: number;
}

/** One simulator, as a test handles it. */
class SimulatorHandle<Books> {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** What the simulator has done: the judge of the tests. */
  async ledger(): Promise<Books> {
    return (await (await fetch(`${this.url}/ledger`)).json()) as Books;
  }

  /** From now on its protocol answers 503. */
  async down(): Promise<void> {
    await this.#administer('down');
  }

  async up(): Promise<void> {
    await this.#administer('up');
  }

  async #administer(state: 'down' | 'up'): Promise<void> {
    const answer = await fetch(`${this.url}/admin/${state}`, { method: 'POST' });
    if (answer.status !== 200) throw new Error(`/admin/${state} answered ${answer.status}`);
    await answer.text();
  }
}

export interface TestSimulators {
  readonly payment: SimulatorHandle<PaymentBooks>;
  readonly sms: SimulatorHandle<SmsBooks>;
  /** Moves the payment simulator's clock. */
  advancePaymentClock(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts both simulators within this process, on free ports and a folder of their own. They wait on `clock`. */
export async function startTestSimulators({ clock: fixed }: { clock?: FixedClock } = {}): Promise<TestSimulators> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kkotgil-simulators-'));
  const [clock, timer] = [fixed ?? systemClock, fixed ?? systemTimer];
  const options = { port: 0, dataDir, clock, timer, ids: systemIds };
  const payment = await startPaymentSimulator(options);
  const sms = await startSmsSimulator(options);
  return {
    payment: new SimulatorHandle(payment.url),
    sms: new SimulatorHandle(sms.url),
    advancePaymentClock: async (seconds) => {
      await post(`${payment.url}/admin/clock`, { advanceSeconds: seconds });
    },
    close: async () => {
      await Promise.all([payment.close(), sms.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An answer as the tests compare it. */
export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** POST of a JSON body. Rejects when the connection is cut. */
export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export async function ask(url: string, init: RequestInit = {}): Promise<RawAnswer> {
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json() };
}
