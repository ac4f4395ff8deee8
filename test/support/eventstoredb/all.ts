import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Host } from './host.ts';
import { caughtUp, checkpoint, confirmation } from './messages.ts';
import { hasEnded, type ReadCall, send, sendRecord } from './sending.ts';
import type { StoredRecord } from './stored-record.ts';

type Filter = streams.ReadReq.Options.FilterOptions;

/** The window of the server when the client names none. */
const DEFAULT_WINDOW = 32;

/** A subscription to `$all`: everything after a position, then what comes, and a word on how far it has looked. */
export async function subscribeToAll(host: Host, call: ReadCall, id: string): Promise<void> {
  const options = call.request.getOptions();
  const { all } = host.records;
  const isWanted = matcherOf(options?.getFilter());
  const every = checkpointEvery(options?.getFilter());
  let next = firstOfSubscription(host, options?.getAll());
  let considered = 0;
  let isLive = false;
  await send(host, call, confirmation(id));
  for (;;) {
    for (; next < all.length; next++) {
      const record = all[next] as StoredRecord;
      if (isWanted(record) && !(await sendRecord(host, call, record))) return;
      if (++considered % every === 0 && !(await send(host, call, checkpoint(record.position)))) return;
    }
    if (!isLive) {
      isLive = true;
      if (!(await send(host, call, caughtUp()))) return;
      // Something may have been appended while this was sent.
      continue;
    }
    await host.grown(call);
    if (hasEnded(call)) return;
  }
}

/** Positions of subscriptions are exclusive. */
function firstOfSubscription({ records }: Host, from: streams.ReadReq.Options.AllOptions | undefined) {
  if (from?.hasEnd()) return records.all.length;
  return from?.hasPosition() ? records.firstAfter(Number(from.getPosition()?.getCommitPosition())) : 0;
}

/** After how many records that were looked at, wanted or not, a reader is told how far that was; never without a filter. */
function checkpointEvery(filter: Filter | undefined): number {
  if (filter === undefined) return Infinity;
  return (filter.getMax() || DEFAULT_WINDOW) * filter.getCheckpointintervalmultiplier();
}

function matcherOf(filter: Filter | undefined): (record: StoredRecord) => boolean {
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
