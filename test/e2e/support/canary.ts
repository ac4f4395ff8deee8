import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { findInBytes } from '../../support/find-in-files.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN } from './app.ts';
import { type Answer, anOrder, type Client, eventually, type Placed } from './client.ts';

/** Two people, and all that they say, in words that stand nowhere else: wherever one of these turns up, it was told of them. */
export interface Marked {
  readonly customerPhone: string;
  readonly recipientPhone: string;
  readonly words: {
    readonly customer: string;
    readonly recipient: string;
    readonly address: string;
    readonly note: string;
    readonly card: string;
    readonly from: string;
    readonly review: string;
    readonly reply: string;
    readonly reason: string;
  };
  /** What must not be found: the words, and both numbers in every spelling. */
  readonly texts: readonly string[];
}

/** @param digits two of them, by which these people are told from all others. */
export function marked(digits: string): Marked {
  const customer = `7315${digits}17`;
  const recipient = `9462${digits}58`;
  const word = (korean: string, latin: string) => `${korean}Zq${latin}${digits}`;
  const words = {
    customer: word('나비손', 'Cust'),
    recipient: word('바람별', 'Reci'),
    address: word('구름로', 'Addr'),
    note: word('고양이문', 'Note'),
    card: word('봄노래', 'Card'),
    from: word('달빛', 'From'),
    review: word('향기편지', 'Revi'),
    reply: word('꽃인사', 'Repl'),
    reason: word('비바람', 'Reas'),
  };
  return {
    customerPhone: `010${customer}`,
    recipientPhone: `010${recipient}`,
    words,
    texts: [...Object.values(words), ...[customer, recipient].flatMap(spellingsOf)],
  };
}

function spellingsOf(number: string): string[] {
  const [middle, end] = [number.slice(0, 4), number.slice(4)];
  return [`10${number}`, `${middle}-${end}`, `****-${end}`];
}

/** An order of marked people. */
export function markedOrder({ customerPhone, recipientPhone, words }: Marked, token = 'sim_ok', over: object = {}) {
  return anOrder({
    customer: { name: words.customer, phone: customerPhone },
    recipient: { name: words.recipient, phone: recipientPhone, address: words.address, note: words.note },
    cardMessage: words.card,
    cardFrom: words.from,
    payment: { method: 'card', token },
    ...over,
  });
}

/** Which of the texts stand in this one, in any spelling. */
export function foundIn(content: string, texts: readonly string[]): string[] {
  const bytes = Buffer.from(content);
  return texts.filter((text) => findInBytes(bytes, text).length > 0);
}

