import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { firstOf } from './first-of.ts';
import type { Host } from './host.ts';
import { caughtUp, checkpoint, confirmation, eventMessage } from './messages.ts';
import type { StoredRecord } from './records.ts';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** The window of the server when the client names none. */
const DEFAULT_WINDOW = 32;

/** Sends with back-pressure. False once the call has ended. */
export async function send(call: ReadCall, message: streams.ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (!call.write(message)) await firstOf([call, 'drain'], [call, 'cancelled'], [call, 'close']);
  return !call.cancelled && !call.destroyed;
}

/** A subscription to `$all`: everything after a position, then what comes, and a word on how far it has looked. */
export async function subscribeToAll(host: Host, call: ReadCall, id: string): Promise<void> {
  const options = call.request.getOptions();
  const all = options?.getAll();
  const { records } = host;
  const from = all?.hasEnd() ? Infinity : all?.hasPosition() ? Number(all.getPosition()?.getCommitPosition()) : -1;
  const filter = options?.getFilter();
  const isWanted = matcherOf(filter);
  const every =
    filter === undefined ? Infinity : (filter.getMax() || DEFAULT_WINDOW) * filter.getCheckpointintervalmultiplier();
  let next = from === Infinity ? records.all.length : records.firstAfter(from);
  let considered = 0;
  let isLive = false;
  await send(call, confirmation(id));
  for (;;) {
    for (; next < records.all.length; next++) {
      const record = records.all[next] as StoredRecord;
      if (isWanted(record) && !(await send(call, eventMessage(record)))) return;
      if (++considered % every === 0 && !(await send(call, checkpoint(record.position)))) return;
    }
    if (!isLive && !(await send(call, caughtUp()))) return;
    isLive = true;
    await host.grown(call);
    if (call.cancelled || call.destroyed) return;
  }
}

function matcherOf(filter: streams.ReadReq.Options.FilterOptions | undefined): (record: StoredRecord) => boolean {
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
