import type { StoryEvent } from '../view-model.ts';

/** One thing that an event says: where it stands in the body, and its value. */
export interface Fact {
  /** Names of members, and numbers of list entries from 1. */
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

type Json = NonNullable<StoryEvent['data']>[string];

/** A body as facts; what is not said is left out. */
export function factsOf(value: Json, path: readonly string[] = []): readonly Fact[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [{ path, value }];
  return Object.entries(value).flatMap(([name, inner]) =>
    factsOf(inner as Json, [...path, Array.isArray(value) ? String(Number(name) + 1) : name]),
  );
}
