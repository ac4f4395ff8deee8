import type { EventStore, Position } from '../../src/platform/eventstore/event-store.ts';
import type { Keyring } from '../../src/platform/eventstore/keyring/keyring.ts';
import type { ViewStore } from '../../src/platform/views/view-store.ts';
import type { EventLog } from '../../src/stored-events/event-log.ts';
import { started, thenEnd } from './started.ts';

/** The secret that the benches start the program with. */
export const SECRET = Buffer.alloc(32, 7);

/** Log and keys, opened as the program opens them. */
export interface OpenLog {
  readonly log: EventLog;
  readonly keyring: Keyring;
  close(): Promise<void>;
}

/** What a measurement has written: so many events after a position. */
export interface Written {
  readonly after: Position;
  readonly events: number;
}

/** Stores for one measurement. What others have written into a server's log stays beside it; everything else is its own, and gone afterwards. */
export interface Place {
  /** Whether several processes can use these stores at once: then nothing is kept in an `api` process. */
  readonly isShared: boolean;
  /** Settings with which the program uses these stores. */
  readonly env: Readonly<Record<string, string>>;
  openStore(): Promise<EventStore>;
  openLog(): Promise<OpenLog>;
  openViews(): Promise<ViewStore & { close(): Promise<void> }>;
  /** What the stores can take at the most, without this program: events of the same size a second. */
  readonly limit: {
    readonly what: string;
    measure(callers: number, seconds: number): Promise<number>;
    /** Events a second that are read so. */
    catchUp?(written: Written): Promise<number>;
  };
  remove(): Promise<void>;
}

/** Makes a place; `about` says, for the table, what its figures are of. */
export interface Backend {
  readonly about: string;
  /** See {@link Place.isShared}. */
  readonly isShared: boolean;
  place(): Promise<Place>;
}

/** Uses a place and removes it, whatever happens. */
export async function withPlace<T>(backend: Backend, use: (place: Place) => Promise<T>): Promise<T> {
  const place = await backend.place();
  const remove = started(() => place.remove());
  return thenEnd(() => use(place), remove);
}
