import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import { appendAnswer, batchAnswer } from './append-answers.ts';
import { batchTimeout } from './batch-errors.ts';
import type { Host } from './host.ts';
import { expectedOf, nameOf } from './messages.ts';
import { failed } from './statuses.ts';
import type { Proposed } from './stored-record.ts';

export type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
export type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
type Message = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** One call, one append: a header, then its events. */
export function append(host: Host, call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void {
  let options: streams.AppendReq.Options | undefined;
  const events: Proposed[] = [];
  call.on('data', (request: streams.AppendReq) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message !== undefined) events.push(proposed(message));
  });
  call.on('end', async () => {
    const failure = await host.before('append');
    if (failure !== null) return answer(failed(failure));
    const streamId = nameOf(options?.getStreamIdentifier());
    const expected = options?.hasRevision() ? Number(options.getRevision()) : expectedOf(options);
    const answered = appendAnswer(streamId, host.append(streamId, expected, events));
    if (host.faults.silentAnswers) return;
    if ('code' in answered) answer(failed(answered));
    else answer(null, answered);
  });
}

/** All appends of a client over one stream, told apart by correlation id. */
export function batchAppend(host: Host, call: BatchCall): void {
  const open = new Map<string, { options: streams.BatchAppendReq.Options | undefined; events: Proposed[] }>();
  call.on('data', async (request: streams.BatchAppendReq) => {
    const id = request.getCorrelationId() as shared.UUID;
    const one = open.get(id.getString()) ?? { options: request.getOptions(), events: [] };
    open.set(id.getString(), one);
    one.events.push(...request.getProposedMessagesList().map(proposed));
    if (!request.getIsFinal()) return;
    open.delete(id.getString());
    const { options, events } = one;
    host.seen.appends++;
    if (options?.hasDeadline()) host.seen.deadlines++;
    const failure = await host.before('batch');
    const streamId = nameOf(options?.getStreamIdentifier());
    const expected = options?.hasStreamPosition() ? Number(options.getStreamPosition()) : expectedOf(options);
    const answer = batchAnswer(id, streamId, failure ?? host.append(streamId, expected, events));
    // The client's time is absolute. What comes after it is told to be late, though it was written.
    if (Number(options?.getDeadline()?.toDate() ?? Infinity) < Date.now()) answer.setError(batchTimeout());
    if (!host.faults.silentAnswers && !call.cancelled && !call.writableEnded) call.write(answer);
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
