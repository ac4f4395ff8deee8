import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { damage } from '../../platform/eventstore/embedded/support/damage.ts';
import { FLORIST_TOKEN, OPERATOR_TOKEN } from './app.ts';
import { anOrder, eventually } from './client.ts';
import type { World } from './world.ts';

/** Orders, by what an operator has to know of them. */
export interface TroubledShop {
  /** Delivered, reviewed and answered: the longest story. */
  readonly told: { readonly orderId: string; readonly trackingToken: string };
  /** The gateway keeps too little, and too much, for these. */
  readonly disputed: readonly [string, string];
  /** Too little, too: to be decided on where scripts do not run. */
  readonly byForms: string;
  /** Cancelled; the gateway refuses to give the money back. */
  readonly refused: string;
  /** With the florist. */
  readonly requested: string;
  /** The phone of somebody whose only order has ended. */
  readonly phone: string;
}

const phoneOf = (customer: number) => `0105555${String(1_000 + customer)}`;
const orderOf = (customer: number, token = 'sim_ok') =>
  anOrder({
    customer: { name: '<i>이지은</i>', phone: phoneOf(customer) },
    payment: { method: 'card', token },
    deliverOn: null,
    window: null,
  });

/** Brings a shop into all that an operator's pages tell of while its log is whole. */
export async function makeTrouble(world: World): Promise<TroubledShop> {
  const { client } = world;
  const told = await world.orderUpTo('completed', orderOf(1));
  await client.untilOrder(told.orderId, 'may be reviewed', ({ review }) => review.status === 'Requested');
  await client.request('POST', `/api/orders/${told.orderId}/review`, {
    token: told.trackingToken,
    body: { rating: 5, text: '<b>예뻐요</b>' },
  });
  await client.request('POST', `/api/reviews/${told.orderId}/reply`, {
    token: FLORIST_TOKEN,
    body: { text: '고맙습니다' },
  });
  await world.orderUpTo('completed', orderOf(2));
  const { orderId: requested } = await world.orderUpTo('paid', orderOf(3));
  await world.orderUpTo('started', orderOf(4));

  const refused = await client.placed(orderOf(5, 'sim_refund_fails'));
  await client.untilOrder(refused.orderId, 'is paid', ({ payment }) => payment.status === 'Paid');
  await client.cancel(refused.orderId, refused.trackingToken, { reason: '<b>마음이 바뀌었어요</b>' });
  await client.untilOrder(
    refused.orderId,
    'can’t be refunded',
    ({ payment }) => payment.status === 'RefundFailed',
    40_000,
  );

  const [tooLittle, tooMuch, byForms] = await Promise.all([
    disputedBy(world, 6, 50_000),
    disputedBy(world, 7, 120_000),
    disputedBy(world, 8, 60_000),
  ]);
  await chargeElsewhere(world, 'not-ours', 5_000);
  const disputed = [tooLittle, tooMuch] as const;
  return { told, disputed, byForms, refused: refused.orderId, requested, phone: phoneOf(2) };
}

/** An order for which somebody else has charged another amount than its total. */
async function disputedBy(world: World, customer: number, amount: number): Promise<string> {
  // The gateway charges only 2 s after it was asked: there is time to be faster.
  const { orderId } = await world.client.placed(orderOf(customer, 'sim_late'));
  await chargeElsewhere(world, orderId, amount);
  await world.client.untilOrder(orderId, 'is disputed', ({ payment }) => payment.status === 'Disputed', 40_000);
  return orderId;
}

async function chargeElsewhere({ paymentUrl }: World, orderId: string, amount: number): Promise<void> {
  const { status } = await fetch(`${paymentUrl}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `another shop: ${orderId}` },
    body: JSON.stringify({ orderId, amount, currency: 'KRW', method: 'card', token: 'sim_ok' }),
  });
  if (status !== 200) throw new Error(`${amount} could not be charged for ${orderId}: ${status}`);
}

/**
 * Changes an event of an order behind the program's back, and starts it anew without what its processes knew: they park the order. The
 * address stays.
 * @param env of the app that is started.
 */
export async function hurt(world: World, orderId: string, env: Readonly<Record<string, string>>): Promise<void> {
  const { dataDir } = world.app;
  await world.app.stop();
  damage(dataDir, `UPDATE events SET data = data || ' ' WHERE stream = 'delivery-${orderId}'`);
  for (const end of ['', '-wal', '-shm']) await rm(join(dataDir, `ops.db${end}`), { force: true });
  await world.restart(env);
}

/** Waits until the processes have parked an order. */
export async function untilParked({ client }: World, orderId: string): Promise<void> {
  await eventually(`${orderId} is parked`, async () => {
    const { body } = await client.get('/api/processes', OPERATOR_TOKEN);
    const parked = JSON.stringify(body.items.map((each: { parked: unknown }) => each.parked));
    return parked.includes(orderId) ? { done: null } : { not: parked };
  });
}
