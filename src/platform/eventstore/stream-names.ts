/**
 * A stream's name taken apart at its first dash: EventStoreDB takes what stands before it for the category. A name without one has no id.
 */
export function parseStreamId(streamId: string): { category: string; id: string } {
  const dash = streamId.indexOf('-');
  return dash < 0
    ? { category: streamId, id: '' }
    : { category: streamId.slice(0, dash), id: streamId.slice(dash + 1) };
}

/** The name of a stream. A category has no dash. */
export function streamIdOf(category: string, id: string): string {
  return `${category}-${id}`;
}

/** Which streams belong together, because they tell of one thing. */
export interface StreamFamilies {
  /** What a stream tells of together with others; null for one that stands alone. */
  familyOf(streamId: string): string | null;
  /** The stream whose first event is the first of the family, and tells whose keys seal all of it; null for one that stands alone. */
  firstOf(streamId: string): string | null;
}
