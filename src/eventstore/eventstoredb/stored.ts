import type { RecordedEvent as ServerEvent } from '@eventstore/db-client';
import type { EventMetadata, JsonObject, Position, StoredEvent } from '../event-store.ts';
import { toPosition } from './position.ts';

/**
 * An event as the server gives it, in this program's terms. What somebody else wrote into one of our streams may have any shape:
 * the codec checks it, and says that it can't be read.
 */
export function toStored({ id, type, streamId, revision, data, metadata, position }: ServerEvent): StoredEvent {
  return {
    id,
    type,
    streamId,
    revision: Number(revision),
    data: data as JsonObject,
    metadata: (metadata ?? {}) as EventMetadata,
    position: position === undefined ? NOWHERE : toPosition(position),
  };
}

/** Servers before 22.6 don't say where an event of a stream lies in the whole log. This program asks for a newer one. */
const NOWHERE: Position = '';
