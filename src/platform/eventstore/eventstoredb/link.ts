import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { CallFault, faultOf } from './faults.ts';

export type ReadCall = ReturnType<StreamsClient['read']>;
export type BatchCall = ReturnType<StreamsClient['batchAppend']>;
/** Metadata and options of a call. */
type CallArguments = Parameters<StreamsClient['batchAppend']>;

/**
 * What the client has for its own calls: it reads the connection string, looks for the leader, and knows certificates and user. Its own
 * reads and appends are not used (ADR 0019): they take their own cancellation for the end of what the server had to say.
 */
interface Inside {
  getChannel(): Promise<ReturnType<StreamsClient['getChannel']>>;
  callArguments(options: object, callOptions: { readonly deadline: number }): Required<CallArguments>;
}

/** One connection to the server, and the calls that are open on it. */
export class Link {
  readonly #inside: Inside;
  readonly #open = new Set<ReadCall | BatchCall>();
  #streams: Promise<StreamsClient> | null = null;
  #isRetired = false;

  /** @throws Error when the connection string can't be read. */
  constructor(connectionString: string) {
    this.#inside = EventStoreDBClient.connectionString(connectionString) as unknown as Inside;
  }

  /** Begins a read or a subscription. @throws CallFault */
  async read(request: streams.ReadReq): Promise<ReadCall> {
    return this.#opened((await this.#connect()).read(request, ...this.#callArguments()));
  }

  /** Begins the one stream that all appends of this link go over. @throws CallFault */
  async batchAppend(): Promise<BatchCall> {
    return this.#opened((await this.#connect()).batchAppend(...this.#callArguments()));
  }

  /** Takes no further calls. Those that are open go on to their own end. */
  retire(): void {
    this.#isRetired = true;
    this.#streams?.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  /** Ends all that is open, now. */
  cut(): void {
    this.retire();
    for (const call of this.#open) call.cancel();
  }

  #opened<Call extends ReadCall | BatchCall>(call: Call): Call {
    this.#open.add(call);
    // Whoever made the call listens too; this keeps a fault that comes before or after that from ending the process.
    call.on('error', () => undefined).on('status', () => this.#open.delete(call));
    return call;
  }

  /** How long a call may take is the caller's own business: what gRPC ends by itself would look like an answer of the server. */
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

/** The channel has its own; nobody asks for these. */
const NONE = null as unknown as ConstructorParameters<typeof StreamsClient>[1];
