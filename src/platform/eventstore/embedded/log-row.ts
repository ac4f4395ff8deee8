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

/** Without the category, which the stream implies. */
export type HashedFields = Omit<LogRow, 'hash' | 'category'>;

/**
 * Unambiguous: only the last two fields may hold line breaks, and the first one's length is hashed.
 * @param before the previous row's hash in base64
 */
function hashedText(before: string, row: HashedFields): string {
  const { position, stream, revision, id, type, data, metadata } = row;
  return `${before}\n${position}\n${stream}\n${revision}\n${id}\n${type}\n${data.length}\n${data}\n${metadata}`;
}

export function hashOf(before: Uint8Array, row: HashedFields): Uint8Array {
  return hash('sha256', hashedText(base64Of(before), row), 'buffer');
}

/** The hash of a row after another one's, both in base64. */
export function nextHash(before: string, row: HashedFields): string {
  return hash('sha256', hashedText(before, row), 'base64');
}

/** Compared as texts: the next row's check needs that of this hash, too. */
export function isAsWritten(before: Uint8Array, row: LogRow): boolean {
  return nextHash(base64Of(before), row) === base64Of(row.hash);
}

let lastBytes: Uint8Array | null = null;
let lastText = '';

/** Of the same array again without making it anew. */
function base64Of(bytes: Uint8Array): string {
  if (bytes === lastBytes) return lastText;
  lastText = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  lastBytes = bytes;
  return lastText;
}

/** True when the category is that of the stream. */
export function isFiledRight({ category, stream }: LogRow): boolean {
  return category === parseStreamId(stream).category;
}

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}

/** A damaged row comes as an event that no schema takes. Never throws. */
export function toStoredEvent(row: HashedFields, isSound = true): StoredEvent {
  return {
    streamId: row.stream,
    revision: row.revision,
    position: toPosition(row.position),
    id: row.id,
    type: row.type,
    data: isSound ? parsed(row.data) : { [DAMAGED]: row.data },
    metadata: metadataIn(row.metadata),
  };
}

let lastMetadataText = '';
let lastMetadata: EventMetadata | null = null;

/** Events that were appended together have the same: it is parsed once. */
function metadataIn(text: string): EventMetadata {
  if (lastMetadata === null || text !== lastMetadataText) {
    lastMetadata = parsed(text) as unknown as EventMetadata;
    lastMetadataText = text;
  }
  return lastMetadata;
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
