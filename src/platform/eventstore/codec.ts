import type { NewEvent, StoredEvent } from './event-store.ts';
import type { AnyEvent, Recorded, Subjects, UnreadableEvent } from './recorded-event.ts';

/** Whose keys seal an event; a function where a key may have to be made first. */
export type SubjectsOf = Subjects | (() => Promise<Subjects>);

/** Written into the metadata of every event of one append. */
export interface AppendContext {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: string;
  /** UTC. */
  readonly at: string;
  readonly digest?: string;
  /** Asked for only when there are personal fields. */
  readonly subjects: SubjectsOf;
}

export interface EventCodec<Event extends AnyEvent = AnyEvent> {
  /** Checks the bodies, seals personal fields, gives ids (UUID v5 of command id and index). @throws TypeError, a fault of the program. */
  encode(events: readonly Event[], context: AppendContext): Promise<NewEvent[]>;
  /** Never throws for a single bad event: it comes back as unreadable, in its place. */
  decode(events: readonly StoredEvent[]): Promise<readonly (Recorded<Event> | UnreadableEvent)[]>;
  /** For a reader of history: the same, but nothing is kept for others who hold the same events. */
  decodeOnce(events: readonly StoredEvent[]): Promise<readonly (Recorded<Event> | UnreadableEvent)[]>;
  /** For a list that never changes: gives the same list again until a key is destroyed. */
  decodeStream(events: readonly StoredEvent[]): Promise<readonly (Recorded<Event> | UnreadableEvent)[]>;
  /** The same at once; null where a key has to be asked for, or something can't be read. */
  decodedStream(events: readonly StoredEvent[]): readonly Recorded<Event>[] | null;
}
