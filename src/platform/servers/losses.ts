import type { Db } from 'mongodb';
import { keyIdsIn } from '../eventstore/codec/sealing.ts';
import type { EventStore, Position } from '../eventstore/event-store.ts';
import { keyringId } from '../eventstore/keyring/keyring-id.ts';
import type { MongoKeyCollection } from '../eventstore/keyring/mongo-key-collection.ts';
import type { Timer } from '../runtime/timer.ts';
import { type Maker, type Seen, seenIn } from './derived.ts';
import { type KeyringNotes, knownKeyrings } from './keyring-note.ts';

/** What the servers have lost for good, unless it is brought back. Views and process state are never among it: they are made anew. */
export type ServerLoss =
  | {
      readonly what: 'log-lost';
      /** Whether there is no log of this program, or that of another shop. */
      readonly why: 'empty' | 'of another shop';
      readonly survivors: readonly (Maker | 'keys')[];
    }
  | { readonly what: 'log-behind'; readonly by: Maker; readonly seen: Position; readonly end: Position }
  | { readonly what: 'keys-lost'; readonly why: 'missing' | 'of another shop' }
  | {
      readonly what: 'keys-behind';
      /** Keys that newest events name and nobody has. */
      readonly keyIds: readonly string[];
      /** How many erasures are undone. */
      readonly revived: number;
    };

/** What MongoDB knows of logs, read before the log: whatever was seen by then, the log has to have. */
export interface Memory {
  readonly seen: readonly Seen[];
  /** The log that the keys belong to; null where nobody has put it down. */
  readonly logOfKeys: string | null;
}

/** A log, and the keys that open it. */
export interface LogWithKeys extends KeyringNotes {
  readonly events: EventStore;
  readonly keys: MongoKeyCollection;
}

/** Newest records among which events are looked for whose keys are missing, at each start; the check in the background reads all. */
const NEWEST = 1_000;
/** A node of a cluster that has just come back may be behind for so long, in milliseconds. */
const BEHIND_MS = 10_000;
const LOOK_EVERY_MS = 500;

/** @throws the driver's errors */
export async function readMemory(db: Db, keys: MongoKeyCollection): Promise<Memory> {
  return { logOfKeys: await keys.logOf(), seen: await seenIn(db) };
}

/** What is lost when the server has no log of this program at all: nothing, on servers that are new. */
export function lossesWithoutLog(memory: Memory): readonly ServerLoss[] {
  return lostLog(memory, 'empty');
}

/**
 * Everything that is lost of a log and its keys; empty when a process may start on them.
 * @throws StoreUnavailable, DamagedLog, the driver's errors
 */
export async function lossesOfServers(
  servers: LogWithKeys,
  memory: Memory,
  timer: Timer,
): Promise<readonly ServerLoss[]> {
  const { events } = servers;
  if (isOfAnotherShop(events.logId, memory)) return lostLog(memory, 'of another shop');
  return [...(await faultsOfLog(events, memory, timer)), ...(await faultsOfKeys(servers, memory))];
}

function lostLog({ seen, logOfKeys }: Memory, why: 'empty' | 'of another shop'): readonly ServerLoss[] {
  const makers = new Set(seen.map(({ by }) => by));
  const survivors = [...(logOfKeys === null ? [] : ['keys' as const]), ...makers];
  return survivors.length === 0 ? [] : [{ what: 'log-lost', why, survivors }];
}

/** A log is foreign when neither the keys nor what was made of a log take its side, and at least one of them knows another one. */
function isOfAnotherShop(logId: string, { seen, logOfKeys }: Memory): boolean {
  if (logOfKeys === logId || seen.some((each) => each.logId === logId)) return false;
  return logOfKeys !== null || seen.length > 0;
}

async function faultsOfLog(events: EventStore, { seen }: Memory, timer: Timer): Promise<ServerLoss[]> {
  const ours = seen.filter(({ logId }) => logId === events.logId);
  const [most] = ours.toSorted((a, b) => (a.position < b.position ? 1 : -1));
  if (most === undefined) return [];
  const giveUpAt = timer.elapsed() + BEHIND_MS;
  while (!(await events.reaches(most.position))) {
    if (timer.elapsed() >= giveUpAt) {
      return [{ what: 'log-behind', by: most.by, seen: most.position, end: await events.head() }];
    }
    await timer.sleep(LOOK_EVERY_MS);
  }
  return [];
}

/** The log is read before the keys: whoever works meanwhile stores a key first, and tells the log of it then. */
async function faultsOfKeys(servers: LogWithKeys, { logOfKeys }: Memory): Promise<ServerLoss[]> {
  const { events, keys } = servers;
  const keyrings = await knownKeyrings(servers);
  const named = await newestKeysOf(events);
  const check = await keys.secretCheckOf();
  if (check === null) {
    const wereThere = keyrings.size > 0 || named.length > 0;
    return wereThere && !(await keys.haveBegunAnew()) ? [{ what: 'keys-lost', why: 'missing' }] : [];
  }
  const destroyed = keyrings.get(keyringId(check));
  const isStrange = keyrings.size > 0 && destroyed === undefined && !(await keys.haveBegunAnew());
  if (isStrange || (logOfKeys !== null && logOfKeys !== events.logId)) {
    return [{ what: 'keys-lost', why: 'of another shop' }];
  }
  const known = await keys.wrappedOf(named);
  const keyIds = named.filter((keyId) => !known.has(keyId));
  const revived = Math.max(0, (destroyed ?? 0) - (await keys.lastDestroyed()));
  return keyIds.length === 0 && revived === 0 ? [] : [{ what: 'keys-behind', keyIds, revived }];
}

async function newestKeysOf(events: EventStore): Promise<readonly string[]> {
  const named = new Set<string>();
  for await (const page of events.readAll({ direction: 'backwards', within: NEWEST })) {
    for (const { data } of page) for (const keyId of keyIdsIn(data)) named.add(keyId);
  }
  return [...named];
}
