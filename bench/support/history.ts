import type { KkotgilEvent } from '../../src/domain/index.ts';
import type { Keyring } from '../../src/platform/eventstore/keyring/keyring.ts';
import { uuidV5 } from '../../src/platform/runtime/ids.ts';
import { systemIds } from '../../src/platform/runtime/system.ts';
import { ruleFor } from '../../src/processes/sms/notice-rules.ts';
import type { EventLog } from '../../src/stored-events/event-log.ts';
import { type Category, streamOf } from '../../src/stored-events/streams.ts';
import type { Place } from './place.ts';

/** Orders that are written at once: enough to keep a store busy, and so few that a slow server answers each call in time. */
const AT_ONCE = 50;
/** Of one whole order. */
const EVENTS_PER_ORDER = 21;

/** Fills a place with the settled history of whole orders, some hundreds of customers' and their recipients'. */
export async function writeHistory(place: Pick<Place, 'openLog'>, events: number): Promise<void> {
  const settled = (number: number): Story => ({
    number,
    at: new Date(Date.UTC(2026, 0, 1) + number * 1000),
    parts: storyOf(number),
  });
  await writeStories(place, settled, Math.ceil(events / EVENTS_PER_ORDER));
}

/** Adds orders that the florist has not looked at yet: paid, on the board, everybody told. */
export async function writeOpenOrders(place: Pick<Place, 'openLog'>, orders: number): Promise<void> {
  const now = new Date();
  const open = (number: number): Story => {
    const { order = [], payment = [], delivery = [] } = storyOf(number);
    return { number, at: now, parts: { order: order.slice(0, 2), payment, delivery: delivery.slice(0, 1) } };
  };
  await writeStories(place, open, orders);
}

interface Story {
  readonly number: number;
  readonly at: Date;
  readonly parts: Readonly<Record<string, readonly KkotgilEvent[]>>;
}

/** So many orders, some of them at once. */
async function writeStories(
  place: Pick<Place, 'openLog'>,
  story: (number: number) => Story,
  orders: number,
): Promise<void> {
  const { log, keyring, close } = await place.openLog();
  try {
    for (let order = 0; order < orders; order += AT_ONCE) {
      const count = Math.min(AT_ONCE, orders - order);
      await Promise.all([...Array(count)].map((_, index) => writeOrder(log, keyring, story(order + index))));
    }
  } finally {
    await close();
  }
}

/** How many events of this program the log holds: what was written, and what others like it have left there. */
export async function eventsIn(place: Pick<Place, 'openStore'>): Promise<number> {
  const store = await place.openStore();
  let events = 0;
  try {
    for await (const page of store.readAll()) events += page.length;
    return events;
  } finally {
    await store.close();
  }
}

/** One order. Every fact has its notice, with the reference that the SMS process gives it: nothing is left to do. */
async function writeOrder(log: EventLog, keyring: Keyring, { number, at, parts }: Story): Promise<void> {
  const orderId = systemIds.next();
  const phone = (of: number) => `+8210${String(20_000_000 + of)}`;
  const customer = await keyring.subjectFor(phone(number % 5_000));
  const recipient = await keyring.subjectFor(phone(5_000 + (number % 700)));
  const notices: KkotgilEvent[] = [];
  const append = (category: Category, events: readonly KkotgilEvent[]) => {
    const commandId = systemIds.next();
    for (const [index, { type }] of events.entries()) notices.push(...noticeOf(uuidV5(commandId, String(index)), type));
    return log.append(streamOf(category, orderId), 'no-stream', events, {
      commandId,
      correlationId: orderId,
      causationId: commandId,
      actor: 'bench',
      at: at.toISOString(),
      subjects: { customer, recipient },
    });
  };
  const facts = Object.entries(parts).map(([category, events]) => append(category as Category, events));
  await Promise.all([...facts, append('notification', notices)]);
}

function noticeOf(factId: string, type: KkotgilEvent['type']): KkotgilEvent[] {
  const rule = ruleFor(type);
  if (rule === undefined || rule.recipient !== 'customer') return [];
  const { template, recipient } = rule;
  const ref = uuidV5(factId, template);
  const notice = { ref, template, recipient, to: '010-****-5678', factId };
  return [
    { type: 'SmsAttempted', data: { ...notice, attempt: 1, kind: 'SMS' } },
    { type: 'SmsSent', data: { ref, messageId: ref } },
  ];
}

function storyOf(number: number): Record<string, KkotgilEvent[]> {
  const amount = 90_000;
  return {
    order: [
      {
        type: 'OrderPlaced',
        data: {
          items: [
            {
              menuItemId: 'rose-bouquet',
              name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
              unitPrice: 45_000,
              quantity: 2,
            },
          ],
          deliveryFee: 0,
          total: amount,
          customer: { name: '이지은', phone: '+821012345678' },
          recipient: { name: '김민수', phone: '+821098765432', address: '서울시 강남구 테헤란로 123', note: null },
          cardMessage: '생일 축하해!',
          cardFrom: '지은',
          deliverOn: null,
          window: null,
          payment: { method: 'card', token: 'sim_ok' },
          locale: 'ko',
        },
      },
      { type: 'OrderPaid', data: { paymentId: `pay-${number}`, amount } },
      { type: 'OrderCompleted', data: {} },
    ],
    payment: [
      { type: 'PaymentAttempted', data: { amount, attempt: 1, key: `charge:${number}` } },
      { type: 'PaymentApproved', data: { amount, paymentId: `pay-${number}` } },
    ],
    delivery: [
      { type: 'DeliveryRequested', data: { deliverOn: null, window: null } },
      { type: 'DeliveryAccepted', data: {} },
      { type: 'DeliveryStarted', data: {} },
      { type: 'DeliveryCompleted', data: {} },
    ],
    review: [
      { type: 'ReviewRequested', data: {} },
      { type: 'ReviewWritten', data: { rating: 5, text: '꽃이 정말 예뻐요' } },
    ],
  };
}
