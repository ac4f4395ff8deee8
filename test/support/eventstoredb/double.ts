import { EventEmitter } from 'node:events';
import {
  type IServerFeaturesServer,
  ServerFeaturesService,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { type IStreamsServer, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import { type ReadCall, subscribeToAll } from './all.ts';
import { append, batchAppend } from './appends.ts';
import { Faults } from './faults.ts';
import { firstOf } from './first-of.ts';
import type { Host } from './host.ts';
import { readToEnd } from './reads.ts';
import { type Appended, type Expected, type Proposed, Records, type StoredRecord } from './records.ts';
import { failed } from './statuses.ts';

export interface DoubleOptions {
  /** Whether the standard projections run: four or five links for every event. */
  readonly systemProjections?: boolean;
  readonly port?: number;
}

type OpenCall = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

const UNAVAILABLE = 14;

/**
 * A server that speaks EventStoreDB's protocol, in this process, and makes the faults that a test asks for. It behaves as the real
 * server was measured to (23.10). It proves the adapter, not the server: the same suites run on a real one.
 */
export class EventStoreDouble implements Host {
  readonly faults = new Faults();
  readonly records: Records;
  readonly #grown = new EventEmitter().setMaxListeners(0);
  readonly #calls = new Set<OpenCall>();
  #server: Server | null = null;
  #port: number;
  #subscriptions = 0;
  /** How many calls of each kind have come. */
  readonly seen = { features: 0, append: 0, batch: 0, read: 0, subscribe: 0 };

  private constructor({ systemProjections = false, port = 0 }: DoubleOptions) {
    this.records = new Records(systemProjections);
    this.#port = port;
  }

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
    server.addService(ServerFeaturesService, this.#features());
    server.addService(StreamsService, this.#streams());
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
    this.#calls.clear();
  }

  /** Ends all streams that are open, in the middle; the server goes on. */
  cutStreams(code = UNAVAILABLE, details = 'cut'): void {
    for (const call of this.#calls) call.emit('error', failed({ code, details }));
    this.#calls.clear();
  }

  append(streamId: string, expected: Expected, events: readonly Proposed[]): Appended {
    const appended = this.records.append(streamId, expected, events);
    this.#grown.emit('grown');
    return appended;
  }

  async grown(call: EventEmitter): Promise<void> {
    await firstOf([this.#grown, 'grown'], [call, 'cancelled'], [call, 'close']);
    await this.faults.before('read');
  }

  async close(): Promise<void> {
    this.faults.thaw();
    this.stop();
  }

  #features(): IServerFeaturesServer {
    return {
      getSupportedMethods: async (_call, answer) => {
        this.seen.features++;
        const failure = await this.faults.before('features');
        if (failure === null) answer(null, supported());
        else answer(failed(failure));
      },
    };
  }

  #streams(): IStreamsServer {
    return {
      append: (call, answer) => {
        this.seen.append++;
        void append(this, call, answer);
      },
      batchAppend: (call) => {
        this.seen.batch++;
        this.#keep(call);
        batchAppend(this, call);
      },
      read: (call) => {
        this.#keep(call);
        void this.#read(call);
      },
      delete: (_call, answer) => answer(failed({ code: 12, details: 'not part of the double' })),
      tombstone: (_call, answer) => answer(failed({ code: 12, details: 'not part of the double' })),
    };
  }

  async #read(call: ReadCall): Promise<void> {
    const isSubscription = call.request.getOptions()?.hasSubscription() === true;
    this.seen[isSubscription ? 'subscribe' : 'read']++;
    const failure = await this.faults.before('read');
    if (failure !== null) {
      call.emit('error', failed(failure));
      return;
    }
    if (isSubscription) await subscribeToAll(this, call, `subscription-${this.#subscriptions++}`);
    else await readToEnd(this.records, call);
  }

  #keep(call: OpenCall): void {
    this.#calls.add(call);
    const forget = () => this.#calls.delete(call);
    call.on('cancelled', forget).on('close', forget).on('finish', forget);
  }
}

function supported(): features.SupportedMethods {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion('23.10.6');
  for (const name of ['append', 'batchappend', 'read', 'delete', 'tombstone']) {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    methods.addMethods(method);
  }
  return methods;
}
