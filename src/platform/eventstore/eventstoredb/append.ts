import shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendRequest, toRequest } from '../append-request.ts';
import {
  type AppendResult,
  AppendTooLarge,
  DamagedLog,
  type ExpectedRevision,
  MAX_APPEND_BYTES,
  type NewEvent,
  type Position,
  RevisionConflict,
  StoreUnavailable,
} from '../event-store.ts';
import type { Connection } from './connection.ts';
import { CallFault, faultOfAppend } from './faults.ts';
import { positionOf } from './position.ts';
import { readStream } from './reads.ts';

/**
 * Repeats the call while its outcome is unclear: the server recognises the same ids at the same revision, for ever.
 * @throws RevisionConflict, AppendTooLarge, StoreUnavailable, TypeError when the events can't be stored anywhere.
 * @throws DamagedLog when the stream was deleted, or its beginning is gone.
 */
export async function append(
  connection: Connection,
  streamId: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Promise<AppendResult> {
  const request = toRequest(streamId, expected, events);
  const answer = await connection.repeat(() => answerOf(connection, request));
  const success = answer.getSuccess();
  const revision = Number(success?.getCurrentRevision());
  // A softly deleted stream reads as none, and goes on where it ended.
  const due = (expected === 'no-stream' ? -1 : expected) + events.length;
  if (revision !== due)
    throw new DamagedLog(`${streamId} has gone on with event ${revision} instead of ${due}: its beginning was deleted`);
  const place = success?.getPosition();
  const position =
    place === undefined
      ? await placeOf(connection, streamId, revision)
      : positionOf(place.getCommitPosition(), place.getPreparePosition());
  return { revision, position };
}

async function answerOf(connection: Connection, request: AppendRequest): Promise<streams.BatchAppendResp> {
  const answer = await connection.appends.append(request);
  const error = answer.getError();
  if (error === undefined) return answer;
  const { streamId, expected } = request;
  const typeName = error.getDetails()?.getTypeName() ?? '';
  const fault = faultOfAppend(typeName, error.getMessage());
  switch (fault) {
    case 'conflict':
      throw new RevisionConflict(streamId, expected, actualIn(answer));
    case 'too-large':
      throw new AppendTooLarge(streamId, MAX_APPEND_BYTES);
    case 'deleted':
      throw new DamagedLog(`${streamId} was deleted on the server for good`);
    case 'refused':
      throw new DamagedLog(`EventStoreDB refuses ${streamId}: ${error.getMessage() || typeName}`);
    default:
      throw new CallFault(fault, error.getMessage() || typeName);
  }
}

function actualIn(answer: streams.BatchAppendResp): ExpectedRevision {
  const details = answer.getError()?.getDetails();
  const conflict = details?.unpack(shared.WrongExpectedVersion.deserializeBinary, details.getTypeName());
  return conflict?.hasCurrentStreamRevision() ? Number(conflict.getCurrentStreamRevision()) : 'no-stream';
}

/** Answers to repeats may lack a position. */
async function placeOf(connection: Connection, streamId: string, revision: number): Promise<Position> {
  const events = await connection.call((link, listening) =>
    readStream(link, streamId, { from: revision, limit: 1 }, listening),
  );
  const event = events?.[0];
  if (event === undefined) throw new StoreUnavailable(`event ${revision} of ${streamId} can't be read yet`);
  return event.position;
}
