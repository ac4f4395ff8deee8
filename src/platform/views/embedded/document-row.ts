import type { Position } from '../../eventstore/event-store.ts';
import { checksumOf } from '../../runtime/checksum.ts';
import type { StoredDocument } from '../view-store.ts';

/** A document as it lies in the table of its version, without its keys. */
export interface DocumentRow {
  readonly id: string;
  readonly position: Position;
  /** JSON text. */
  readonly body: string;
  /** Of all the others. Null in rows that an earlier release has written. */
  readonly checksum: number | null;
}

/** The document of a row. One that is not what was written is damaged, and has no body. */
export function documentIn({ id, position, body, checksum }: DocumentRow): StoredDocument {
  if (checksum === null || checksum === checksumOf(id, position, body)) {
    try {
      return { position, body: JSON.parse(body) as unknown };
    } catch {
      // Of an earlier release, and damaged.
    }
  }
  return { position, body: null, damaged: true };
}
