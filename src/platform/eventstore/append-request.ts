import { AppendTooLarge, type ExpectedRevision, MAX_APPEND_BYTES, type NewEvent } from './event-store.ts';

export interface SerialEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

export interface AppendRequest {
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly SerialEvent[];
}

/** Line breaks in a name would make rows that hash alike; no name of ours has any. */
const NAME = /^[\x21-\x7e]+$/;

/** Serialises the events, and refuses here what would fail the whole group. @throws TypeError when a part has no JSON, AppendTooLarge */
export function toRequest(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): AppendRequest {
  if (events.length === 0) throw new TypeError('an append needs at least one event');
  checkName('the name of a stream', streamId);
  let length = 0;
  const serial = events.map((event) => {
    checkName('the id of an event', event.id);
    checkName('the type of an event', event.type);
    const data = toJson(event, 'data');
    const metadata = toJson(event, 'metadata');
    length += data.length + metadata.length;
    return { id: event.id, type: event.type, data, metadata };
  });
  if (length * MOST_UTF8 > MAX_APPEND_BYTES) checkSize(streamId, serial);
  return { streamId, expected, events: serial };
}

/** Bytes of one character of a text, at most. */
const MOST_UTF8 = 3;

function checkSize(streamId: string, events: readonly SerialEvent[]): void {
  let bytes = 0;
  for (const { data, metadata } of events) bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(streamId, bytes);
}

function checkName(what: string, name: unknown): void {
  if (typeof name !== 'string' || !NAME.test(name))
    throw new TypeError(`${what} is of printable characters without blanks`);
}

function toJson(event: NewEvent, part: 'data' | 'metadata'): string {
  // A bigint throws a TypeError of its own here, as does a circle.
  const text = JSON.stringify(event[part]) as string | undefined;
  if (text === undefined || !text.startsWith('{'))
    throw new TypeError(`the ${part} of ${event.type} is not an object of JSON`);
  return text;
}
