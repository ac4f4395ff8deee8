import type { Filter, FindOptions } from 'mongodb';
import type { Position } from '../../eventstore/event-store.ts';
import { rangeOf } from '../index-range.ts';
import type { IndexQuery } from '../view-store.ts';

/** A document of a view: beside its body a member for the key of each index, null when it is not in it. */
export interface ViewDocument {
  readonly _id: string;
  readonly position: Position;
  readonly body: unknown;
  readonly [key: `key_${string}`]: string | null;
}

/** What a view's documents are asked for. Every query is one of those made here, so that a test can look for the index of each. */
export interface DocumentQuery {
  readonly filter: Filter<ViewDocument>;
  readonly options: FindOptions & { readonly sort?: Readonly<Record<string, 1 | -1>> };
}

/** The member that holds the key of an index. */
export function keyMember(index: string): `key_${string}` {
  return `key_${index}`;
}

export function byIds(ids: readonly string[]): DocumentQuery {
  return {
    filter: { _id: { $in: [...ids] } },
    options: { projection: { position: 1, body: 1 }, batchSize: ids.length + 1 },
  };
}

export function byIndex(query: IndexQuery): DocumentQuery {
  const key = keyMember(query.index);
  const { from, to } = rangeOf(query);
  const { limit } = query;
  return {
    // Null is no text, and so between no two texts.
    filter: { [key]: { $gt: from, $lt: to } },
    options: {
      sort: { [key]: query.direction === 'ascending' ? 1 : -1 },
      projection: { _id: 0, body: 1, [key]: 1 },
      limit,
      batchSize: limit + 1,
    },
  };
}

export function inOrderOfIds(after: string | null, limit: number): DocumentQuery {
  return {
    filter: { _id: { $gt: after ?? '' } },
    options: { sort: { _id: 1 }, projection: { position: 1, body: 1 }, limit, batchSize: limit + 1 },
  };
}
