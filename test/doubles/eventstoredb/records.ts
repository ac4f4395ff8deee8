import { validate } from 'uuid';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import { LINK, linkNamesOf, targetOf } from './links.ts';
import type { Appended, Conflict, Deleted, Expected } from './outcomes.ts';
import { RecentIds } from './recent-ids.ts';
import type { Proposed, StoredRecord } from './stored-record.ts';

/** What a server takes in one call by default. */
export const MAX_APPEND_BYTES = 1_048_576;
/** What a record takes beside its body, about. */
const OVERHEAD_BYTES = 100;
const NAMES = '0a6fce34-5d3c-4c7d-9f6d-21b8f9c8e4a1';
/** 2^63 - 1 on a server, which is no whole number here; what counts is that no stream comes so far. */
const LAST_REVISION = Number.MAX_SAFE_INTEGER;
/** What a server writes about a soft-deleted stream: everything before the last possible revision is gone. */
const TRUNCATED = Buffer.from('{"$tb":9223372036854775807}');

/**
 * What the server keeps: every record, in one order. Appends are answered as EventStoreDB 23.10 answers them, also where that is odd:
 * only ids are compared, a prefix of an earlier call is a success, and so is a call without events at the right revision.
 */
export class Records {
  readonly all: StoredRecord[] = [];
  readonly #streams = new Map<string, StoredRecord[]>();
  /** Of streams that were soft-deleted: the first revision that is not. */
  readonly #starts = new Map<string, number>();
  readonly #tombstoned = new Set<string>();
  readonly #recent: RecentIds;
  readonly #linked: boolean;
  #end = 0;

  /**
   * @param linked whether the standard projections run, which write links of every event.
   * @param recentIds how many ids are remembered for calls that leave the revision open.
   */
  constructor(linked: boolean, recentIds?: number) {
    this.#linked = linked;
    this.#recent = new RecentIds(recentIds);
  }

  /** What a stream shows; undefined when there is none, or a soft-deleted one. */
  stream(streamId: string): readonly StoredRecord[] | undefined {
    const records = this.#streams.get(streamId);
    const start = this.#starts.get(streamId);
    if (records === undefined || start === undefined) return records;
    return start < records.length ? records.slice(start) : undefined;
  }

  isTombstoned(streamId: string): boolean {
    return this.#tombstoned.has(streamId);
  }

  /** Position of the last record; before all positions when there is none. */
  get lastPosition(): number {
    return this.all.at(-1)?.position ?? -1;
  }

