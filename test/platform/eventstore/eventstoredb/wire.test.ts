import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appendMessage } from '../../../../src/platform/eventstore/eventstoredb/append-message.ts';
import { readMessage } from '../../../../src/platform/eventstore/eventstoredb/read-message.ts';
import { WireReader } from '../../../../src/platform/eventstore/eventstoredb/wire.ts';

const id = '0190a7b2-1111-7777-8888-123456789012';
const LARGEST = 2n ** 64n - 1n;
const uint64 = fc.oneof(fc.bigInt({ min: 0n, max: LARGEST }), fc.nat().map(BigInt), fc.constant(LARGEST));
const text = fc.string({ unit: 'binary', maxLength: 300 });
const name = fc.stringMatching(/^[\x21-\x7e]{1,200}$/);
const bytesOf = (message: streams.ReadResp) => Buffer.from(message.serializeBinary());
const padded = (half: bigint) => String(half).padStart(20, '0');

/** As a server of the protocol's own stubs sends it. */
function sent(event: {
  readonly streamId: string;
  readonly type: string;
  readonly revision: bigint;
  readonly commit: bigint;
  readonly prepare: bigint;
  readonly data: string;
  readonly metadata: string;
}): streams.ReadResp {
  const uuid = new shared.UUID();
  uuid.setString(id);
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from(event.streamId));
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(uuid);
  recorded.setStreamIdentifier(stream);
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.commit));
  recorded.setPreparePosition(String(event.prepare));
  recorded.getMetadataMap().set('content-type', 'application/json').set('type', event.type).set('created', '1');
  recorded.setData(Buffer.from(event.data));
  recorded.setCustomMetadata(Buffer.from(event.metadata));
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.commit));
  const message = new streams.ReadResp();
  message.setEvent(read);
  return message;
}

describe('what a read is sent', () => {
  const anEvent = fc.record({
    streamId: name,
    type: name,
    revision: uint64,
    commit: uint64,
    prepare: uint64,
    data: text,
  });

  it('is any event, with whatever it holds', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        const [data, metadata] = [JSON.stringify({ said: event.data }), JSON.stringify({ by: event.data })];
        const message = readMessage(bytesOf(sent({ ...event, data, metadata })));
        expect(message).toEqual({
          checkpoint: null,
          isMissing: false,
          event: {
            bytes: data.length + metadata.length,
            event: {
              id,
              streamId: event.streamId,
              type: event.type,
              revision: Number(event.revision),
              data: { said: event.data.toWellFormed() },
              metadata: { by: event.data.toWellFormed() },
              position: padded(event.commit) + padded(event.prepare),
            },
          },
        });
      }),
    );
  });

  it('is marked where it is no object of JSON', () => {
    const event = { streamId: 's', type: 't', revision: 0n, commit: 1n, prepare: 1n, data: '{"cut', metadata: '7' };
    const read = readMessage(bytesOf(sent(event))).event?.event;
    expect([read?.data, read?.metadata]).toEqual([{ $damaged: '{"cut' }, { $damaged: '7' }]);
  });

  it('is a checkpoint, up to the one that is none', () => {
    fc.assert(
      fc.property(uint64, uint64, (commit, prepare) => {
        const checkpoint = new streams.ReadResp.Checkpoint();
        checkpoint.setCommitPosition(String(commit));
        checkpoint.setPreparePosition(String(prepare));
        const message = new streams.ReadResp();
        message.setCheckpoint(checkpoint);
        const halves = { commit: String(commit), prepare: String(prepare) };
        expect(readMessage(bytesOf(message))).toEqual({ event: null, checkpoint: halves, isMissing: false });
      }),
    );
  });

  it('is that there is no stream', () => {
    const missing = new streams.ReadResp();
    missing.setStreamNotFound(new streams.ReadResp.StreamNotFound());
    expect(readMessage(bytesOf(missing))).toEqual({ event: null, checkpoint: null, isMissing: true });
  });

  it('may be what is not asked for', () => {
    const nothing = { event: null, checkpoint: null, isMissing: false };
    const confirmed = new streams.ReadResp();
    const confirmation = new streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId('7');
    confirmed.setConfirmation(confirmation);
    expect(readMessage(bytesOf(confirmed))).toEqual(nothing);
    const first = new streams.ReadResp();
    first.setFirstStreamPosition(String(LARGEST));
    expect(readMessage(bytesOf(first))).toEqual(nothing);
    expect(readMessage(Buffer.alloc(0))).toEqual(nothing);
    // Fields of a later protocol, written in each way that there is: 15 as eight bytes, 14 as four.
    expect(readMessage(Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x75, 1, 2, 3, 4]))).toEqual(nothing);
  });

  it('is refused where it was cut off', () => {
    const event = { streamId: 's', type: 't', revision: 0n, commit: 1n, prepare: 1n, data: '{}', metadata: '{}' };
    const whole = bytesOf(sent(event));
    for (let size = 1; size < whole.length; size++)
      expect(() => readMessage(whole.subarray(0, size))).toThrow(RangeError);
    expect(() => readMessage(Buffer.from([0x08, 1]))).toThrow(/written in another way/);
    expect(() => new WireReader(Buffer.alloc(12, 0xff)).next()).toThrow(RangeError);
  });
});

describe('an append', () => {
  const event = fc.record({ id: name, type: name, data: text, metadata: text });

  it("is what the protocol's own stubs read", () => {
    fc.assert(
      fc.property(
        name,
        fc.oneof(fc.nat(), fc.constant(0), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant('no-stream' as const)),
        fc.array(event, { minLength: 1, maxLength: 3 }),
        (streamId, expected, events) => {
          const message = streams.BatchAppendReq.deserializeBinary(appendMessage(id, { streamId, expected, events }));
          const options = message.getOptions();
          const nameBytes = options?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
          expect(message.getCorrelationId()?.getString()).toBe(id);
          expect(message.getIsFinal()).toBe(true);
          expect(options?.hasDeadline()).toBe(false);
          expect(Buffer.from(nameBytes).toString()).toBe(streamId);
          expect(options?.hasNoStream()).toBe(expected === 'no-stream');
          expect(options?.hasStreamPosition()).toBe(expected !== 'no-stream');
          if (expected !== 'no-stream') expect(options?.getStreamPosition()).toBe(String(expected));
          const read = message.getProposedMessagesList().map((each) => ({
            id: each.getId()?.getString(),
            type: each.getMetadataMap().get('type'),
            content: each.getMetadataMap().get('content-type'),
            data: Buffer.from(each.getData_asU8()).toString(),
            metadata: Buffer.from(each.getCustomMetadata_asU8()).toString(),
          }));
          expect(read).toEqual(
            events.map(({ data, metadata, ...rest }) => ({
              ...rest,
              content: 'application/json',
              data: data.toWellFormed(),
              metadata: metadata.toWellFormed(),
            })),
          );
        },
      ),
    );
  });
});
