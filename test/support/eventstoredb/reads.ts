import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ReadCall, send } from './all.ts';
import { eventMessage, nameOf, notFound } from './messages.ts';
import type { Records, StoredRecord } from './records.ts';

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** A read that comes to an end: of one stream, or of everything. */
export async function readToEnd(records: Records, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  const stream = options?.getStream();
  const name = nameOf(stream?.getStreamIdentifier());
  if (stream !== undefined && records.stream(name) === undefined) {
    await send(call, notFound(name));
    call.end();
    return;
  }
  const count = Number(options?.getCount() ?? Infinity);
  const isBackwards = options?.getReadDirection() === BACKWARDS;
  const found =
    stream === undefined
      ? ofAll(records, call, isBackwards, count)
      : ofStream(records.stream(name) ?? [], stream, isBackwards);
  const resolves = options?.getResolveLinks() === true;
  for (const record of found.slice(0, count)) {
    const target = resolves ? records.resolve(record) : record;
    if (target === undefined) continue;
    if (!(await send(call, eventMessage(target, target === record ? undefined : record)))) return;
  }
  call.end();
}

/** From a revision, inclusive. */
function ofStream(
  stream: readonly StoredRecord[],
  options: streams.ReadReq.Options.StreamOptions,
  isBackwards: boolean,
) {
  const from = options.hasRevision() ? Number(options.getRevision()) : options.hasEnd() ? stream.length - 1 : 0;
  return isBackwards ? stream.slice(0, from + 1).reverse() : stream.slice(from);
}

/** Forwards inclusive, backwards exclusive. */
function ofAll(records: Records, call: ReadCall, isBackwards: boolean, count: number): readonly StoredRecord[] {
  const options = call.request.getOptions()?.getAll();
  const at = Number(options?.getPosition()?.getCommitPosition());
  if (!isBackwards) return records.all.slice(options?.hasPosition() ? records.firstAfter(at - 1) : 0);
  const end = options?.hasPosition() ? records.firstAfter(at - 1) : records.all.length;
  return records.all.slice(Math.max(0, end - count), end).reverse();
}
