import { keyIdsIn } from '../codec/sealing.ts';
import type { JsonObject } from '../event-store.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { Damage } from '../log-check/damage.ts';
import type { LogRow } from './log-row.ts';
import { toPosition } from './position.ts';

/** Keys that are not looked up again, until there are so many. */
const REMEMBERED = 10_000;

/** Finds rows whose keys are missing or can't be opened. A destroyed key is neither. */
export function lostKeys(keyring: Pick<Keyring, 'keysOf'>): (rows: readonly LogRow[]) => Promise<readonly Damage[]> {
  const known = new Set<string>();
  return async (rows) => {
    const needed = rows
      .filter(({ data }) => data.includes('"$sealed"'))
      .map((row) => ({ row, keys: keyIdsIn(JSON.parse(row.data) as JsonObject).filter((key) => !known.has(key)) }));
    const there = await keyring.keysOf(new Set(needed.flatMap(({ keys }) => keys)));
    if (known.size >= REMEMBERED) known.clear();
    for (const key of there.keys()) known.add(key);
    return needed
      .filter(({ keys }) => keys.some((key) => !there.has(key)))
      .map(({ row }) => ({ position: toPosition(row.position), streamId: row.stream, what: 'key-lost' }));
  };
}
