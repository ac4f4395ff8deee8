import type { IndexQuery } from './view-store.ts';

/** Greater than everything that can follow a prefix: keys are made of letters, digits and `:.-|`. */
const AFTER_ALL = '~';

/** What the keys lie between that an index query asks for, both ends exclusive. */
export interface IndexRange {
  readonly from: string;
  readonly to: string;
}

/** The keys that begin with the prefix and, in the direction of the query, come after where it goes on. */
export function rangeOf({ prefix, direction, after }: Pick<IndexQuery, 'prefix' | 'direction' | 'after'>): IndexRange {
  const end = prefix + AFTER_ALL;
  return direction === 'ascending' ? { from: after ?? prefix, to: end } : { from: prefix, to: after ?? end };
}
