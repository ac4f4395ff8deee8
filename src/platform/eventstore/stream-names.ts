interface StreamName {
  readonly category: string;
  readonly id: string;
}

/** Several who look at the same event ask one after the other. */
let lastId = '';
let lastName: StreamName = { category: '', id: '' };

/** Split at the first dash, as EventStoreDB does; without one there is no id. */
export function parseStreamId(streamId: string): StreamName {
  if (streamId === lastId) return lastName;
  const dash = streamId.indexOf('-');
  lastName =
    dash < 0 ? { category: streamId, id: '' } : { category: streamId.slice(0, dash), id: streamId.slice(dash + 1) };
  lastId = streamId;
  return lastName;
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
