import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, isRejection } from '../../../../src/domain/decider.ts';
import { type DeliveryCommand, type DeliveryEvent, deliveryDecider } from '../../../../src/domain/delivery/index.ts';
import {
  type AppendResult,
  type Batch,
  type ExpectedRevision,
  type NewEvent,
  type ReadStreamOptions,
  START,
  type StoredEvent,
  type SubscribeOptions,
} from '../../../../src/platform/eventstore/event-store.ts';
import { handle } from '../../../../src/platform/eventstore/handle-command.ts';
import { deliveryAggregate } from '../../../../src/stored-events/delivery.ts';
import { createEventLog, type EventLog } from '../../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../../src/stored-events/streams.ts';
import { deliveryCommands } from '../../../domain/examples/delivery.ts';
import { event } from '../../../support/an-event.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';
import { idOf } from '../../../support/history.ts';
import { MemoryEventStore } from '../../../support/memory-event-store.ts';
import { PlainCodec } from '../../../support/plain-codec.ts';

type Pause = () => Promise<unknown>;

/** One process's way to the log that all share: calls take their time on the way there and back, and so does what is heard. */
class SlowLink extends MemoryEventStore {
  readonly #shared: MemoryEventStore;
  readonly #pause: Pause;

  constructor(shared: MemoryEventStore, pause: Pause) {
    super();
    this.#shared = shared;
    this.#pause = pause;
  }

  override async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    await this.#pause();
    try {
      return await this.#shared.append(streamId, expected, events);
    } finally {
      await this.#pause();
    }
  }

  override async readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly StoredEvent[]> {
    await this.#pause();
    const events = await this.#shared.readStream(streamId, options);
    await this.#pause();
    return events;
  }

  override async *subscribe(options: SubscribeOptions): AsyncIterable<Batch> {
    for await (const batch of this.#shared.subscribe({ ...options, batchSize: 1 })) {
      await this.#pause();
      yield batch;
    }
  }
}

interface Said {
  /** Which process is told, and which caller of it: a caller says one thing after the other. */
  readonly process: number;
  readonly caller: number;
  readonly order: number;
  readonly command: DeliveryCommand;
}

const said: fc.Arbitrary<Said> = fc.record({
  process: fc.nat(1),
  caller: fc.nat(1),
  order: fc.nat(1),
  command: fc.constantFrom(...(Object.values(deliveryCommands) as DeliveryCommand[])),
});

describe('commands to several processes, each of which hears of the others with delay', () => {
  it('are answered as the stream answered at some moment of the call, and all know the streams in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(said, { minLength: 4, maxLength: 24 }), async (scheduler, script) => {
        const shared = new MemoryEventStore();
        const pause = () => scheduler.schedule(Promise.resolve());
        const logs = [0, 1].map(() => createEventLog(new SlowLink(shared, pause), new PlainCodec()));
        const ending = new AbortController();
        const positions = logs.map(() => START);
        const following = logs.map(async (log, index) => {
          for await (const { position } of log.watch({ after: START, signal: ending.signal })) {
            positions[index] = position;
          }
        });
        // The birth of one order is heard; the other one may have been there for long.
        await shared.append('order-0', 'no-stream', [event('the order')]);
        const truth = async (order: number) =>
          (await shared.readStream(streamOf('delivery', `${order}`))) as unknown as DeliveryEvent[];

        const say = async ({ process, order, command }: Said, index: number) => {
          const before = (await truth(order)).length;
          const deps = { log: logs[process] as EventLog, clock: new FixedClock() };
          const meta = { commandId: idOf(`command ${index}`), actor: 'florist' };
          const handled = await handle(deps, deliveryAggregate, `${order}`, command, meta);
          const history = await truth(order);
          const answers = Array.from({ length: history.length - before + 1 }, (_, more) => {
            const decision = deliveryDecider.decide(command, fold(deliveryDecider, history.slice(0, before + more)));
            if (isRejection(decision)) return decision.code;
            return decision.length === 0 ? 'unchanged' : 'accepted';
          });
          expect(answers).toContain(handled.kind === 'rejected' ? handled.rejection.code : handled.kind);
        };
        const callers = Map.groupBy(script.entries(), ([, { process, caller }]) => `${process}/${caller}`);
        const talking = [...callers.values()].map(async (things) => {
          for (const [index, thing] of things) await say(thing, index);
        });
        await scheduler.waitFor(Promise.all(talking));

        const head = await shared.head();
        const heard = async () => {
          while (positions.some((position) => position < head)) await new Promise((resolve) => setImmediate(resolve));
        };
        await scheduler.waitFor(heard());
        for (const order of [0, 1]) {
          const streamId = streamOf('delivery', `${order}`);
          const stored = await shared.readStream(streamId);
          for (const log of logs) {
            const known = await scheduler.waitFor(Promise.resolve(log.knownStream(streamId)));
            expect(known.map(({ id, revision, position }) => ({ id, revision, position }))).toEqual(
              stored.map(({ id, revision, position }) => ({ id, revision, position })),
            );
          }
        }
        ending.abort();
        await scheduler.waitFor(Promise.all(following));
      }),
      { numRuns: 300 },
    );
  });
});
