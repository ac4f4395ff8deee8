import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { CallFault, faultOf } from './faults.ts';

export type ReadCall = ReturnType<StreamsClient['read']>;
export type BatchCall = ReturnType<StreamsClient['batchAppend']>;
type CallArguments = Parameters<StreamsClient['batchAppend']>;

/** The client's own means: connection string, leader, certificates. Its reads and appends are not used (ADR 0019). */
interface Inside {
  getChannel(): Promise<ReturnType<StreamsClient['getChannel']>>;
  callArguments(options: object, callOptions: { readonly deadline: number }): Required<CallArguments>;
}

export class Link {
  readonly #inside: Inside;
  readonly #open = new Set<ReadCall | BatchCall>();
  #streams: Promise<StreamsClient> | null = null;
  #isRetired = false;

  /** @throws Error when the connection string can't be read. */
  constructor(connectionString: string) {
    this.#inside = EventStoreDBClient.connectionString(connectionString) as unknown as Inside;
  }

  /** @throws CallFault */
  async read(request: streams.ReadReq): Promise<ReadCall> {
    return this.#opened((await this.#connect()).read(request, ...this.#callArguments()));
  }

  /** The one stream of all appends of this link. @throws CallFault */
  async batchAppend(): Promise<BatchCall> {
    return this.#opened((await this.#connect()).batchAppend(...this.#callArguments()));
  }

  /** Takes no more calls; open ones end by themselves. */
  retire(): void {
    this.#isRetired = true;
    this.#streams?.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  /** Ends all open calls. */
  cut(): void {
    this.retire();
    for (const call of this.#open) call.cancel();
  }

  #opened<Call extends ReadCall | BatchCall>(call: Call): Call {
    this.#open.add(call);
    // Callers listen too; this keeps an early or late fault from ending the process.
    call.on('error', () => undefined).on('status', () => this.#open.delete(call));
    return call;
  }

  /** Without a deadline: what gRPC ends would look like an answer of the server. */
  #callArguments(): Required<CallArguments> {
    return this.#inside.callArguments({}, { deadline: Number.POSITIVE_INFINITY });
  }

  async #connect(): Promise<StreamsClient> {
    if (this.#isRetired) throw new CallFault('lost', 'the connection was replaced');
    this.#streams ??= this.#inside
      .getChannel()
      .then((channelOverride) => new StreamsClient('', NONE, { channelOverride }));
    try {
      return await this.#streams;
    } catch (error) {
      throw faultOf(error);
    }
  }
}

/** The channel has its own; these are not asked for. */
const NONE = null as unknown as ConstructorParameters<typeof StreamsClient>[1];
