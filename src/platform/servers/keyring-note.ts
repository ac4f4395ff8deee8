import { z } from 'zod';
import { type EventStore, RevisionConflict, StoreUnavailable } from '../eventstore/event-store.ts';
import { toTimestamp } from '../runtime/clock.ts';

const TYPE = 'KeyringNoted';
const MAX_TRIES = 8;

const note = z.looseObject({ keyring: z.string(), destroyed: z.int().min(0) });

/** What a log knows of a keyring that opens it. */
export interface KeyringNote {
  /** Names the keyring. */
  readonly keyring: string;
  /** How many keys were destroyed by then. */
  readonly destroyed: number;
}

/** When a note is written, in milliseconds since 1970, UTC, and what its event is called. */
export interface NotedBy {
  readonly at: number;
  readonly nextId: () => string;
}

/** Where the notes of a log are. */
export interface KeyringNotes {
  readonly events: Pick<EventStore, 'readStream' | 'append'>;
  /** Of no category of ours, so that no subscription meets it. */
  readonly keyringStream: string;
}

/** How many keys were destroyed by the last note, for each keyring that the log knows. @throws StoreUnavailable, DamagedLog */
export async function knownKeyrings(notes: KeyringNotes): Promise<ReadonlyMap<string, number>> {
  return (await read(notes)).known;
}

/**
 * Lets the log know of a keyring, when that is news to it: an erasure that a backup of the keys would undo shows then.
 * @throws StoreUnavailable, DamagedLog
 */
export function noteKeyring(notes: KeyringNotes, told: KeyringNote, by: NotedBy): Promise<void> {
  // Another process may have told of more already.
  return write(notes, told, by, (destroyed) => destroyed === undefined || destroyed < told.destroyed);
}

/** The same by somebody's word: whatever was known of the keyring, this counts. @throws StoreUnavailable, DamagedLog */
export function noteKeyringAnew(notes: KeyringNotes, told: KeyringNote, by: NotedBy): Promise<void> {
  return write(notes, told, by, (destroyed) => destroyed !== told.destroyed);
}

async function write(
  notes: KeyringNotes,
  { keyring, destroyed }: KeyringNote,
  { at, nextId }: NotedBy,
  isNews: (destroyed: number | undefined) => boolean,
): Promise<void> {
  const { events, keyringStream: stream } = notes;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { known, revision } = await read(notes);
    if (!isNews(known.get(keyring))) return;
    const id = nextId();
    const names = { $correlationId: id, $causationId: id, commandId: id };
    const metadata = { ...names, actor: 'system', at: toTimestamp(at), schema: 1 };
    try {
      await events.append(stream, revision ?? 'no-stream', [
        { id, type: TYPE, data: { keyring, destroyed }, metadata },
      ]);
      return;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
  throw new StoreUnavailable(`${stream} is written to by too many at once`);
}

async function read({
  events,
  keyringStream,
}: KeyringNotes): Promise<{ known: ReadonlyMap<string, number>; revision: number | null }> {
  const all = await events.readStream(keyringStream);
  const notes = all.map(({ data }) => note.parse(data));
  return {
    known: new Map(notes.map(({ keyring, destroyed }) => [keyring, destroyed])),
    revision: all.at(-1)?.revision ?? null,
  };
}
