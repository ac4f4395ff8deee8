import { setTimeout as sleep } from 'node:timers/promises';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { refusal } from './append-answers.ts';
import { matcherOf } from './filter.ts';
import type { Host } from './host.ts';
import { nameOf, notFound } from './messages.ts';
import { placeFault } from './places.ts';
import type { Records } from './records.ts';
import { hasEnded, type ReadCall, send, sendRecord } from './sending.ts';
import { failed } from './statuses.ts';
import type { StoredRecord } from './stored-record.ts';

type Options = streams.ReadReq.Options;
/** Into so many parts an answer is taken apart, where the faults want that. */
const PARTS = 3;
const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** A read that comes to an end: of one stream, or of everything. */
export async function readToEnd(host: Host, call: ReadCall): Promise<void> {
  const { records } = host;
  const options = call.request.getOptions() as Options;
  const name = nameOf(options.getStream()?.getStreamIdentifier());
  if (options.hasStream() && records.isTombstoned(name)) {
    call.emit('error', failed(refusal(name, { kind: 'tombstoned' })));
    return;
  }
  if (options.hasStream() && records.stream(name) === undefined) {
    await send(host, call, notFound(name));
    call.end();
    return;
  }
  const fault = placeFault(host, options.getAll());
  if (fault !== null) {
    call.emit('error', failed(fault));
    return;
  }
  if (options.hasFilter() && host.faults.neverFinds) return;
  const found = options.hasStream() ? ofStream(records.stream(name) ?? [], options) : ofAll(records, options);
  if (await sendInParts(host, call, found)) call.end();
  else host.seen.brokenReads++;
}

/** Says whether the reader was there until the end. */
async function sendInParts(host: Host, call: ReadCall, found: readonly StoredRecord[]): Promise<boolean> {
  for (const part of partsOf(host, found)) {
    await paused(host);
    for (const record of part) if (!(await sendRecord(host, call, record))) return false;
  }
  await paused(host);
  return !hasEnded(call);
}

function partsOf({ faults }: Host, found: readonly StoredRecord[]): readonly (readonly StoredRecord[])[] {
  if (faults.partsMs === 0) return [found];
  const size = Math.ceil(found.length / PARTS);
  return Array.from({ length: PARTS }, (_, part) => found.slice(part * size, (part + 1) * size));
}

async function paused({ faults }: Host): Promise<void> {
  if (faults.partsMs > 0) await sleep(faults.partsMs);
}

/** From a revision, inclusive. */
function ofStream(stream: readonly StoredRecord[], options: Options): readonly StoredRecord[] {
  const at = options.getStream();
  // A stream that was soft-deleted begins later.
  const start = stream[0]?.revision ?? 0;
  const from = at?.hasRevision() ? Number(at.getRevision()) - start : at?.hasEnd() ? stream.length - 1 : 0;
  return options.getReadDirection() === BACKWARDS
    ? lastOf(stream, from + 1, options)
    : firstOf(stream, Math.max(0, from), options);
}

/** Forwards inclusive, backwards exclusive; a count is of what the filter lets through. */
function ofAll(records: Records, options: Options): readonly StoredRecord[] {
  const at = options.getAll();
  const index = at?.hasPosition() ? records.firstAfter(Number(at.getPosition()?.getCommitPosition()) - 1) : null;
  const from = index ?? (at?.hasEnd() ? records.all.length : 0);
  const isBackwards = options.getReadDirection() === BACKWARDS;
  if (!options.hasFilter())
    return isBackwards ? lastOf(records.all, from, options) : firstOf(records.all, from, options);
  const considered = isBackwards ? records.all.slice(0, from) : records.all.slice(from);
  const wanted = considered.filter(matcherOf(options.getFilter()));
  return isBackwards ? lastOf(wanted, wanted.length, options) : firstOf(wanted, 0, options);
}

function firstOf(records: readonly StoredRecord[], from: number, options: Options): readonly StoredRecord[] {
  return records.slice(from, from + Number(options.getCount()));
}

function lastOf(records: readonly StoredRecord[], end: number, options: Options): readonly StoredRecord[] {
  return records.slice(Math.max(0, end - Number(options.getCount())), Math.max(0, end)).reverse();
}
