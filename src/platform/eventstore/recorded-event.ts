import type { EventMetadata, Position, StoredEvent } from './event-store.ts';

export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Key ids, by the role of a person in an event; absent where no field needs one. */
export type Subjects = Readonly<Record<string, string>>;

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

/** Decoded, upcast, unsealed. */
export type Recorded<Event extends AnyEvent = AnyEvent> = Event extends AnyEvent ? Event & Envelope : never;

/** A consumer parks what it concerns; nobody decides on its stream. */
export interface UnreadableEvent {
  readonly type: '$unreadable';
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly stored: StoredEvent;
  readonly error: Error;
}

export function isUnreadable(event: { readonly type: string }): event is UnreadableEvent {
  return event.type === '$unreadable';
}

/** What a sealed field reads as once the key is destroyed. */
export const ERASED = '[erased]';
