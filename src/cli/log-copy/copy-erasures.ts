import { join } from 'node:path';
import { ERASURES_FILE, ErasureFile } from '../../processes/erasure/erasure-list.ts';
import type { Kind, Places } from './side.ts';

/** Where lists of erasures are; `erasures` is a file that is set for a shop on either side. */
export type ErasurePlaces = Pick<Places, 'dataDir'> & { readonly erasures?: string | undefined };

/** What became of the list of who was erased. */
export interface CopiedErasures {
  /** How many erasures the target's list holds. */
  readonly kept: number;
  /** How many are on a list that has no place at the target. */
  readonly left: number;
}

/**
 * Adds the source's list of erasures to the target's, where a shop on it will look for it: in the file that is set, or in the data folder.
 * Servers have none unless a file is set.
 * @throws StartFault when a list can't be read, StoreUnavailable when the target's can't be written
 */
export function copyErasures(from: Kind, to: Kind, { dataDir, erasures }: ErasurePlaces): CopiedErasures {
  const inFolder = join(dataDir, ERASURES_FILE);
  const target = erasures ?? (to === 'embedded' ? inFolder : null);
  // A folder has one of its own from before a file was set.
  const sources = [...(from === 'embedded' ? [inFolder] : []), ...(erasures === undefined ? [] : [erasures])];
  const known = sources.flatMap((path) => new ErasureFile(path).all());
  if (target === null) return { kept: 0, left: known.length };
  const list = new ErasureFile(target);
  for (const erasure of known) list.add(erasure);
  return { kept: list.all().length, left: 0 };
}