  /** Index of the first record after a position. */
  firstAfter(position: number): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle] as StoredRecord).position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  append(streamId: string, expected: Expected, events: readonly Proposed[]): Appended {
    if (streamId === '' || events.some(({ id, type }) => type === '' || !validate(id))) return { kind: 'bad-request' };
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (bytes > MAX_APPEND_BYTES) return { kind: 'too-large' };
    if (this.#tombstoned.has(streamId)) return { kind: 'tombstoned' };
    const isOpen = expected === 'any' || expected === 'stream-exists';
    const repeat = isOpen ? this.#lately(streamId, expected, events) : this.#inPlace(streamId, expected, events);
    if (repeat !== null) return repeat;
    if (!this.#isAt(streamId, expected)) return this.conflict(streamId, expected);
    const written = events.map((event) => this.#write(streamId, event));
    for (const record of written) {
      this.#recent.add(record);
      if (this.#linked) this.#link(record);
    }
    const last = written.at(-1);
    if (last !== undefined) return { kind: 'success', revision: last.revision, position: last.position };
    // Nothing to write is written all the same: the log grows, the stream does not.
    return { kind: 'success', revision: Math.max(0, this.#length(streamId) - 1), position: this.#take(0) };
  }

  /** Soft: the stream reads as missing, and goes on with the next revision when something is appended. */
  delete(streamId: string, expected: Expected): Deleted {
    if (this.#tombstoned.has(streamId)) return { kind: 'tombstoned' };
    if (!this.#isAt(streamId, expected)) return this.conflict(streamId, expected);
    this.#starts.set(streamId, this.#length(streamId));
    const id = uuidV5(NAMES, `deletion of ${streamId} at ${this.#end}`);
    const event = { id, type: '$metadata', data: TRUNCATED, metadata: new Uint8Array() };
    return { kind: 'success', position: this.#write(`$$${streamId}`, event).position };
  }

  /** For ever. A server writes that down in the stream itself, at the last possible revision. */
  tombstone(streamId: string, expected: Expected): Deleted {
    if (this.#tombstoned.has(streamId)) return { kind: 'tombstoned' };
    if (!this.#isAt(streamId, expected)) return this.conflict(streamId, expected);
    this.#tombstoned.add(streamId);
    const id = uuidV5(NAMES, `end of ${streamId}`);
    const event = { id, type: '$streamDeleted', data: new Uint8Array(), metadata: new Uint8Array() };
    const position = this.#take(0);
    this.all.push({ ...event, streamId, revision: LAST_REVISION, position, created: Date.now() });
    return { kind: 'success', position };
  }

  /** How an append is refused whose stream is not where it was expected to be. */
  conflict(streamId: string, expected: Expected): Conflict {
    const length = this.#length(streamId);
    return { kind: 'conflict', expected, current: length === 0 ? 'no-stream' : length - 1 };
  }

  /** The record that a link leads to; the record itself when it is none. */
  resolve(record: StoredRecord): StoredRecord | undefined {
    if (record.type !== LINK) return record;
    const { streamId, revision } = targetOf(record);
    return this.#streams.get(streamId)?.[revision];
  }

  #length(streamId: string): number {
    return this.#streams.get(streamId)?.length ?? 0;
  }

  #isAt(streamId: string, expected: Expected): boolean {
    const length = this.#length(streamId);
    if (expected === 'any') return true;
    if (expected === 'stream-exists') return length > 0;
    if (expected === 'no-stream') return this.stream(streamId) === undefined;
    return expected === length - 1;
  }

  /** A repeat of a call that named its revision: what counts are the ids at their place, whenever they were written. */
  #inPlace(streamId: string, expected: number | 'no-stream', events: readonly Proposed[]): Appended | null {
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const there = this.#streams.get(streamId)?.slice(first, first + events.length) ?? [];
    const last = there.at(-1);
    const isSame = there.length === events.length && there.every(({ id }, at) => id === events[at]?.id);
    return isSame && last !== undefined ? { kind: 'success', revision: last.revision, position: last.position } : null;
  }

  /** A repeat of a call that left the revision open: what counts are the ids that were written lately, wherever in the stream. */
  #lately(streamId: string, expected: Expected, events: readonly Proposed[]): Appended | null {
    const there = this.#recent.of(streamId, events);
    const last = there.at(-1);
    if (last === undefined) return null;
    if (there.length < events.length) return this.conflict(streamId, expected);
    return { kind: 'success', revision: last.revision, position: last.position };
  }

  #write(streamId: string, event: Proposed): StoredRecord {
    const stream = this.#streams.get(streamId) ?? [];
    this.#streams.set(streamId, stream);
    const position = this.#take(event.data.length + event.metadata.length);
    const record = { ...event, streamId, revision: stream.length, position, created: Date.now() };
    stream.push(record);
    this.all.push(record);
    return record;
  }

  /** The place of the next record. Positions are places in a file: they grow by what a record takes. */
  #take(bytes: number): number {
    const position = this.#end;
    this.#end += OVERHEAD_BYTES + bytes;
    return position;
  }

  #link(record: StoredRecord): void {
    const target = `${record.revision}@${record.streamId}`;
    for (const name of linkNamesOf(record)) {
      const id = uuidV5(NAMES, `${name}/${target}`);
      this.#write(name, { id, type: LINK, data: Buffer.from(target), metadata: new Uint8Array() });
    }
  }
}
