import { join } from 'node:path';
import { type App, startApp, temporaryFolder } from './app.ts';
import { Client, eventually } from './client.ts';
import {
  chargesIn,
  type LedgerCharge,
  type LedgerMessage,
  messagesIn,
  type Simulators,
  startSimulators,
} from './simulators.ts';
import type { WallClock } from './wall-clock.ts';

/**
 * Everything a test needs: the two outside systems as a process of their own, which outlives the app, and the app. The ledgers of the
 * outside systems are the judge.
 */
export class World {
  readonly client = new Client(() => this.app.url);
  readonly paymentUrl: string;
  readonly smsUrl: string;
  app: App;
  readonly #simulators: { stop(): Promise<void> };
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly #env: Readonly<Record<string, string>>;
  readonly #clock: WallClock | undefined;

  private constructor(parts: {
    app: App;
    simulators: Simulators;
    folder: Awaited<ReturnType<typeof temporaryFolder>>;
    env: Readonly<Record<string, string>>;
    clock: WallClock | undefined;
  }) {
    this.app = parts.app;
    this.#simulators = parts.simulators;
    this.paymentUrl = parts.simulators.paymentUrl;
    this.smsUrl = parts.simulators.smsUrl;
    this.#folder = parts.folder;
    this.#env = parts.env;
    this.#clock = parts.clock;
  }

  /**
   * Starts simulators and app on empty folders.
   * @param env the app's, on top of what every test uses
   * @param clock where all of them see the time, if not on the machine's own
   */
  static async start(env: Readonly<Record<string, string>> = {}, clock?: WallClock): Promise<World> {
    const folder = await temporaryFolder();
    const simulators = await startSimulators(join(folder.path, 'simulators'), clock);
    const ofApp = { PAYMENT_URL: simulators.paymentUrl, SMS_URL: simulators.smsUrl, ...env };
    const app = await startApp({ dataDir: join(folder.path, 'app'), env: ofApp, clock });
    return new World({ app, simulators, folder, env: ofApp, clock });
  }

  /** Starts the app anew on the same data, with the same settings unless `env` says otherwise. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.app = await startApp({ dataDir: this.app.dataDir, env: { ...this.#env, ...env }, clock: this.#clock });
  }

  async stop(): Promise<void> {
    if (this.app.process.exitCode === null && this.app.process.signalCode === null) await this.app.stop();
    await this.#simulators.stop();
    await this.#folder.remove();
  }

  /** All charges, or those of one order. */
  charges(orderId?: string): Promise<LedgerCharge[]> {
    return chargesIn(this.paymentUrl, orderId);
  }

  /** All messages, or those to one number (E.164). */
  messages(to?: string): Promise<LedgerMessage[]> {
    return messagesIn(this.smsUrl, to);
  }

  /** Takes an outside system down, or brings it back. */
  async set(system: 'payment' | 'sms', state: 'up' | 'down'): Promise<void> {
    const url = system === 'payment' ? this.paymentUrl : this.smsUrl;
    await fetch(`${url}/admin/${state}`, { method: 'POST' });
  }

  /** Waits until a message to this number says so, and answers with its text. */
  message(to: string, words: RegExp, withinMs?: number): Promise<string> {
    return eventually(
      `${to} gets a message like ${words}`,
      async () => {
        const texts = (await this.messages(to)).map(({ text }) => text);
        const text = texts.find((candidate) => words.test(candidate));
        return text === undefined ? { not: `it got ${JSON.stringify(texts)}` } : { done: text };
      },
      withinMs,
    );
  }

  /** The order on its way up to a step of the florist: paid, accepted, started, completed. */
  async orderUpTo(step: 'paid' | 'accepted' | 'started' | 'completed', order?: Record<string, unknown>) {
    const placed = await this.client.placed(order);
    await this.client.untilOrder(
      placed.orderId,
      'is with the florist',
      ({ delivery }) => delivery?.status === 'Requested',
    );
    const steps = {
      paid: [],
      accepted: ['accept'],
      started: ['accept', 'start'],
      completed: ['accept', 'start', 'complete'],
    };
    for (const name of steps[step]) {
      const answer = await this.client.deliver(placed.orderId, name);
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return placed;
  }
}
