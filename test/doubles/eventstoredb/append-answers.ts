import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { batchError, batchFailure } from './batch-errors.ts';
import type { Failure } from './faults.ts';
import { identifier } from './messages.ts';
import type { Appended, Conflict, Deleted } from './outcomes.ts';
import { MAX_APPEND_BYTES } from './records.ts';

/** The answer of the unary path; a conflict is an answer there as well, everything else that is refused an error. */
export function appendAnswer(streamId: string, appended: Appended): streams.AppendResp | Failure {
  const response = new streams.AppendResp();
  if (appended.kind === 'success') {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(appended.position));
    position.setPreparePosition(String(appended.position));
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(appended.revision));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  if (appended.kind !== 'conflict') return refusal(streamId, appended);
  const conflict = new streams.AppendResp.WrongExpectedVersion();
  const { current, expected } = appended;
  if (current === 'no-stream') conflict.setCurrentNoStream(new shared.Empty());
  else conflict.setCurrentRevision(String(current));
  if (expected === 'no-stream') conflict.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream-exists') conflict.setExpectedStreamExists(new shared.Empty());
  else if (expected === 'any') conflict.setExpectedAny(new shared.Empty());
  else conflict.setExpectedRevision(String(expected));
  response.setWrongExpectedVersion(conflict);
  return response;
}

/** The answer of the batch path, where everything is an answer, so that the other appends on it go on. */
export function batchAnswer(id: shared.UUID, streamId: string, appended: Appended | Failure): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(id);
  response.setStreamIdentifier(identifier(streamId));
  if (!('kind' in appended)) response.setError(batchFailure(appended));
  else if (appended.kind !== 'success') response.setError(batchError(streamId, appended));
  else {
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(appended.position));
    position.setPreparePosition(String(appended.position));
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(appended.revision));
    success.setPosition(position);
    response.setSuccess(success);
  }
  return response;
}

/** How a unary call that changes nothing ends. */
export function refusal(streamId: string, refused: Exclude<Appended | Deleted, { kind: 'success' }>): Failure {
  switch (refused.kind) {
    case 'tombstoned':
      return { code: 9, details: 'stream deleted', exception: 'stream-deleted', trailers: { 'stream-name': streamId } };
    case 'too-large':
      return {
        code: 3,
        details: 'too large',
        exception: 'maximum-append-size-exceeded',
        trailers: { 'maximum-append-size': String(MAX_APPEND_BYTES) },
      };
    case 'bad-request':
      return { code: 3, details: 'bad request' };
    case 'conflict':
      return {
        code: 9,
        details: 'wrong expected version',
        exception: 'wrong-expected-version',
        trailers: { 'stream-name': streamId, ...revisionsOf(refused) },
      };
  }
}

/** Where no number stands for a state of the stream, the server writes a negative one; a missing stream it leaves out. */
function revisionsOf({ expected, current }: Conflict): Readonly<Record<string, string>> {
  const negative = { 'no-stream': -1, any: -2, 'stream-exists': -4 };
  const number = typeof expected === 'number' ? expected : negative[expected];
  return {
    'expected-version': String(number),
    ...(current === 'no-stream' ? {} : { 'actual-version': String(current) }),
  };
}
