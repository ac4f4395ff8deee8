import type { EventType, KkotgilEvent } from '../../src/domain/index.ts';
import type { Clock } from '../../src/platform/runtime/clock.ts';
import { toTimestamp } from '../../src/platform/runtime/clock.ts';
import { uuidV5 } from '../../src/platform/runtime/ids.ts';
import { createEventLog, type EventLog, type RecordedEvent } from '../../src/stored-events/event-log.ts';
import { streamOf } from '../../src/stored-events/streams.ts';
import { MemoryEventStore } from './memory-event-store.ts';
import { PlainCodec } from './plain-codec.ts';

export { aRoseOrder } from './builders.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';

/** A UUID that a test can call by a name. */
export function idOf(name: string): string {
  return uuidV5(TESTS, name);
}

type EventOf<Type extends EventType> = Extract<KkotgilEvent, { type: Type }>;

/** A log in memory into which a test writes what happened, one event at a time. */
export class History {
  readonly log: EventLog;
  readonly #clock: Clock;
  #told = 0;

  constructor(clock: Clock, log = createEventLog(new MemoryEventStore(), new PlainCodec())) {
    this.#clock = clock;
    this.log = log;
  }

  /** Writes an event to the end of its stream, at the clock's time; answers with what stands in the log. */
  async happened<Type extends EventType>(
    orderId: string,
    type: Type,
    data: EventOf<Type>['data'],
  ): Promise<RecordedEvent> {
    const streamId = streamOf(categoryOf(type), orderId);
    const before = await this.log.readStream(streamId);
    const commandId = idOf(`told-${this.#told++}`);
    await this.log.append(streamId, before.at(-1)?.revision ?? 'no-stream', [{ type, data } as EventOf<Type>], {
      commandId,
      correlationId: orderId,
      causationId: commandId,
      actor: 'test',
      at: toTimestamp(this.#clock.now()),
      subjects: { customer: 'customer-key', recipient: 'recipient-key' },
    });
    return (await this.log.readStream(streamId)).at(-1) as RecordedEvent;
  }
}

/** The category of the stream that an event of an order stands in. */
export function categoryOf(type: EventType) {
  if (type.startsWith('Order')) return 'order';
  if (type.startsWith('Delivery')) return 'delivery';
  if (type.startsWith('Review')) return 'review';
  return type.startsWith('Sms') ? 'notification' : 'payment';
}
