import { hash } from 'node:crypto';
import { DAMAGED, type EventMetadata, type JsonObject, type StoredEvent } from '../event-store.ts';
import { parseStreamId } from '../stream-names.ts';
import { toPosition } from './position.ts';

/** `data` and `metadata` are JSON text. */
export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly category: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  /** SHA-256 over the previous row's hash and all fields of this one. */
  readonly hash: Uint8Array;
}

/** What stands before the first row. */
export const GENESIS: Uint8Array = new Uint8Array(32);

/** Unambiguous: only the last two fields may hold line breaks, and the first one's length is hashed. The stream implies the category. */
export function hashOf(before: Uint8Array, row: Omit<LogRow, 'hash' | 'category'>): Uint8Array {
  const { position, stream, revision, id, type, data, metadata } = row;
  const chain = Buffer.from(before.buffer, before.byteOffset, before.byteLength).toString('base64');
  const text = `${chain}\n${position}\n${stream}\n${revision}\n${id}\n${type}\n${data.length}\n${data}\n${metadata}`;
  return hash('sha256', text, 'buffer');
}

export function isAsWritten(before: Uint8Array, row: LogRow): boolean {
  return isEqual(hashOf(before, row), row.hash);
}

/** True when the category is that of the stream. */
export function isFiledRight({ category, stream }: LogRow): boolean {
  return category === parseStreamId(stream).category;
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}

/** A damaged row comes as an event that no schema takes. Never throws. */
export function toStoredEvent(row: LogRow, isSound = true): StoredEvent {
  return {
    streamId: row.stream,
    revision: row.revision,
    position: toPosition(row.position),
    id: row.id,
    type: row.type,
    data: isSound ? parsed(row.data) : { [DAMAGED]: row.data },
    metadata: parsed(row.metadata) as unknown as EventMetadata,
  };
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as JsonObject;
  } catch {
    // Told apart below, like any other text that is no object.
  }
  return { [DAMAGED]: text };
}
