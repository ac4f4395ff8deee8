import { EventEmitter } from 'node:events';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { tooSlow } from './all.ts';
import { type Failure, Faults, type Method } from './faults.ts';
import type { Host, Version } from './host.ts';
import { OpenCalls } from './open-calls.ts';
import type { Appended, Expected } from './outcomes.ts';
import { Records } from './records.ts';
import { featuresService, streamsService } from './services.ts';
import type { Proposed, StoredRecord } from './stored-record.ts';

export interface DoubleOptions {
  /** Whether the standard projections run: three or four links for every event. */
  readonly systemProjections?: boolean;
  readonly port?: number;
  /** Default: 23.10. */
  readonly version?: Version;
  /** How many ids the server remembers for appends that leave the revision open. */
  readonly recentIds?: number;
}

const UNAVAILABLE = 14;
/** How a node answers that does not lead any more, and for how many calls after that no other leads yet. */
const NOT_LEADER = { code: 5, details: 'Leader info available', exception: 'not-leader' };
const LEADERLESS_CALLS = 3;

/**
 * A server that speaks EventStoreDB's protocol, in this process, and makes the faults that a test asks for. It behaves as the real
 * server was measured to (23.10, or another {@link Version}). It proves the adapter, not the server: the same suites run on a real one.
 */
export class EventStoreDouble implements Host {
  readonly version: Version;
  readonly faults = new Faults();
  readonly records: Records;
  readonly calls = new OpenCalls();
  readonly seen = {
    features: 0,
    append: 0,
    batch: 0,
    appends: 0,
    deadlines: 0,
    letGo: 0,
    brokenReads: 0,
    read: 0,
    subscribe: 0,
  };
  sent = 0;
  readonly #grown = new EventEmitter().setMaxListeners(0);
  #server: Server | null = null;
  #port: number;

  private constructor({ systemProjections = false, port = 0, version = '23.10', recentIds }: DoubleOptions) {
    this.version = version;
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
    this.calls.end(tooSlow('live'), 'subscription');
  }

  /**
   * Ends all calls as a change of leader does, and answers the next ones with not being ready. As the server's documents and its source
   * say it; this was not measured.
   */
  changeLeader(): void {
    const trailers = { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(this.#port) };
    this.calls.end({ ...NOT_LEADER, trailers });
    this.faults.leaderless = LEADERLESS_CALLS;
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

  whenGrown(call: EventEmitter, tell: () => void): void {
    this.#grown.on('grown', tell);
    for (const event of ['cancelled', 'close', 'finish']) call.on(event, () => this.#grown.off('grown', tell));
  }

  /** Stops for good. */
  async close(): Promise<void> {
    this.stop();
    this.faults.thaw();
  }
}
