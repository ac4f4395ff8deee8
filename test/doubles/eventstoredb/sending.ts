import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { firstOf } from './first-of.ts';
import type { Host } from './host.ts';
import { eventMessage } from './messages.ts';
import type { StoredRecord } from './stored-record.ts';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** Whether nobody waits for more of this call. */
export function hasEnded(call: ReadCall): boolean {
  return call.cancelled || call.destroyed || call.writableEnded;
}

/** Sends with back-pressure, and nothing while the server is frozen. False once the call has ended. */
export async function send(host: Host, call: ReadCall, message: streams.ReadResp): Promise<boolean> {
  if (host.faults.isFrozen) await host.faults.thawed();
  if (hasEnded(call)) return false;
  if (!call.write(message)) await firstOf([call, 'drain'], [call, 'cancelled'], [call, 'close']);
  return !hasEnded(call);
}

/** Sends a record. False once the call has ended. */
export function sendRecord(host: Host, call: ReadCall, record: StoredRecord): Promise<boolean> {
  host.sent++;
  return send(host, call, recordMessage(host, call, record));
}

/** A record, and what it leads to where the reader asked for that. */
export function recordMessage({ records }: Host, call: ReadCall, record: StoredRecord): streams.ReadResp {
  const resolves = call.request.getOptions()?.getResolveLinks() === true;
  return eventMessage(record, resolves ? records.resolve(record) : record);
}
