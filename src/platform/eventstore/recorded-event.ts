import type { KkotgilEvent } from '../../domain/index.ts';
import type { EventMetadata, Position, StoredEvent } from './event-store.ts';

/** Whose key seals which fields. A role that no field of the order needs is absent. */
export interface Subjects {
  /** Key id of the customer. */
  readonly customer?: string;
  /** Key id of the recipient; the customer's where they share a phone. */
  readonly recipient?: string;
}

/** What the log knows of an event beside its body. */
export interface Envelope {
  readonly id: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  /** UTC; `metadata.at`. */
  readonly at: string;
  readonly metadata: EventMetadata;
  readonly subjects: Subjects;
}

/** An event as the program works with it: decoded, brought to the newest version, unsealed. */
export type Recorded<Event extends KkotgilEvent = KkotgilEvent> = Event extends KkotgilEvent ? Event & Envelope : never;
export type RecordedEvent = Recorded<KkotgilEvent>;

/** An event that can't be decoded. A consumer parks its order; nobody decides on its stream. */
export interface UnreadableEvent {
  readonly type: '$unreadable';
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly stored: StoredEvent;
  readonly error: Error;
}

/** What a sealed field reads as once the person's key is destroyed. */
export const ERASED = '[erased]';
