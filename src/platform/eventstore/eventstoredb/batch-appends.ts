import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { stringify } from 'uuid';
import type { Timer } from '../../runtime/timer.ts';
import type { AppendRequest } from '../append-request.ts';
import { CallFault, faultOf, NoAnswer } from './faults.ts';
import type { BatchCall, Link } from './link.ts';

interface Waiting {
  readonly answered: (answer: streams.BatchAppendResp) => void;
  readonly failed: (fault: CallFault) => void;
  /** Checks for lateness since it was sent. */
  looks: number;
}

interface Limits {
  /** Shortest wait for an answer, in milliseconds. */
  readonly attemptMs: number;
  readonly closed: AbortSignal;
}

/** Checks for lateness within the time of an attempt. */
const LOOKS = 4;

/** All appends of a link over one stream, told apart by id, each on its own. When the stream ends, each open one fails as unclear. */
export class BatchAppends {
  readonly #link: Link;
  readonly #timer: Timer;
  readonly #limits: Limits;
  readonly #waiting = new Map<string, Waiting>();
  #call: Promise<BatchCall> | null = null;
  #isLooking = false;

  constructor(link: Link, timer: Timer, limits: Limits) {
    this.#link = link;
    this.#timer = timer;
    this.#limits = limits;
  }

  /** Sends it once. @throws CallFault without an answer; it may have been carried out. */
  async append(request: AppendRequest): Promise<streams.BatchAppendResp> {
    const call = await this.#stream();
    const id = randomUUID();
    return new Promise((answered, failed) => {
      this.#waiting.set(id, { answered, failed, looks: 0 });
      call.write(messageOf(id, request));
      if (!this.#isLooking) void this.#lookForLate();
    });
  }

  #stream(): Promise<BatchCall> {
    this.#call ??= this.#begin();
    return this.#call;
  }

  async #begin(): Promise<BatchCall> {
    try {
      const call = await this.#link.batchAppend();
      const end = (fault: CallFault) => this.#end(fault);
      return call
        .on('data', (answer: streams.BatchAppendResp) => this.#take(answer))
        .on('error', (error) => end(faultOf(error)))
        .on('status', () => end(new CallFault('busy', 'the server has ended the stream of appends')));
    } catch (error) {
      this.#call = null;
      throw faultOf(error);
    }
  }

  #take(answer: streams.BatchAppendResp): void {
    const id = textOf(answer.getCorrelationId());
    // The answer to an abandoned append may still come.
    this.#waiting.get(id)?.answered(answer);
    this.#waiting.delete(id);
  }

  #end(fault: CallFault): void {
    this.#call = null;
    for (const { failed } of this.#waiting.values()) failed(fault);
    this.#waiting.clear();
  }

  /** One timer for all: one for each would cost as much as the append. */
  async #lookForLate(): Promise<void> {
    const { attemptMs, closed } = this.#limits;
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      await this.#timer.sleep(attemptMs / LOOKS, closed);
      for (const [id, waiting] of this.#waiting) {
        if (waiting.looks++ < LOOKS) continue;
        this.#waiting.delete(id);
        waiting.failed(new NoAnswer(attemptMs));
      }
    }
    this.#isLooking = false;
  }
}

/** Without a deadline: the server would judge it by its own clock. */
function messageOf(id: string, { streamId, expected, events }: AppendRequest): streams.BatchAppendReq {
  const options = new streams.BatchAppendReq.Options();
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from(streamId));
  options.setStreamIdentifier(stream);
  // The package's types take google's empty message where its code serialises its own.
  if (expected === 'no-stream') options.setNoStream(new shared.Empty() as never);
  else options.setStreamPosition(String(expected));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuidOf(id));
  request.setOptions(options);
  request.setIsFinal(true);
  for (const event of events) {
    const message = new streams.BatchAppendReq.ProposedMessage();
    message.setId(uuidOf(event.id));
    message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    message.setData(Buffer.from(event.data));
    message.setCustomMetadata(Buffer.from(event.metadata));
    request.addProposedMessages(message);
  }
  return request;
}

function uuidOf(id: string): shared.UUID {
  const uuid = new shared.UUID();
  uuid.setString(id);
  return uuid;
}

/** A server answers with the id as sent or, where it is late, in two halves. */
function textOf(uuid: shared.UUID | undefined): string {
  const halves = uuid?.getStructured();
  if (halves === undefined) return uuid?.getString() ?? '';
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt(halves.getMostSignificantBits()), 0);
  bytes.writeBigInt64BE(BigInt(halves.getLeastSignificantBits()), 8);
  return stringify(bytes);
}
