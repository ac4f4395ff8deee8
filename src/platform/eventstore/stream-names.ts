/** Split at the first dash, as EventStoreDB does; without one there is no id. */
export function parseStreamId(streamId: string): { category: string; id: string } {
  const dash = streamId.indexOf('-');
  return dash < 0
    ? { category: streamId, id: '' }
    : { category: streamId.slice(0, dash), id: streamId.slice(dash + 1) };
}

/** A category has no dash. */
export function streamIdOf(category: string, id: string): string {
  return `${category}-${id}`;
}

export interface StreamFamilies {
  /** Null for a stream that stands alone. */
  familyOf(streamId: string): string | null;
  /** Its first event tells whose keys seal the whole family; null for a stream that stands alone. */
  firstOf(streamId: string): string | null;
}
