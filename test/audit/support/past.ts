import type { OrderId } from '../../../src/domain/ids.ts';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import type { Subjects } from '../../../src/platform/eventstore/recorded-event.ts';
import { toTimestamp } from '../../../src/platform/runtime/clock.ts';
import { uuidV5 } from '../../../src/platform/runtime/ids.ts';
import type { EventLog, RecordedEvent } from '../../../src/stored-events/event-log.ts';
import { streamOf } from '../../../src/stored-events/streams.ts';
import { aRoseOrder, categoryOf, idOf } from '../../support/history.ts';

const MINUTE_MS = 60_000;
/** When the first event of a past happened; each later one happened a minute after the one before. */
export const BEGIN = Date.parse('2026-05-08T03:00:00.000Z');

type DataOf<Type extends EventType> = Extract<KkotgilEvent, { type: Type }>['data'];

/** Writes what happened to one order, each event with who did it and what it came from. */
export class Past {
  readonly orderId: OrderId;
  readonly #log: EventLog;
  readonly #subjects: Subjects;
  #minutes = 0;

  constructor(log: EventLog, subjects: Subjects, orderId: OrderId = idOf('told order')) {
    this.orderId = orderId;
    this.#log = log;
    this.#subjects = subjects;
  }

  /** @param cause the event that it came from; none when somebody wanted it. */
  async happened<Type extends EventType>(
    actor: string,
    type: Type,
    data: DataOf<Type>,
    cause?: Pick<RecordedEvent, 'id'>,
  ): Promise<RecordedEvent> {
    const minute = this.#minutes++;
    const streamId = streamOf(categoryOf(type), this.orderId);
    const before = await this.#log.inspectStream(streamId);
    const commandId = uuidV5(this.orderId, `command ${minute}`);
    await this.#log.append(streamId, before.at(-1)?.revision ?? 'no-stream', [{ type, data } as KkotgilEvent], {
      commandId,
      correlationId: this.orderId,
      causationId: cause?.id ?? commandId,
      actor,
      at: minuteOf(minute),
      subjects: this.#subjects,
    });
    return { id: uuidV5(commandId, '0') } as RecordedEvent;
  }
}

/** The time of an event of a past, counted from 0. */
export function minuteOf(number: number): string {
  return toTimestamp(BEGIN + number * MINUTE_MS);
}

const [amount, paymentId] = [90_000, 'pay-1'];
const notice = { ref: 'ref-1', template: 'OrderReceived', recipient: 'customer', to: '+821012345678' } as const;

/** An order that was paid, and cancelled before the florist had confirmed it: the money is back. */
export async function cancelledAndRefunded(past: Past, reason = '마음이 바뀌었어요'): Promise<void> {
  const placed = await past.happened('customer', 'OrderPlaced', aRoseOrder);
  const attempted = await past.happened('payment', 'PaymentAttempted', { amount, attempt: 1, key: 'key-1' }, placed);
  const factId = placed.id;
  await past.happened('sms', 'SmsAttempted', { ...notice, factId, attempt: 1, kind: 'SMS' }, placed);
  const approved = await past.happened('payment', 'PaymentApproved', { amount, paymentId }, attempted);
  const paid = await past.happened('payment', 'OrderPaid', { amount, paymentId }, approved);
  await past.happened('shipping', 'DeliveryRequested', { deliverOn: null, window: null }, paid);
  const by = 'customer';
  const requested = await past.happened('customer', 'OrderCancellationRequested', { by, reason });
  const stopped = await past.happened('customer', 'DeliveryCancelled', { by }, requested);
  const cancelled = await past.happened('shipping', 'OrderCancelled', { by, reason }, stopped);
  const refund = { amount, paymentId, attempt: 1, key: 'key-2' };
  const refunding = await past.happened('payment', 'RefundAttempted', refund, cancelled);
  await past.happened('payment', 'RefundApproved', { amount, paymentId, refundId: 'refund-1' }, refunding);
}

/** An order that was delivered and reviewed. */
export async function completed(past: Past): Promise<void> {
  const placed = await past.happened('customer', 'OrderPlaced', aRoseOrder);
  const attempted = await past.happened('payment', 'PaymentAttempted', { amount, attempt: 1, key: 'key-1' }, placed);
  const approved = await past.happened('payment', 'PaymentApproved', { amount, paymentId }, attempted);
  const paid = await past.happened('payment', 'OrderPaid', { amount, paymentId }, approved);
  await past.happened('shipping', 'DeliveryRequested', { deliverOn: null, window: null }, paid);
  await past.happened('florist', 'DeliveryAccepted', {});
  await past.happened('florist', 'DeliveryStarted', {});
  const delivered = await past.happened('florist', 'DeliveryCompleted', {});
  const ended = await past.happened('shipping', 'OrderCompleted', {}, delivered);
  await past.happened('shipping', 'ReviewRequested', {}, ended);
  await past.happened('customer', 'ReviewWritten', { rating: 5, text: '꽃이 정말 예뻐요' });
  await past.happened('florist', 'ReviewChecked', {});
}
