import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Expected } from './outcomes.ts';
import type { StoredRecord } from './stored-record.ts';

const TICKS_PER_MS = 10_000n;

export function identifier(streamId: string): shared.StreamIdentifier {
  const name = new shared.StreamIdentifier();
  name.setStreamName(Buffer.from(streamId));
  return name;
}

export function nameOf(stream: shared.StreamIdentifier | undefined): string {
  return Buffer.from(stream?.getStreamName_asU8() ?? []).toString();
}

/** A record as a read brings it, and beside a link what it leads to, unless that is gone or was not asked for. */
export function eventMessage(record: StoredRecord, target: StoredRecord | undefined): streams.ReadResp {
  const event = new streams.ReadResp.ReadEvent();
  if (target !== undefined) event.setEvent(recorded(target));
  if (target !== record) event.setLink(recorded(record));
  event.setCommitPosition(String(record.position));
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

/** What a server sends for a position that is none. */
export const ALL_BITS = String(2n ** 64n - 1n);

export function checkpoint(position: string): streams.ReadResp {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(position);
  reached.setPreparePosition(position);
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

/** What a call expects of its stream, other than a revision, which every kind of call names in its own way. */
export function expectedOf(
  options: { hasNoStream(): boolean; hasStreamExists(): boolean } | undefined,
): Exclude<Expected, number> {
  if (options?.hasNoStream()) return 'no-stream';
  return options?.hasStreamExists() ? 'stream-exists' : 'any';
}
