import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Failure } from './faults.ts';
import type { Host } from './host.ts';

const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;

/** What a server says of a position that is no record's; null where it takes it, as it does one beyond the end. */
export function placeFault(
  { records, version }: Host,
  from: streams.ReadReq.Options.AllOptions | undefined,
): Failure | null {
  if (!from?.hasPosition()) return null;
  const place = Number(from.getPosition()?.getCommitPosition());
  if (place > records.lastPosition || records.all[records.firstAfter(place - 1)]?.position === place) return null;
  return version === '24.6'
    ? { code: INVALID_ARGUMENT, details: 'Trying to read from an invalid position.' }
    : { code: UNKNOWN, details: 'Exception was thrown by handler.' };
}
