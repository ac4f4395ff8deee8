import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import { type Appended, MAX_APPEND_BYTES, type StoredRecord } from './records.ts';

const TICKS_PER_MS = 10_000n;

export function identifier(streamId: string): shared.StreamIdentifier {
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(streamId));
  return name;
}

export function nameOf(stream: shared.StreamIdentifier | undefined): string {
  return Buffer.from(stream?.getStreamName_asU8() ?? []).toString();
}

export function eventMessage(record: StoredRecord, link?: StoredRecord): streams.ReadResp {
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded(record));
  if (link !== undefined) event.setLink(recorded(link));
  event.setCommitPosition(String((link ?? record).position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
}

function recorded({ id, type, streamId, revision, position, created, data, metadata }: StoredRecord) {
  const uuid = new shared.UUID();
  uuid.setString(id);
  const message = new streams.ReadResp.ReadEvent.RecordedEvent();
  message.setId(uuid);
  message.setStreamIdentifier(identifier(streamId));
  message.setStreamRevision(String(revision));
  message.setCommitPosition(String(position));
  message.setPreparePosition(String(position));
  message.getMetadataMap().set('type', type);
  message.getMetadataMap().set('content-type', 'application/json');
  message.getMetadataMap().set('created', String(BigInt(created) * TICKS_PER_MS));
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}

export function confirmation(id: string): streams.ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(id);
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
}

export function checkpoint(position: number): streams.ReadResp {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  const response = new streams.ReadResp();
  response.setCheckpoint(reached);
  return response;
}

export function caughtUp(): streams.ReadResp {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
}

export function notFound(streamId: string): streams.ReadResp {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(streamId));
  const response = new streams.ReadResp();
  response.setStreamNotFound(missing);
  return response;
}

/** The answer of the unary path; a call that is too large ends it with an error instead. */
export function appendAnswer(appended: Exclude<Appended, { kind: 'too-large' }>): streams.AppendResp {
  const response = new streams.AppendResp();
  if (appended.kind === 'success') {
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(appended.revision));
    if (appended.position !== null) {
      const position = new streams.AppendResp.Position();
      position.setCommitPosition(String(appended.position));
      position.setPreparePosition(String(appended.position));
      success.setPosition(position);
    }
    response.setSuccess(success);
    return response;
  }
  const conflict = new streams.AppendResp.WrongExpectedVersion();
  if (appended.current === 'no-stream') conflict.setCurrentNoStream(new shared.Empty());
  else conflict.setCurrentRevision(String(appended.current));
  response.setWrongExpectedVersion(conflict);
  return response;
}

/** The answer of the batch path. */
export function batchAnswer(id: shared.UUID, streamId: string, appended: Appended): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(id);
  response.setStreamIdentifier(identifier(streamId));
  if (appended.kind === 'success') {
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(appended.revision));
    if (appended.position !== null) {
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(String(appended.position));
      position.setPreparePosition(String(appended.position));
      success.setPosition(position);
    }
    response.setSuccess(success);
    return response;
  }
  response.setError(errorOf(appended));
  return response;
}

function errorOf(appended: Exclude<Appended, { kind: 'success' }>): status.Status {
  const details = new any.Any();
  const error = new status.Status();
  if (appended.kind === 'too-large') {
    const tooLarge = new shared.MaximumAppendSizeExceeded();
    tooLarge.setMaxappendsize(MAX_APPEND_BYTES);
    details.pack(tooLarge.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded');
    error.setCode(3);
  } else {
    const conflict = new shared.WrongExpectedVersion();
    if (appended.current === 'no-stream') conflict.setCurrentNoStream(new shared.Empty() as never);
    else conflict.setCurrentStreamRevision(String(appended.current));
    details.pack(conflict.serializeBinary(), 'event_store.client.WrongExpectedVersion');
    error.setCode(6);
  }
  error.setDetails(details);
  return error;
}
