import { z } from 'zod';
import type { IdSource } from '../../runtime/ids.ts';
import {
  type AppendResult,
  type EventStore,
  type NewEvent,
  RevisionConflict,
  type StoredEvent,
} from '../event-store.ts';

const TYPE = 'LogNamed';

const named = z.looseObject({ logId: z.uuid() });

type Named = Pick<EventStore, 'readStream'> & {
  append(streamId: string, expected: 'no-stream', events: readonly NewEvent[]): Promise<AppendResult>;
};

/**
 * Given once, by the first process: positions mean nothing to another log.
 * @param stream holds it; of none of our categories, so that no subscription meets it.
 * @param beforeNaming may throw to leave the log without a name. @throws StoreUnavailable
 */
export async function nameOfLog(
  store: Named,
  stream: string,
  ids: IdSource,
  at: string,
  beforeNaming: () => void = () => undefined,
): Promise<string> {
  const known = await read(store, stream);
  if (known !== null) return known;
  beforeNaming();
  const id = ids.next();
  const metadata = { $correlationId: id, $causationId: id, commandId: id, actor: 'system', at, schema: 1 };
  try {
    await store.append(stream, 'no-stream', [{ id, type: TYPE, data: { logId: id }, metadata }]);
    return id;
  } catch (error) {
    // Another process was first.
    const theirs = error instanceof RevisionConflict ? await read(store, stream) : null;
    if (theirs === null) throw error;
    return theirs;
  }
}

async function read(store: Named, stream: string): Promise<string | null> {
  const [first] = await store.readStream(stream, { limit: 1 });
  return first === undefined ? null : logIdOf(first);
}

function logIdOf({ data }: StoredEvent): string {
  return named.parse(data).logId;
}
