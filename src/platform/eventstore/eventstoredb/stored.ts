import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { EventMetadata, JsonObject } from '../event-store.ts';
import type { Weighed } from '../live-tail.ts';
import { positionOf } from './position.ts';

type RecordedEvent = streams.ReadResp.ReadEvent.RecordedEvent;

/** Others may have written any shape into our streams: the codec checks it. */
export function toStored(event: RecordedEvent): Weighed {
  const data = textOf(event.getData_asU8());
  const metadata = textOf(event.getCustomMetadata_asU8());
  return {
    bytes: data.length + metadata.length,
    event: {
      id: event.getId()?.getString() ?? '',
      type: event.getMetadataMap().get('type') ?? '',
      streamId: textOf(event.getStreamIdentifier()?.getStreamName_asU8() ?? NOTHING),
      revision: Number(event.getStreamRevision()),
      data: parsed(data),
      metadata: parsed(metadata) as unknown as EventMetadata,
      position: positionOf(event.getCommitPosition(), event.getPreparePosition()),
    },
  };
}

const NOTHING = new Uint8Array();

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
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
