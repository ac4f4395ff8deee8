import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Host } from './host.ts';
import { hasEnded, type ReadCall } from './sending.ts';

/** How many messages a server keeps for a subscription whose reader is behind, beyond what the connection takes. */
export const LIVE_BUFFER = 32;
/** Turns of the event loop in which a connection that is read takes at least one message. */
const PATIENCE_TURNS = 4;

interface Waiting {
  readonly message: streams.ReadResp;
  readonly sent: (() => void) | undefined;
}

/**
 * What waits to be sent to a subscription that is live, or is about to be. It is written as far as the connection takes it, at once, as
 * a server does. Who is further behind than {@link LIVE_BUFFER}, and takes nothing meanwhile, is not served from here any longer.
 */
export class LiveBuffer {
  /** Why it is over: its call has ended, or its reader is too far behind. */
  readonly over: Promise<'ended' | 'behind'>;
  readonly #host: Host;
  readonly #call: ReadCall;
  readonly #end: (why: 'ended' | 'behind') => void;
  #waiting: Waiting[] = [];
  #isOver = false;
  #isReleased = false;
  #isWritable = true;
  #isLooking = false;
  #written = 0;

  constructor(host: Host, call: ReadCall) {
    const { promise, resolve } = Promise.withResolvers<'ended' | 'behind'>();
    this.over = promise;
    this.#host = host;
    this.#call = call;
    this.#end = (why) => {
      this.#isOver = true;
      this.#waiting = [];
      resolve(why);
    };
    for (const event of ['cancelled', 'close', 'finish']) call.on(event, () => this.#end('ended'));
    call.on('drain', () => {
      this.#isWritable = true;
      this.#pump();
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Keeps a message until it can be sent. @param sent called when it was. */
  add(message: streams.ReadResp, sent?: () => void): void {
    this.#waiting.push({ message, sent });
    this.#pump();
    if (!this.#isLooking && (this.#isBehind || this.#host.faults.isFrozen)) void this.#look();
  }

  /** Sends what was kept, and from now on what comes. */
  release(): void {
    if (this.#isOver) return;
    this.#isReleased = true;
    this.#pump();
  }

  get #isBehind(): boolean {
    return !this.#isOver && this.#waiting.length > LIVE_BUFFER;
  }

  #pump(): void {
    if (!this.#isReleased || this.#host.faults.isFrozen) return;
    while (this.#isWritable && !hasEnded(this.#call)) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#isWritable = this.#call.write(next.message) && !this.#narrow();
      this.#written++;
      this.#host.sent++;
      next.sent?.();
    }
  }

  /** Whether the way has taken what it takes for now. */
  #narrow(): boolean {
    const { narrowMs } = this.#host.faults;
    if (narrowMs === 0) return false;
    setTimeout(() => {
      this.#isWritable = true;
      this.#pump();
    }, narrowMs);
    return true;
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    for (let seen = -1; this.#isBehind || this.#host.faults.isFrozen; ) {
      await this.#host.faults.thawed();
      this.#pump();
      if (seen === this.#written && this.#isBehind) this.#end('behind');
      seen = this.#written;
      for (let turn = 0; turn < PATIENCE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isLooking = false;
  }
}
