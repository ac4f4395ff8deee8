import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';
import { refusal } from './append-answers.ts';
import type { Host } from './host.ts';
import { expectedOf, nameOf } from './messages.ts';
import type { Deleted, Expected } from './outcomes.ts';
import { failed } from './statuses.ts';

type Request = streams.DeleteReq | streams.TombstoneReq;

/** Deletes a stream so that it can be opened again. */
export function softDelete(host: Host, request: Request, answer: sendUnaryData<streams.DeleteResp>): void {
  carryOut(request, answer, new streams.DeleteResp(), (streamId, expected) => host.records.delete(streamId, expected));
}

/** Deletes a stream for ever. */
export function tombstone(host: Host, request: Request, answer: sendUnaryData<streams.TombstoneResp>): void {
  carryOut(request, answer, new streams.TombstoneResp(), (streamId, expected) =>
    host.records.tombstone(streamId, expected),
  );
}

function carryOut<R extends streams.DeleteResp | streams.TombstoneResp>(
  request: Request,
  answer: sendUnaryData<R>,
  response: R,
  act: (streamId: string, expected: Expected) => Deleted,
): void {
  const options = request.getOptions();
  const streamId = nameOf(options?.getStreamIdentifier());
  const deleted = act(streamId, options?.hasRevision() ? Number(options.getRevision()) : expectedOf(options));
  if (deleted.kind !== 'success') {
    answer(failed(refusal(streamId, deleted)));
    return;
  }
  const position = new streams.DeleteResp.Position();
  position.setCommitPosition(String(deleted.position));
  position.setPreparePosition(String(deleted.position));
  response.setPosition(position);
  answer(null, response);
}
