import { handle } from '../../platform/eventstore/handle-command.ts';
import { erasureAggregate } from '../../stored-events/erasure.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';
import type { ErasureList } from './erasure-list.ts';
import type { PersonKeys } from './erasure-process.ts';

/** Who asks for erasures that a backup does not know. */
const ACTOR = 'restore';
/** Keys that are looked for at once. */
const AT_ONCE = 500;

interface KnownKeys {
  /** The keys of these ids: null for one that is destroyed, absent for one that was never here. */
  keysOf(keyIds: Iterable<string>): Promise<ReadonlyMap<string, object | null>>;
}

export interface RepeatDeps extends CommandDeps {
  readonly keys: PersonKeys & KnownKeys;
  readonly list: ErasureList;
}

/**
 * Erases again who is on the list and whose key is there: the stores are older than that. The erasure is on record first, under the id that
 * it had, and the key is gone before anybody reads with it; the erasure process does what is left.
 * @returns how many there were.
 * @throws StoreUnavailable
 */
export async function repeatErasures(deps: RepeatDeps): Promise<number> {
  const { keys, list } = deps;
  const all = list.all();
  let repeated = 0;
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const known = await keys.keysOf(some.map(({ person }) => person));
    for (const { erasureId, person, cause } of some) {
      // Destroyed already, or of somebody whom these stores do not know.
      if (!known.get(person)) continue;
      const meta = { commandId: erasureId, actor: ACTOR };
      await handle(deps, erasureAggregate, erasureId, { type: 'RepeatErasure', person, cause }, meta);
      await keys.destroy(person);
      repeated++;
    }
  }
  return repeated;
}
