import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Timer } from '../../runtime/timer.ts';
import { yieldToEventLoop } from '../../runtime/yield.ts';
import type { Position } from '../event-store.ts';
import type { Weighed } from '../live-tail.ts';
import { CallFault, faultOf, NoAnswer } from './faults.ts';
import type { Link, ReadCall } from './link.ts';
import { isPlace, positionOf } from './position.ts';
import { subscriptionRequest } from './requests.ts';
import { toStored } from './stored.ts';

export interface Heard {
  readonly events: Weighed[];
  /** How far the server has searched beyond the last event. */
  readonly checkpoint: Position | null;
}

interface Silence {
  readonly ms: number;
  /** `end`: something has to come; `confirmed`: nothing need happen after that. */
  readonly until: 'confirmed' | 'end';
  readonly timer: Timer;
}

interface Subscribed {
  readonly after: Position;
  /** Of the names of streams. */
  readonly prefixes: readonly string[];
  /** Buffered events; beyond that the server has to wait, which a live subscription must not let it. */
  readonly most: number;
  readonly silence: Silence;
}

/** Checks within the time of a silence. */
const LOOKS = 4;

/** Never resumes by itself. Its end is a fault, thrown by {@link take} after everything that came before. */
export class Subscription {
  readonly #call: ReadCall;
  readonly #most: number;
  #waiting: Weighed[] = [];
  #checkpoint: Position | null = null;
  #hasNews = false;
  #heard = 0;
  #isAwaited = false;
  readonly #over = new AbortController();
  #fault: CallFault | null = null;
  #bell = Promise.withResolvers<void>();

  private constructor(call: ReadCall, most: number) {
    this.#call = call;
    this.#most = most;
    call
      .on('data', (message: streams.ReadResp) => this.#receive(message))
      .on('error', (error) => this.#end(faultOf(error)))
      .on('status', () => this.#end(new CallFault('busy', 'the server has ended the subscription')));
  }

  /** @throws CallFault */
  static async open(link: Link, { after, prefixes, most, silence }: Subscribed): Promise<Subscription> {
    const subscription = new Subscription(await link.read(subscriptionRequest(after, prefixes)), most);
    void subscription.#watchSilence(silence);
    return subscription;
  }

  /** Up to `size` events. @throws CallFault */
  take(size = Number.POSITIVE_INFINITY): Heard {
    const events = this.#waiting.length <= size ? this.#waiting : this.#waiting.slice(0, size);
    this.#waiting = events.length === this.#waiting.length ? [] : this.#waiting.slice(size);
    if (this.#waiting.length < this.#most / 2 && this.#call.isPaused()) this.#call.resume();
    if (this.#waiting.length > 0) return { events, checkpoint: null };
    const checkpoint = this.#checkpoint;
    this.#checkpoint = null;
    if (this.#fault !== null && events.length === 0 && checkpoint === null) throw this.#fault;
    this.#hasNews = false;
    return { events, checkpoint };
  }

  /** Resolves when something can be taken, and what came along is here too. */
  async news(): Promise<void> {
    if (this.#hasNews || this.#waiting.length > 0 || this.#fault !== null) return;
    this.#bell = Promise.withResolvers();
    this.#isAwaited = true;
    await this.#bell.promise;
    this.#isAwaited = false;
    await yieldToEventLoop();
  }

  close(): void {
    this.#over.abort();
    this.#call.removeAllListeners('data').cancel();
  }

  #receive(message: streams.ReadResp): void {
    const event = message.getEvent()?.getEvent();
    const checkpoint = message.getCheckpoint();
    if (event !== undefined) {
      this.#waiting.push(toStored(event));
      this.#checkpoint = null;
      if (this.#waiting.length >= this.#most) this.#call.pause();
    } else if (checkpoint !== undefined) {
      const [commit, prepare] = [checkpoint.getCommitPosition(), checkpoint.getPreparePosition()];
      if (isPlace({ commit, prepare })) this.#checkpoint = positionOf(commit, prepare);
    }
    this.#heard++;
    this.#hasNews = true;
    this.#bell.resolve();
  }

  /** One timer: one for each message would cost more than the message. */
  async #watchSilence({ ms, until, timer }: Silence): Promise<void> {
    const { signal } = this.#over;
    for (let [heard, looks] = [0, 0]; !signal.aborted && !(until === 'confirmed' && this.#heard > 0); ) {
      await timer.sleep(ms / LOOKS, signal);
      looks = this.#isAwaited && heard === this.#heard ? looks + 1 : 0;
      heard = this.#heard;
      if (looks >= LOOKS) return this.#end(new NoAnswer(ms));
    }
  }

  #end(fault: CallFault): void {
    this.#over.abort();
    this.#fault ??= fault;
    this.#bell.resolve();
  }
}
