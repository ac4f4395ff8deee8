import { uuidV5 } from '../../../src/runtime/ids.ts';

/** An event on its way in. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** A record of `$all`. Its commit and its prepare position are the same, as on a server. */
export interface StoredRecord extends Proposed {
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export type Expected = number | 'no-stream' | 'any' | 'stream-exists';

export type Appended =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number | null }
  | { readonly kind: 'conflict'; readonly current: number | 'no-stream' }
  | { readonly kind: 'too-large' };

/** What a server takes in one call by default. */
export const MAX_APPEND_BYTES = 1_048_576;
const LINK = '$>';
const NAMES = '0a6fce34-5d3c-4c7d-9f6d-21b8f9c8e4a1';

/**
 * What the server keeps: every record, in one order. Appends are answered as EventStoreDB 23.10 answers them, also where that is odd:
 * only ids are compared, a prefix of an earlier call is a success, and so is a call without events at the right revision.
 */
export class Records {
  readonly all: StoredRecord[] = [];
  readonly #streams = new Map<string, StoredRecord[]>();
  readonly #linked: boolean;
  #end = 0;

  /** @param linked whether the standard projections run, which write links of every event. */
  constructor(linked: boolean) {
    this.#linked = linked;
  }

  stream(streamId: string): readonly StoredRecord[] | undefined {
    return this.#streams.get(streamId);
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
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (bytes > MAX_APPEND_BYTES) return { kind: 'too-large' };
    const stream = this.#streams.get(streamId) ?? [];
    const current = stream.length - 1;
    const repeat = this.#repeatOf(stream, expected, events);
    if (repeat !== null) return repeat;
    const isThere =
      expected === 'any' ||
      (expected === 'stream-exists' ? current >= 0 : (expected === 'no-stream' ? -1 : expected) === current);
    if (!isThere) return { kind: 'conflict', current: current < 0 ? 'no-stream' : current };
    const written = events.map((event) => this.#write(streamId, event));
    if (this.#linked) for (const record of written) this.#link(record);
    const last = written.at(-1);
    return { kind: 'success', revision: last?.revision ?? Math.max(0, current), position: last?.position ?? this.#end };
  }

  /** Counts by ids at their place, whenever they were written. */
  #repeatOf(stream: readonly StoredRecord[], expected: Expected, events: readonly Proposed[]): Appended | null {
    if (typeof expected === 'string' && expected !== 'no-stream') return null;
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const there = stream.slice(first, first + events.length);
    const isSame =
      events.length > 0 && there.length === events.length && there.every(({ id }, at) => id === events[at]?.id);
    const last = there.at(-1);
    return isSame && last !== undefined ? { kind: 'success', revision: last.revision, position: last.position } : null;
  }

  #write(streamId: string, event: Proposed): StoredRecord {
    const stream = this.#streams.get(streamId) ?? [];
    this.#streams.set(streamId, stream);
    const record = { ...event, streamId, revision: stream.length, position: this.#end, created: Date.now() };
    // Positions are places in a file: they grow by what a record takes.
    this.#end += 100 + event.data.length + event.metadata.length;
    stream.push(record);
    this.all.push(record);
    return record;
  }

  /** What `$by_category`, `$by_event_type`, `$by_correlation_id` and `$streams` write. */
  #link({ streamId, revision, type, metadata }: StoredRecord): void {
    const correlation = correlationOf(metadata);
    const names = [
      `$ce-${streamId.split('-')[0]}`,
      `$et-${type}`,
      ...(correlation === null ? [] : [`$bc-${correlation}`]),
    ];
    if (revision === 0) names.push('$streams');
    for (const name of names) {
      const target = `${revision}@${streamId}`;
      const data = Buffer.from(target);
      this.#write(name, { id: uuidV5(NAMES, `${name}/${target}`), type: LINK, data, metadata: new Uint8Array() });
    }
  }

  /** The record that a link leads to; the record itself when it is none. */
  resolve(record: StoredRecord): StoredRecord | undefined {
    if (record.type !== LINK) return record;
    const [revision, ...name] = Buffer.from(record.data).toString().split('@');
    return this.#streams.get(name.join('@'))?.[Number(revision)];
  }
}

function correlationOf(metadata: Uint8Array): string | null {
  try {
    return (JSON.parse(Buffer.from(metadata).toString()) as { $correlationId?: string }).$correlationId ?? null;
  } catch {
    return null;
  }
}
