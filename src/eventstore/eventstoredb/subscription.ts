import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Timer } from '../../runtime/timer.ts';
import type { Position } from '../event-store.ts';
import type { Weighed } from '../live-tail.ts';
import { CallFault, faultOf, NoAnswer } from './faults.ts';
import type { Link, ReadCall } from './link.ts';
import { isPlace, positionOf } from './position.ts';
import { subscriptionRequest } from './requests.ts';
import { toStored } from './stored.ts';

/** What has come of a subscription. */
export interface Heard {
  readonly events: Weighed[];
  /** How far the server has looked, when that is further than the last event; nothing of this filter lies before it. */
  readonly checkpoint: Position | null;
}

/**
 * One subscription of the server, made into something that can be asked. It never resumes by itself; whatever ends it is a fault,
 * thrown by {@link take} once all that came before was taken.
 */
export class Subscription {
  readonly #call: ReadCall;
  readonly #most: number;
  #waiting: Weighed[] = [];
  #checkpoint: Position | null = null;
  #hasNews = false;
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

  /**
   * @param most events that wait here to be taken; beyond that the server has to wait too, which a live subscription must not let it.
   * @throws CallFault
   */
  static async open(link: Link, after: Position, prefixes: readonly string[], most: number): Promise<Subscription> {
    return new Subscription(await link.read(subscriptionRequest(after, prefixes)), most);
  }

  /**
   * What has come so far, up to `size` events.
   * @throws CallFault
   */
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

  /** Resolves when the server has said something that was not taken yet. */
  async news(): Promise<void> {
    if (this.#hasNews || this.#waiting.length > 0 || this.#fault !== null) return;
    this.#bell = Promise.withResolvers();
    await this.#bell.promise;
  }

  /**
   * As {@link news}, while something has to come.
   * @throws NoAnswer when nothing came in that time.
   */
  async newsWithin(ms: number, timer: Timer): Promise<void> {
    const over = new AbortController();
    const late = timer.sleep(ms, over.signal).then(() => 'late');
    const first = await Promise.race([this.news(), late]);
    over.abort();
    if (first === 'late') throw new NoAnswer(ms);
  }

  close(): void {
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
    this.#hasNews = true;
    this.#bell.resolve();
  }

  #end(fault: CallFault): void {
    this.#fault ??= fault;
    this.#bell.resolve();
  }
}
