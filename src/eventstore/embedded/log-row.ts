import { hash } from 'node:crypto';
import type { EventMetadata, JsonObject, StoredEvent } from '../event-store.ts';
import { toPosition } from './position.ts';

/** An event as a row of the log's table. `data` and `metadata` are JSON text. */
export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  /** SHA-256 over the hash of the row before and all that this row says. */
  readonly hash: Uint8Array;
}

/** What stands before the first row. */
export const GENESIS: Uint8Array = new Uint8Array(32);

/**
 * The hash of a row. Only the last two fields can hold line breaks, and the length of the first of them is part of what is hashed, so
 * no two rows read alike. The category is left out: it says nothing but the stream's name once more.
 */
export function hashOf(before: Uint8Array, row: Omit<LogRow, 'hash'>): Uint8Array {
  const { position, stream, revision, id, type, data, metadata } = row;
  const chain = Buffer.from(before.buffer, before.byteOffset, before.byteLength).toString('base64');
  const text = `${chain}\n${position}\n${stream}\n${revision}\n${id}\n${type}\n${data.length}\n${data}\n${metadata}`;
  return hash('sha256', text, 'buffer');
}

/** The event that a row holds. Never throws. */
export function toStoredEvent(row: Omit<LogRow, 'hash'>): StoredEvent {
  return {
    streamId: row.stream,
    revision: row.revision,
    position: toPosition(row.position),
    id: row.id,
    type: row.type,
    data: parsed(row.data),
    metadata: parsed(row.metadata) as unknown as EventMetadata,
  };
}

/** What a text says. One that was damaged becomes something that no schema takes: then this event alone can't be read, in its place. */
function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as JsonObject;
  } catch {
    // Told apart below, like any other text that is no object.
  }
  return { $damaged: text };
}
