import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Failure } from './faults.ts';
import { type Filter, matcherOf } from './filter.ts';
import type { Host } from './host.ts';
import { LiveBuffer } from './live-buffer.ts';
import { ALL_BITS, caughtUp, checkpoint, confirmation } from './messages.ts';
import { placeFault } from './places.ts';
import { hasEnded, type ReadCall, recordMessage, send, sendRecord } from './sending.ts';
import { failed } from './statuses.ts';
import type { StoredRecord } from './stored-record.ts';

type AllOptions = streams.ReadReq.Options.AllOptions;

/** The window of the server when the client names none. */
const DEFAULT_WINDOW = 32;
/** Records that a server reads at once for a subscription that is behind. */
const PAGE = 32;
const ABORTED = 10;
const TOO_SLOW = 'Consumer too slow to handle event while';

/** How a server lets a consumer go that can't keep up. */
export function tooSlow(when: 'live' | 'transitioning to live'): Failure {
  return { code: ABORTED, details: `${TOO_SLOW} ${when}. Client resubscription required.` };
}

/** A subscription to `$all`: everything after a position, then what comes, and a word on how far it has looked. */
export async function subscribeToAll(host: Host, call: ReadCall, id: string): Promise<void> {
  const from = call.request.getOptions()?.getAll();
  const fault = placeFault(host, from);
  if (fault !== null) {
    call.emit('error', failed(fault));
    return;
  }
  if (await send(host, call, confirmation(id))) await new AllSubscription(host, call, from).run();
}

class AllSubscription {
  readonly #host: Host;
  readonly #call: ReadCall;
  readonly #isWanted: (record: StoredRecord) => boolean;
  readonly #isFiltered: boolean;
  readonly #every: number;
  /** Index of the first record that was not looked at yet. */
  #next: number;
  #considered = 0;
  /** Position of the last record that was sent; where it began while there is none, undefined at the start of the log. */
  #last: number | undefined;

  constructor(host: Host, call: ReadCall, from: AllOptions | undefined) {
    const filter = call.request.getOptions()?.getFilter();
    this.#host = host;
    this.#call = call;
    this.#isWanted = matcherOf(filter);
    this.#isFiltered = filter !== undefined;
    this.#every = checkpointEvery(filter);
    this.#last = from?.hasPosition() ? Number(from.getPosition()?.getCommitPosition()) : undefined;
    this.#next = this.#firstIn(from?.hasEnd() === true);
  }

  async run(): Promise<void> {
    const { version } = this.#host;
    while (!hasEnded(this.#call)) {
      const live = await this.#catchUp();
      if (live === null) return;
      // The newer server says where it has come to, also where it has come to nothing.
      const reached = this.#last === undefined ? ALL_BITS : String(this.#last);
      if (version === '24.6' && this.#isFiltered && !(await this.#send(checkpoint(reached)))) return;
      if (version !== '22.10' && !(await this.#send(caughtUp()))) return;
      live.release();
      if ((await live.over) === 'ended' || version !== '24.6') return;
      this.#next = this.#host.records.firstAfter(this.#last ?? -1);
    }
  }

  #firstIn(isEnd: boolean): number {
    const { version, records } = this.#host;
    if (isEnd) return records.all.length;
    if (this.#last === undefined) return 0;
    // The newer server waits for a log to reach a position that it does not have, for ever.
    if (version === '24.6' && this.#last > records.lastPosition) return Number.POSITIVE_INFINITY;
    // Positions of subscriptions are exclusive.
    return records.firstAfter(this.#last);
  }

  /** Reads history to its end. What comes once the last page is read is kept, so that none of it is missed. */
  async #catchUp(): Promise<LiveBuffer | null> {
    const { all } = this.#host.records;
    for (;;) {
      const page = all.slice(this.#next, this.#next + PAGE);
      this.#next += page.length;
      const live = this.#next >= all.length ? this.#listen() : null;
      for (const record of page) {
        if (this.#isWanted(record)) {
          if (!(await sendRecord(this.#host, this.#call, record))) return null;
          this.#last = record.position;
        }
        if (this.#isDue() && !(await this.#send(checkpoint(String(record.position))))) return null;
      }
      if (live !== null) return live;
    }
  }

  /** Keeps what is appended from now on. */
  #listen(): LiveBuffer {
    const { all } = this.#host.records;
    const live = new LiveBuffer(this.#host, this.#call);
    if (this.#host.version !== '24.6') void live.over.then((why) => why === 'behind' && this.#letGo(live));
    this.#host.whenGrown(this.#call, () => {
      for (; !live.isOver && this.#next < all.length; this.#next++) {
        const record = all[this.#next] as StoredRecord;
        if (this.#isWanted(record)) {
          const message = recordMessage(this.#host, this.#call, record);
          live.add(message, () => {
            this.#last = record.position;
          });
        }
        if (this.#isDue()) live.add(checkpoint(String(record.position)));
      }
    });
    return live;
  }

  #letGo({ isReleased }: LiveBuffer): void {
    this.#host.seen.letGo++;
    this.#call.emit('error', failed(tooSlow(isReleased ? 'live' : 'transitioning to live')));
  }

  #isDue(): boolean {
    return ++this.#considered % this.#every === 0;
  }

  #send(message: streams.ReadResp): Promise<boolean> {
    return send(this.#host, this.#call, message);
  }
}

/** After how many records that were looked at, wanted or not, a reader is told how far that was; never without a filter. */
function checkpointEvery(filter: Filter | undefined): number {
  if (filter === undefined) return Number.POSITIVE_INFINITY;
  return (filter.getMax() || DEFAULT_WINDOW) * filter.getCheckpointintervalmultiplier();
}
