import type { EventMetadata, Position, StoredEvent } from './event-store.ts';

/** What a program writes down: a type of event, and a body. */
export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Whose keys seal which fields: key ids, by the role that a person has in an event. A role that no field needs is absent. */
export type Subjects = Readonly<Record<string, string>>;

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
export type Recorded<Event extends AnyEvent = AnyEvent> = Event extends AnyEvent ? Event & Envelope : never;

/** An event that can't be decoded. A consumer parks what it concerns; nobody decides on its stream. */
export interface UnreadableEvent {
  readonly type: '$unreadable';
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly stored: StoredEvent;
  readonly error: Error;
}

/** Tells an event that can't be decoded from all others. */
export function isUnreadable(event: { readonly type: string }): event is UnreadableEvent {
  return event.type === '$unreadable';
}

/** What a sealed field reads as once the person's key is destroyed. */
export const ERASED = '[erased]';
