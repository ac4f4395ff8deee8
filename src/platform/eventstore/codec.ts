import type { NewEvent, StoredEvent } from './event-store.ts';
import type { AnyEvent, Recorded, Subjects, UnreadableEvent } from './recorded-event.ts';

/** Whose keys seal an event, or how that is found out, where a key may have to be made first. */
export type SubjectsOf = Subjects | (() => Promise<Subjects>);

/** Who did what, when, and why: written into the metadata of every event of one append. */
export interface AppendContext {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: string;
  /** UTC, from the clock port. */
  readonly at: string;
  /** Keyed digest of the request body, when there was an Idempotency-Key. */
  readonly digest?: string;
  /** Whose keys seal the personal fields of these events; asked for only when there are such fields. */
  readonly subjects: SubjectsOf;
}

/** Turns the events of a program into what lies in the log, and back. */
export interface EventCodec<Event extends AnyEvent = AnyEvent> {
  /**
   * Checks every body against its schema, seals its personal fields and gives it its id (UUID v5 of command id and index).
   * @throws TypeError when a body does not fit its schema: a fault of the program, never of a caller.
   */
  encode(events: readonly Event[], context: AppendContext): Promise<NewEvent[]>;
  /** Never throws for a single bad event: that one comes back as unreadable, in its place. */
  decode(events: readonly StoredEvent[]): Promise<readonly (Recorded<Event> | UnreadableEvent)[]>;
  /**
   * The same, for a list that is asked for again and never changes, as a stream that is known: it gives the same list again, as long as
   * no key was destroyed.
   */
  decodeStream(events: readonly StoredEvent[]): Promise<readonly (Recorded<Event> | UnreadableEvent)[]>;
}
