import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredRecord } from './stored-record.ts';

export type Filter = streams.ReadReq.Options.FilterOptions;

/** Whether a reader of `$all` wants a record; without a filter it wants all. */
export function matcherOf(filter: Filter | undefined): (record: StoredRecord) => boolean {
  if (filter === undefined) return () => true;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  const isByType = filter.hasEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : null;
  return ({ streamId, type }) => {
    const text = isByType ? type : streamId;
    return regex?.test(text) ?? prefixes.some((prefix) => text.startsWith(prefix));
  };
}