/** Takes what a program tells of its traces. */
export async function traceCollector() {
  let sent = '';
  const server = createServer(async (request, response) => {
    for await (const chunk of request) sent += chunk;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lets marked people do all that can be done in the shop, and all that can go wrong. Answers with their orders, and every refusal. */
export async function wholeRun(client: Client, people: Marked, set: SetSystem) {
  const { words } = people;
  const orders: Placed[] = [];
  const refusals: Answer[] = [];
  const florist = (orderId: string, step: string, body?: unknown) => client.deliver(orderId, step, body);
  const place = async (token?: string, over?: object) => {
    const placed = await client.placed(markedOrder(people, token, over));
    orders.push(placed);
    return placed;
  };
  const withFlorist = (orderId: string) =>
    client.untilOrder(orderId, 'is with the florist', (order) => order?.delivery?.status === 'Requested', 30_000);

  // Delivered and reviewed.
  const delivered = await place();
  await withFlorist(delivered.orderId);
  for (const step of ['accept', 'start', 'complete']) await florist(delivered.orderId, step);
  const review = { token: delivered.trackingToken, body: { rating: 5, text: words.review } };
  await eventually('the review is taken', async () => {
    const { status } = await client.request('POST', `/api/orders/${delivered.orderId}/review`, review);
    return status === 201 ? { done: null } : { not: String(status) };
  });
  refusals.push(await client.request('POST', `/api/orders/${delivered.orderId}/review`, review));
  const reply = { token: FLORIST_TOKEN, body: { text: words.reply } };
  await client.request('POST', `/api/reviews/${delivered.orderId}/reply`, reply);

  // Failed at the door and brought back, cancelled, rejected, declined.
  const returned = await place('sim_lost_reply');
  await withFlorist(returned.orderId);
  for (const step of ['accept', 'start']) await florist(returned.orderId, step);
  await florist(returned.orderId, 'fail', { reason: words.reason });
  await florist(returned.orderId, 'return');
  const cancelled = await place('sim_refund_lost_reply');
  await withFlorist(cancelled.orderId);
  await client.cancel(cancelled.orderId, cancelled.trackingToken, { reason: words.reason });
  const rejected = await place('sim_late');
  await withFlorist(rejected.orderId);
  await florist(rejected.orderId, 'reject', { reason: words.reason });
  await place('sim_declined');

  // While the outside systems are away.
  await set('payment', 'down');
  await set('sms', 'down');
  const late = await place();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await client.cancel(late.orderId, late.trackingToken, { reason: words.reason });
  await set('payment', 'up');
  await set('sms', 'up');

  // What can't be taken.
  for (const over of [
    { deliverOn: words.note, window: '13:00-16:00' },
    { locale: words.card },
    { customer: { name: words.customer, phone: `${people.customerPhone}999` } },
    { nickname: words.card },
    { [words.card]: words.customer },
    { payment: { method: 'card', token: 'sim_ok', [words.address]: 'a\0' } },
    { items: [{ menuItemId: `m${people.customerPhone}`, quantity: 1 }] },
    { cardMessage: words.card.repeat(100) },
    { items: [{ menuItemId: 'rose-bouquet', quantity: words.address }] },
  ]) {
    refusals.push(await client.place(markedOrder(people, 'sim_ok', over)));
  }
  const raw = (path: string, body: string, token?: string) =>
    client.request('POST', path, { headers: { 'content-type': 'application/json' }, ...(token && { token }), body });
  refusals.push(
    await raw('/api/orders', `{"customer": {"name": "${words.customer}"`),
    await client.get(`/api/orders?cursor=${encodeURIComponent(words.customer)}`, OPERATOR_TOKEN),
    await client.get(`/api/orders?status=${people.customerPhone}`, FLORIST_TOKEN),
    await client.get(`/api/orders?${people.customerPhone}=1`, FLORIST_TOKEN),
    await client.get(`/api/orders/${encodeURIComponent(words.customer)}`, OPERATOR_TOKEN),
    await client.get(`/api/notifications?orderId=${people.customerPhone}`, OPERATOR_TOKEN),
    await client.request('POST', '/api/privacy/erase', { token: OPERATOR_TOKEN, body: { phone: words.customer } }),
    await client.request('POST', '/api/privacy/erase', { token: FLORIST_TOKEN, body: { phone: people.customerPhone } }),
    await client.cancel(delivered.orderId, delivered.trackingToken, { reason: words.reason }),
    await client.request('POST', `/api/deliveries/${delivered.orderId}/reject`, {
      ...reply,
      body: { reason: words.reason },
    }),
    await client.get(`/${encodeURIComponent(words.address)}`),
  );
  for (const { orderId } of orders) {
    await client.untilOrder(
      orderId,
      'has ended',
      ({ status, payment }) =>
        ['Delivered', 'PaymentFailed', 'Cancelled'].includes(status) &&
        ['Paid', 'Failed', 'Voided', 'Refunded'].includes(payment.status),
      40_000,
    );
  }
  return { orders, refusals };
}

export type SetSystem = (system: 'payment' | 'sms', state: 'up' | 'down') => Promise<void>;

/** Everything that the API shows to the people of the shop, and to the customers of these orders. */
export async function everythingShown(client: Client, orders: readonly Placed[]): Promise<string> {
  const lists = ['orders', 'deliveries', 'reviews', 'notifications', 'views', 'processes', 'reconciliation', 'log'];
  const paths = [
    ...lists.map((list) =>
      list.match(/views|processes|reconciliation|log/) ? `/api/${list}` : `/api/${list}?limit=100`,
    ),
    ...orders.flatMap(({ orderId }) => [
      `/api/orders/${orderId}`,
      `/api/audit/orders/${orderId}`,
      ...['order', 'delivery', 'review', 'payment', 'notification'].map((c) => `/api/audit/streams/${c}-${orderId}`),
    ]),
  ];
  const shown = await Promise.all(
    paths.map(async (path) => JSON.stringify((await client.get(path, OPERATOR_TOKEN)).body)),
  );
  const pages = await Promise.all(
    orders
      .flatMap(({ trackingToken }) => [`/o/${trackingToken}`, `/o/${trackingToken}/again`])
      .map(async (path) => {
        const { body } = await client.request('GET', path, { headers: { accept: 'text/html' } });
        return String(body);
      }),
  );
  return [...shown, ...pages].join('\n');
}

const erase = (client: Client, phone: string) =>
  client.request('POST', '/api/privacy/erase', { token: OPERATOR_TOKEN, body: { phone } });

/** Has the customer and the recipient erased, each of whom is in so many orders. */
export async function eraseBoth(
  client: Client,
  { customerPhone, recipientPhone }: Marked,
  orders: number,
): Promise<void> {
  for (const phone of [customerPhone, recipientPhone]) {
    expect(await erase(client, phone)).toMatchObject({ status: 200, body: { erased: true, ordersKept: orders } });
  }
}
