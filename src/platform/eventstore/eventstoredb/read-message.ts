import type { EventMetadata, JsonObject } from '../event-store.ts';
import type { Weighed } from '../live-tail.ts';
import { type Halves, positionOf } from './position.ts';
import { WireReader } from './wire.ts';

/** What a read or a subscription is sent, of `ReadResp` in the protocol as far as it is asked for. */
export interface ReadMessage {
  readonly event: Weighed | null;
  readonly checkpoint: Halves | null;
  readonly isMissing: boolean;
}

/**
 * Others may have written any shape into our streams: the codec checks it. Numbers of fields are those of `streams.proto`.
 * @throws RangeError for what is no message of the protocol.
 */
export function readMessage(bytes: Buffer): ReadMessage {
  let event: Weighed | null = null;
  let checkpoint: Halves | null = null;
  let isMissing = false;
  for (const reader = new WireReader(bytes); reader.next(); ) {
    if (reader.field === 1) event = eventIn(reader.message());
    else {
      if (reader.field === 4) isMissing = true;
      if (reader.field === 3) checkpoint = checkpointIn(reader.message());
      else reader.skip();
    }
  }
  return { event, checkpoint, isMissing };
}

/** Links are not resolved, so there is no other event beside it. */
function eventIn(reader: WireReader): Weighed | null {
  let event: Weighed | null = null;
  while (reader.next()) {
    if (reader.field === 1) event = recordedIn(reader.message());
    else reader.skip();
  }
  return event;
}

function checkpointIn(reader: WireReader): Halves {
  let [commit, prepare] = ['0', '0'];
  while (reader.next()) {
    if (reader.field === 1) commit = reader.uint64();
    else if (reader.field === 2) prepare = reader.uint64();
    else reader.skip();
  }
  return { commit, prepare };
}

function recordedIn(reader: WireReader): Weighed {
  let [id, type, streamId, data, metadata] = ['', '', '', '', ''];
  let [revision, commit, prepare] = ['0', '0', '0'];
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        id = textIn(reader.message(), 2);
        break;
      case 2:
        streamId = textIn(reader.message(), 3);
        break;
      case 3:
        revision = reader.uint64();
        break;
      case 4:
        prepare = reader.uint64();
        break;
      case 5:
        commit = reader.uint64();
        break;
      case 6:
        type = typeIn(reader.message()) ?? type;
        break;
      case 7:
        metadata = reader.text();
        break;
      case 8:
        data = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return {
    bytes: data.length + metadata.length,
    event: {
      id,
      type,
      streamId,
      revision: Number(revision),
      data: parsed(data),
      metadata: parsed(metadata) as unknown as EventMetadata,
      position: positionOf(commit, prepare),
    },
  };
}

function textIn(reader: WireReader, field: number): string {
  let text = '';
  while (reader.next()) {
    if (reader.field === field) text = reader.text();
    else reader.skip();
  }
  return text;
}

/** An entry of the map that says what is stored; null for any but the type. */
function typeIn(reader: WireReader): string | null {
  let [name, value] = ['', ''];
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) value = reader.text();
    else reader.skip();
  }
  return name === 'type' ? value : null;
}

/** What is no JSON becomes something that no schema takes. */
function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as JsonObject;
  } catch {
    // Told apart below, like any other text that is no object.
  }
  return { $damaged: text };
}
