import type { AppendRequest, SerialEvent } from '../append-request.ts';
import { fieldSize, varintSize, WireWriter } from './wire.ts';

const TYPE = 'type';
const CONTENT_TYPE = 'content-type';
const JSON_CONTENT = 'application/json';

/** An event with the sizes of its parts in UTF-8. Names and ids are of ASCII alone. */
interface Sized extends SerialEvent {
  readonly dataBytes: number;
  readonly metadataBytes: number;
  readonly size: number;
}

/**
 * An append, as `BatchAppendReq` of the protocol; numbers of fields are those of `streams.proto`. Without a deadline: the server would judge it by its
 * own clock.
 * @param id tells its answer apart.
 */
export function appendMessage(id: string, { streamId, expected, events }: AppendRequest): Buffer {
  const sized = events.map(withSizes);
  const nameSize = fieldSize(streamId.length);
  const expectedSize = expected === 'no-stream' ? fieldSize(0) : 1 + varintSize(expected);
  const optionsSize = fieldSize(nameSize) + expectedSize;
  let size = fieldSize(fieldSize(id.length)) + fieldSize(optionsSize) + 2;
  for (const event of sized) size += fieldSize(event.size);
  const writer = new WireWriter(size);
  writer.message(1, fieldSize(id.length)).text(2, id, id.length);
  writer.message(2, optionsSize).message(1, nameSize).text(3, streamId, streamId.length);
  if (expected === 'no-stream') writer.message(3, 0);
  else writer.number(2, expected);
  for (const event of sized) write(writer, event);
  // It is complete.
  writer.number(4, 1);
  return writer.bytes;
}

function withSizes(event: SerialEvent): Sized {
  const dataBytes = Buffer.byteLength(event.data);
  const metadataBytes = Buffer.byteLength(event.metadata);
  const size =
    fieldSize(fieldSize(event.id.length)) +
    fieldSize(entrySize(TYPE, event.type)) +
    fieldSize(entrySize(CONTENT_TYPE, JSON_CONTENT)) +
    fieldSize(metadataBytes) +
    fieldSize(dataBytes);
  return { ...event, dataBytes, metadataBytes, size };
}

function write(writer: WireWriter, event: Sized): void {
  writer.message(3, event.size).message(1, fieldSize(event.id.length)).text(2, event.id, event.id.length);
  writeEntry(writer, TYPE, event.type);
  writeEntry(writer, CONTENT_TYPE, JSON_CONTENT);
  writer.text(3, event.metadata, event.metadataBytes).text(4, event.data, event.dataBytes);
}

function entrySize(name: string, value: string): number {
  return fieldSize(name.length) + fieldSize(value.length);
}

function writeEntry(writer: WireWriter, name: string, value: string): void {
  writer.message(2, entrySize(name, value)).text(1, name, name.length).text(2, value, value.length);
}
