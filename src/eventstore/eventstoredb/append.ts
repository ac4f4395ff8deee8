import { type Credentials, jsonEvent, NO_STREAM, type WrongExpectedVersionError } from '@eventstore/db-client';
import { toRequest } from '../append-request.ts';
import {
  type AppendResult,
  AppendTooLarge,
  type ExpectedRevision,
  MAX_APPEND_BYTES,
  type NewEvent,
  RevisionConflict,
  StoreUnavailable,
} from '../event-store.ts';
import type { Connection } from './connection.ts';
import { faultOf } from './faults.ts';
import { toPosition } from './position.ts';
import { readStream } from './reads.ts';

/**
 * Given with each call: the client then makes a gRPC call of its own for it. Without them it sends all appends of the process through
 * one stream and one table, where an unserialisable body or another client's broken connection leaves calls unanswered for ever, and
 * a late answer ends the process (ADR 0010).
 */
export type CallCredentials = Credentials;

/**
 * Appends at exactly that place, and repeats the call while its outcome is unclear: with the same ids at the same revision the server
 * takes a repeat for what it is, for ever.
 * @throws RevisionConflict, AppendTooLarge, StoreUnavailable, TypeError when the events can't be stored anywhere.
 */
export async function append(
  connection: Connection,
  credentials: CallCredentials,
  streamId: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Promise<AppendResult> {
  // The client checks nothing: what has no JSON would never be answered, and no events at all would be a success.
  toRequest(streamId, expected, events);
  const expectedRevision = expected === 'no-stream' ? NO_STREAM : BigInt(expected);
  const messages = events.map(({ id, type, data, metadata }) => jsonEvent({ id, type, data, metadata }));
  try {
    const { nextExpectedRevision, position } = await connection.call((client) =>
      client.appendToStream(streamId, messages, { expectedRevision, credentials }),
    );
    const revision = Number(nextExpectedRevision);
    return { revision, position: position ? toPosition(position) : await placeOf(connection, streamId, revision) };
  } catch (error) {
    throw translated(error, streamId, expected);
  }
}

/** Answers to repeats may come without a position. */
async function placeOf(connection: Connection, streamId: string, revision: number): Promise<string> {
  const [event] = await connection.call((client, signal) =>
    readStream(client, streamId, { from: revision, limit: 1 }, signal),
  );
  if (event === undefined) throw new StoreUnavailable(`event ${revision} of ${streamId} can't be read yet`);
  return event.position;
}

function translated(error: unknown, streamId: string, expected: ExpectedRevision): unknown {
  const fault = faultOf(error);
  if (fault === 'conflict') {
    const { actualVersion } = error as WrongExpectedVersionError;
    const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : 'no-stream';
    return new RevisionConflict(streamId, expected, actual);
  }
  if (fault === 'too-large') return new AppendTooLarge(streamId, MAX_APPEND_BYTES);
  if (fault === 'refused') return new StoreUnavailable(`EventStoreDB refuses ${streamId}: ${(error as Error).message}`);
  return error;
}
