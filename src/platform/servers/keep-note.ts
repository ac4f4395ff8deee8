import type { EventStore } from '../eventstore/event-store.ts';
import { keyringId } from '../eventstore/keyring/keyring-id.ts';
import type { MongoKeyCollection } from '../eventstore/keyring/mongo-key-collection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { IdSource } from '../runtime/ids.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Timer } from '../runtime/timer.ts';
import { type KeyringNotes, noteKeyring } from './keyring-note.ts';

/** How often the log is told of keys that were destroyed since, in milliseconds. */
const EVERY_MS = 1_000;

export interface Bound extends KeyringNotes {
  readonly events: EventStore;
  readonly keys: MongoKeyCollection;
  /** Grows with each key that is destroyed, here or elsewhere. */
  readonly keyring: { readonly generation: number };
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdSource;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Lets a log and its keys know each other: at once, and whenever a key was destroyed. The keys have to be in use already.
 * @returns ends it, with what was not told yet.
 * @throws StoreUnavailable, DamagedLog, the driver's errors
 */
export async function bindKeysToLog(bound: Bound): Promise<{ close(): Promise<void> }> {
  const { events, keys, timer, logger } = bound;
  if ((await keys.logOf()) !== events.logId) await keys.belongTo(events.logId);
  const check = await keys.secretCheckOf();
  if (check === null) throw new TypeError('the keys are not in use yet');
  const keyring = keyringId(check);
  let told = Number.NEGATIVE_INFINITY;
  const tell = async () => {
    const { generation: destroyed } = bound.keyring;
    if (destroyed === told) return;
    await noteKeyring(bound, { keyring, destroyed }, { at: bound.clock.now(), nextId: () => bound.ids.next() });
    told = destroyed;
  };
  const tryToTell = () =>
    tell().catch((error: unknown) => logger.warn({ err: error }, 'the log could not be told of its keys'));
  await tell();
  await keys.haveBegun();
  const stop = new AbortController();
  const telling = (async () => {
    while (!stop.signal.aborted) {
      await timer.sleep(EVERY_MS, stop.signal);
      await tryToTell();
    }
  })();
  return {
    close: () => {
      stop.abort();
      return telling;
    },
  };
}
