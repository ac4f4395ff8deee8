import type shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import type { Host } from './host.ts';
import { appendAnswer, batchAnswer, nameOf } from './messages.ts';
import { type Expected, MAX_APPEND_BYTES, type Proposed } from './records.ts';
import { failed } from './statuses.ts';

type Message = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** One call, one append: a header, then its events. */
export async function append(
  host: Host,
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  answer: sendUnaryData<streams.AppendResp>,
): Promise<void> {
  let options: streams.AppendReq.Options | undefined;
  const events: Proposed[] = [];
  call.on('data', (request: streams.AppendReq) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message !== undefined) events.push(proposed(message));
  });
  call.on('end', async () => {
    const failure = await host.faults.before('append');
    if (failure !== null) return answer(failed(failure));
    const expected: Expected = options?.hasRevision()
      ? Number(options.getRevision())
      : options?.hasNoStream()
        ? 'no-stream'
        : options?.hasStreamExists()
          ? 'stream-exists'
          : 'any';
    const appended = host.append(nameOf(options?.getStreamIdentifier()), expected, events);
    if (host.faults.silentAnswers) return;
    if (appended.kind !== 'too-large') return answer(null, appendAnswer(appended));
    answer(
      failed(
        { code: 3, details: 'too large', exception: 'maximum-append-size-exceeded' },
        { 'maximum-append-size': String(MAX_APPEND_BYTES) },
      ),
    );
  });
}

/** All appends of a client over one stream, told apart by correlation id. */
export function batchAppend(
  host: Host,
  call: ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>,
): void {
  const open = new Map<string, { options: streams.BatchAppendReq.Options | undefined; events: Proposed[] }>();
  call.on('data', async (request: streams.BatchAppendReq) => {
    const id = request.getCorrelationId() as shared.UUID;
    const one = open.get(id.getString()) ?? { options: request.getOptions(), events: [] };
    open.set(id.getString(), one);
    one.events.push(...request.getProposedMessagesList().map(proposed));
    if (!request.getIsFinal()) return;
    open.delete(id.getString());
    const streamId = nameOf(one.options?.getStreamIdentifier());
    const failure = await host.faults.before('batch');
    if (failure !== null) {
      const response = new streams.BatchAppendResp();
      response.setCorrelationId(id);
      if (one.options !== undefined) response.setStreamIdentifier(one.options.getStreamIdentifier());
      const error = new status.Status();
      error.setCode(failure.code);
      error.setMessage(failure.details);
      error.setDetails(new any.Any());
      response.setError(error);
      call.write(response);
      return;
    }
    const expected: Expected = one.options?.hasStreamPosition()
      ? Number(one.options.getStreamPosition())
      : one.options?.hasNoStream()
        ? 'no-stream'
        : one.options?.hasStreamExists()
          ? 'stream-exists'
          : 'any';
    const appended = host.append(streamId, expected, one.events);
    if (!host.faults.silentAnswers && !call.cancelled) call.write(batchAnswer(id, streamId, appended));
  });
  call.on('end', () => call.end());
  call.on('error', () => undefined);
}

function proposed(message: Message): Proposed {
  return {
    id: message.getId()?.getString() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}
