import { EventEmitter } from 'node:events';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type Failure, Faults, type Method } from './faults.ts';
import { firstOf } from './first-of.ts';
import type { Host } from './host.ts';
import { OpenCalls } from './open-calls.ts';
import type { Appended, Expected } from './outcomes.ts';
import { Records } from './records.ts';
import { featuresService, streamsService } from './services.ts';
import type { Proposed, StoredRecord } from './stored-record.ts';

export interface DoubleOptions {
  /** Whether the standard projections run: three or four links for every event. */
  readonly systemProjections?: boolean;
  readonly port?: number;
  /** How many ids the server remembers for appends that leave the revision open. */
  readonly recentIds?: number;
}

const ABORTED = 10;
const UNAVAILABLE = 14;
const TOO_SLOW = 'Consumer too slow to handle event while live. Client resubscription required.';

/**
 * A server that speaks EventStoreDB's protocol, in this process, and makes the faults that a test asks for. It behaves as the real
 * server was measured to (23.10). It proves the adapter, not the server: the same suites run on a real one.
 */
export class EventStoreDouble implements Host {
  readonly faults = new Faults();
  readonly records: Records;
  readonly calls = new OpenCalls();
  readonly seen = { features: 0, append: 0, batch: 0, appends: 0, deadlines: 0, read: 0, subscribe: 0 };
  sent = 0;
  readonly #grown = new EventEmitter().setMaxListeners(0);
  #server: Server | null = null;
  #port: number;

  private constructor({ systemProjections = false, port = 0, recentIds }: DoubleOptions) {
    this.records = new Records(systemProjections, recentIds);
    this.#port = port;
  }

  /** @throws Error when the port is taken. */
  static async start(options: DoubleOptions = {}): Promise<EventStoreDouble> {
    const double = new EventStoreDouble(options);
    await double.start();
    return double;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  /** What the program has written, without links and other system records. */
  get events(): readonly StoredRecord[] {
    return this.records.all.filter(({ streamId }) => !streamId.startsWith('$'));
  }

  /** Takes calls again, on the same port, with all that was stored. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(ServerFeaturesService, featuresService(this));
    server.addService(StreamsService, streamsService(this));
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
    this.#server = server;
  }

  /** Ends as a killed process does: every connection breaks, the port is closed. What was stored is kept. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = null;
    this.calls.clear();
  }

  /** Ends all calls that are open, in the middle; the server goes on. */
  cutStreams(code = UNAVAILABLE, details = 'cut'): void {
    this.calls.end({ code, details });
  }

  /** Ends the subscriptions, as a server does to one that can't keep up while it is live. */
  dropSlowConsumers(): void {
    this.calls.end({ code: ABORTED, details: TOO_SLOW }, 'subscription');
  }

  append(streamId: string, expected: Expected, events: readonly Proposed[]): Appended {
    if (this.faults.takesWrong()) return this.records.conflict(streamId, expected);
    const appended = this.records.append(streamId, expected, events);
    this.#grown.emit('grown');
    return appended;
  }

  async before(method: Method): Promise<Failure | null> {
    const server = this.#server;
    const failure = await this.faults.before(method);
    return this.#server === server ? failure : new Promise<never>(() => undefined);
  }

  async grown(call: EventEmitter): Promise<void> {
    await firstOf([this.#grown, 'grown'], [call, 'cancelled'], [call, 'close']);
  }

  /** Stops for good. */
  async close(): Promise<void> {
    this.stop();
    this.faults.thaw();
  }
}
