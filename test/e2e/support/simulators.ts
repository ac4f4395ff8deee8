import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from './client.ts';
import type { WallClock } from './wall-clock.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface LedgerCharge {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly refunded: number;
  readonly key: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface LedgerMessage {
  readonly to: string;
  readonly text: string;
  readonly type: 'SMS' | 'LMS';
  readonly ref: string;
  /** RFC 3339. */
  readonly at: string;
}

/** All charges in a payment system's ledger, or those of one order. */
export async function chargesIn(paymentUrl: string, orderId?: string): Promise<LedgerCharge[]> {
  const { charges } = (await (await fetch(`${paymentUrl}/ledger`)).json()) as { charges: LedgerCharge[] };
  return charges.filter((charge) => orderId === undefined || charge.orderId === orderId);
}

/** All messages in an SMS system's ledger, or those to one number (E.164). */
export async function messagesIn(smsUrl: string, to?: string): Promise<LedgerMessage[]> {
  const { messages } = (await (await fetch(`${smsUrl}/ledger`)).json()) as { messages: LedgerMessage[] };
  return messages.filter((message) => to === undefined || message.to === to);
}

/** The two outside systems, as a process of their own, which outlives the app. */
export interface Simulators {
  readonly paymentUrl: string;
  readonly smsUrl: string;
  stop(): Promise<void>;
}

/** Starts them on a folder. @param clock where they see the time, if not on the machine’s own */
export async function startSimulators(dataDir: string, clock?: WallClock): Promise<Simulators> {
  const [paymentPort, smsPort] = [await freePort(), await freePort()];
  const args = ['--payment-port', String(paymentPort), '--sms-port', String(smsPort), '--data-dir', dataDir];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli/simulators.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...clock?.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [paymentUrl, smsUrl] = [`http://127.0.0.1:${paymentPort}`, `http://127.0.0.1:${smsPort}`];
  await eventually('the simulators answer', async () => {
    try {
      await Promise.all([fetch(`${paymentUrl}/ledger`), fetch(`${smsUrl}/ledger`)]);
      return { done: true };
    } catch (error) {
      return { not: String(error) };
    }
  });
  return {
    paymentUrl,
    smsUrl,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
