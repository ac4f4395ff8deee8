import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import type { Failure } from './faults.ts';
import { identifier } from './messages.ts';
import type { Appended, Conflict } from './outcomes.ts';
import { MAX_APPEND_BYTES } from './records.ts';

type Details = 'WrongExpectedVersion' | 'StreamDeleted' | 'MaximumAppendSizeExceeded' | 'BadRequest' | 'Timeout';

/** The status of one append that was refused; the client tells it by the type of its details. */
export function batchError(streamId: string, refused: Exclude<Appended, { kind: 'success' }>): status.Status {
  switch (refused.kind) {
    case 'conflict':
      return statusOf(6, 'WrongExpectedVersion', conflictOf(refused));
    case 'tombstoned': {
      const deleted = new shared.StreamDeleted();
      deleted.setStreamIdentifier(identifier(streamId));
      return statusOf(5, 'StreamDeleted', deleted);
    }
    case 'too-large': {
      const tooLarge = new shared.MaximumAppendSizeExceeded();
      tooLarge.setMaxappendsize(MAX_APPEND_BYTES);
      return statusOf(3, 'MaximumAppendSizeExceeded', tooLarge);
    }
    case 'bad-request':
      return statusOf(3, 'BadRequest', new shared.BadRequest());
  }
}

/** The status of an append that was too late for the time that the client had set; it may have been written. */
export function batchTimeout(): status.Status {
  return statusOf(4, 'Timeout', new shared.Timeout());
}

/** A status without details that the client knows: of it nothing but its message is told. */
export function batchFailure({ code, details }: Failure): status.Status {
  const error = new status.Status();
  error.setCode(code);
  error.setMessage(details);
  error.setDetails(new any.Any());
  return error;
}

function statusOf(code: number, name: Details, message: { serializeBinary(): Uint8Array }): status.Status {
  const details = new any.Any();
  details.pack(message.serializeBinary(), `event_store.client.${name}`);
  const error = new status.Status();
  error.setCode(code);
  error.setMessage(name);
  error.setDetails(details);
  return error;
}

function conflictOf({ current, expected }: Conflict): shared.WrongExpectedVersion {
  const conflict = new shared.WrongExpectedVersion();
  // The package's types take its own empty message where its code serialises any.
  const empty = () => new shared.Empty() as never;
  if (current === 'no-stream') conflict.setCurrentNoStream(empty());
  else conflict.setCurrentStreamRevision(String(current));
  if (expected === 'no-stream') conflict.setExpectedNoStream(empty());
  else if (expected === 'stream-exists') conflict.setExpectedStreamExists(empty());
  else if (expected === 'any') conflict.setExpectedAny(empty());
  else conflict.setExpectedStreamPosition(String(expected));
  return conflict;
}
