import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GatewayUnavailable } from '../../../src/gateways/payment-gateway.ts';
import { DamagedLog, StoreUnavailable } from '../../../src/platform/eventstore/event-store.ts';
import { EmbeddedOpsStore } from '../../../src/platform/processes/embedded/ops-store.ts';
import type { OpsStore } from '../../../src/platform/processes/ops-store.ts';
import { RECONCILE_EVERY_MS, remoteReconciliation } from '../../../src/processes/reconciliation/reconciliation.ts';
import { idOf } from '../../support/history.ts';
import {
  AMOUNT,
  GRACE_MS,
  IN_FLIGHT_MS,
  type ReconciliationWorld,
  reconciliationWorld,
} from './reconciliation-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let ops: EmbeddedOpsStore;
let world: ReconciliationWorld;
beforeEach(() => {
  ops = new EmbeddedOpsStore(':memory:');
  world = reconciliationWorld(ops);
});
afterEach(() => ops.close());

/** Runs a comparison, and says what it showed: kind and order of each difference. */
async function differences(reconciliation = world.reconciliation) {
  await reconciliation.run();
  const view = await reconciliation.last();
  expect(view.state).toBe('done');
  return view.differences.map(({ kind, orderId }) => [kind, orderId]);
}

/** An order that was placed, charged and recorded as charged. */
async function paid(name: string) {
  const orderId = await world.placed(name);
  await world.attempted(orderId);
  world.charged(orderId);
  await world.approved(orderId);
  return orderId;
}

describe('gateway and streams agree', () => {
  it('before anything was compared, nothing is claimed', async () => {
    expect(await world.reconciliation.last()).toEqual({
      state: 'never-run',
      startedAt: null,
      finishedAt: null,
      charges: 0,
      differences: [],
      failure: null,
    });
  });

  it('when each charge is on record, over all pages of the list', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await paid(name);
    expect(await differences()).toEqual([]);
    expect(await world.reconciliation.last()).toEqual({
      state: 'done',
      startedAt: '2026-05-08T03:00:00.000Z',
      finishedAt: '2026-05-08T03:00:00.000Z',
      charges: 5,
      differences: [],
      failure: null,
    });
    expect(world.gateway.asked).toEqual(['list null']);
  });

  it('when what was refunded is on record as refunded', async () => {
    const orderId = await paid('a');
    await world.cancelled(orderId);
    await world.refundAttempted(orderId);
    await world.refunded(orderId);
    world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([]);
  });

  it('when a refused refund was settled by other means', async () => {
    const orderId = await paid('a');
    await world.refundAttempted(orderId);
    await world.refundFailed(orderId);
    expect(await differences()).toEqual([]);
    await world.settledByHand(orderId);
    expect(await differences()).toEqual([]);
    // The other means were the provider's own console.
    world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([]);
  });

  it('when an operator has taken another amount as the payment, until that changes', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    world.charged(orderId, { amount: 50_000 });
    const charges = [{ paymentId: `pay-${orderId}`, amount: 50_000, refunded: 0, currency: 'KRW' }];
    await world.happened(orderId, 'PaymentDisputed', {
      amount: AMOUNT,
      charged: 50_000,
      refunded: 0,
      charges,
      refusal: null,
    });
    expect(await differences()).toEqual([['amount', orderId]]);
    await world.happened(orderId, 'PaymentAccepted', {
      amount: AMOUNT,
      kept: 50_000,
      paymentId: `pay-${orderId}`,
      reference: 'agreed by phone',
    });
    expect(await differences()).toEqual([]);
    world.ledger(orderId, { refunded: 1_000 });
    expect(await differences()).toEqual([['refund', orderId]]);
    expect((await world.payments(orderId)).at(-1)).toBe('PaymentDisputed');
  });

  it('when a charge that nobody expected has all gone back', async () => {
    world.charged(idOf('unknown'), { refunded: AMOUNT });
    const declined = await world.placed('declined');
    await world.attempted(declined);
    await world.declined(declined);
    world.charged(declined, { refunded: AMOUNT });
    const voided = await world.placed('voided');
    await world.voided(voided);
    world.charged(voided, { refunded: AMOUNT });
    const twice = await paid('twice');
    world.charged(twice, { paymentId: 'second', refunded: AMOUNT });
    expect(await differences()).toEqual([]);
    expect(world.woken).toEqual([]);
  });

  it('when an order was never charged', async () => {
    const declined = await world.placed('declined');
    await world.attempted(declined);
    await world.declined(declined);
    await world.voided(await world.placed('voided'));
    await world.attempted(await world.placed('attempted'));
    expect(await differences()).toEqual([]);
  });
});

describe('a difference is shown', () => {
  /** The kind, how it comes about, and what is recorded because of it. */
  const cases: Record<string, [kind: string, given: () => Promise<string>, recorded?: string[]]> = {
    'a charge of an order that does not exist': [
      'unknown-order',
      async () => {
        const orderId = idOf('nobody’s');
        world.charged(orderId);
        return orderId;
      },
    ],
    'a charge that nobody asked for': [
      'not-attempted',
      async () => {
        const orderId = await world.placed('a');
        world.charged(orderId);
        return orderId;
      },
    ],
    'another amount than is on record': [
      'amount',
      async () => {
        const orderId = await paid('a');
        world.ledger(orderId, { amount: AMOUNT + 1 });
        return orderId;
      },
      ['PaymentDisputed'],
    ],
    'another amount than an open attempt asks for': [
      'amount',
      async () => {
        const orderId = await world.placed('a');
        await world.attempted(orderId);
        await world.clock.advance(IN_FLIGHT_MS);
        world.charged(orderId, { amount: AMOUNT + 1 });
        return orderId;
      },
      ['PaymentDisputed'],
    ],
    'a late charge of another amount': [
      'amount',
      async () => {
        const orderId = await world.placed('a');
        await world.voided(orderId);
        world.charged(orderId, { amount: AMOUNT + 1 });
        return orderId;
      },
      ['PaymentDisputed'],
    ],
    'a second charge': [
      'amount',
      async () => {
        const orderId = await paid('a');
        world.charged(orderId, { paymentId: 'second' });
        return orderId;
      },
      ['PaymentDisputed'],
    ],
    'a refund that nobody asked for': [
      'refund',
      async () => {
        const orderId = await paid('a');
        world.ledger(orderId, { refunded: AMOUNT });
        return orderId;
      },
      ['RefundApproved'],
    ],
    'half a refund': [
      'refund',
      async () => {
        const orderId = await paid('a');
        await world.refundAttempted(orderId);
        await world.clock.advance(IN_FLIGHT_MS);
        world.ledger(orderId, { refunded: AMOUNT / 2 });
        return orderId;
      },
    ],
    'a refund on paper only': [
      'refund',
      async () => {
        const orderId = await paid('a');
        await world.refundAttempted(orderId);
        await world.refunded(orderId);
        await world.clock.advance(GRACE_MS);
        return orderId;
      },
    ],
    'a refund that was said to be refused': [
      'unsettled',
      async () => {
        const orderId = await paid('a');
        await world.cancelled(orderId);
        await world.refundAttempted(orderId);
        await world.refundFailed(orderId);
        world.ledger(orderId, { refunded: AMOUNT });
        return orderId;
      },
      ['RefundApproved'],
    ],
    'a charge that the gateway does not know': [
      'missing-charge',
      async () => {
        const orderId = await world.placed('a');
        await world.attempted(orderId);
        await world.approved(orderId);
        await world.clock.advance(GRACE_MS);
        return orderId;
      },
    ],
    'a charge that was declined': [
      'charge-after-decline',
      async () => {
        const orderId = await world.placed('a');
        await world.attempted(orderId);
        await world.declined(orderId);
        world.charged(orderId);
        return orderId;
      },
      ['PaymentDisputed'],
    ],
  };

  it.each(Object.entries(cases))('%s', async (_case, [kind, given, recorded = []]) => {
    await paid('as it should be');
    const orderId = await given();
    const before = await world.payments(orderId);
    expect(await differences()).toEqual([[kind, orderId]]);
    expect((await world.payments(orderId)).slice(before.length)).toEqual(recorded);
    expect(world.woken).toEqual(recorded.map(() => orderId));
    expect(world.warnings).toEqual(['gateway and streams differ']);
  });

  it('with a sentence for people', async () => {
    const orderId = await paid('a');
    world.ledger(orderId, { amount: AMOUNT + 1 });
    await world.reconciliation.run();
    const [difference] = (await world.reconciliation.last()).differences;
    expect(difference?.detail).toBe('the gateway has charged 90001 won; 90000 won were asked for');
  });

  it('once, though the list and the streams both lead to it', async () => {
    const orderId = await paid('a');
    world.ledger(orderId, { refunded: 1 });
    expect(await differences()).toEqual([['refund', orderId]]);
    expect(await differences()).toEqual([['refund', orderId]]);
  });
});

describe('what the gateway has just said', () => {
  it('is in flight until its grace is over: a charge that it does not show yet', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    await world.approved(orderId);
    await world.clock.advance(GRACE_MS - 1);
    expect(await differences()).toEqual([]);
    world.charged(orderId);
    expect(await differences()).toEqual([]);
  });

  it('is in flight until its grace is over: a refund that it does not show yet', async () => {
    const orderId = await paid('a');
    await world.cancelled(orderId);
    await world.refundAttempted(orderId);
    await world.refunded(orderId);
    await world.clock.advance(GRACE_MS - 1);
    expect(await differences()).toEqual([]);
    await world.clock.advance(1);
    expect(await differences()).toEqual([['refund', orderId]]);
  });

  it('is in flight while it is unclear, however it is listed', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    await world.clock.advance(IN_FLIGHT_MS);
    world.charged(orderId, { status: 'pending' });
    expect(await differences()).toEqual([]);
    expect(await world.payments(orderId)).toEqual(['PaymentAttempted']);
    world.ledger(orderId, { status: 'approved' });
    expect(await differences()).toEqual([['unsettled', orderId]]);
    expect(await world.payments(orderId)).toEqual(['PaymentAttempted', 'PaymentApproved']);
  });
});

describe('the end of an order', () => {
  it('leaves no money at the gateway, also when nobody is at work on it', async () => {
    const orderId = await paid('a');
    expect(await differences()).toEqual([]);
    await world.cancelled(orderId);
    await world.clock.advance(IN_FLIGHT_MS - 1);
    expect(await differences()).toEqual([]);
    await world.clock.advance(1);
    expect(await differences()).toEqual([['unsettled', orderId]]);
    expect(world.woken).toEqual([orderId]);
  });

  it('as failed leaves none either', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    await world.declined(orderId);
    await world.failed(orderId);
    expect(await differences()).toEqual([]);
    world.charged(orderId);
    expect(await differences()).toEqual([['charge-after-decline', orderId]]);
    expect((await world.payments(orderId)).at(-1)).toBe('PaymentDisputed');
    expect(world.woken).toEqual([orderId]);
  });

  it('is called for when the money of a paid order has gone back, unless the flowers are on their way', async () => {
    const early = await paid('early');
    await world.paid(early);
    const late = await paid('late');
    await world.paid(late);
    await world.happened(late, 'DeliveryRequested', { deliverOn: null, window: null });
    await world.happened(late, 'DeliveryAccepted', {});
    await world.happened(late, 'DeliveryStarted', {});
    for (const orderId of [early, late]) world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([
      ['refund', early],
      ['refund', late],
    ]);
    expect((await world.payments(early)).at(-1)).toBe('RefundApproved');
    expect((await world.payments(late)).at(-1)).toBe('PaymentDisputed');
  });
});

describe('a charge with an open attempt', () => {
  it('is in flight as long as the call may be under way', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    world.charged(orderId);
    await world.clock.advance(IN_FLIGHT_MS - 1);
    expect(await differences()).toEqual([]);
    expect(world.woken).toEqual([]);
  });

  it('is handed to the payment process after that, and shown until it is settled', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    world.charged(orderId);
    await world.clock.advance(IN_FLIGHT_MS);
    expect(await differences()).toEqual([['unsettled', orderId]]);
    expect(world.woken).toEqual([orderId]);
    await world.approved(orderId);
    expect(await differences()).toEqual([]);
  });

  it('is looked at again the next time, however far the list has moved on', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    world.charged(orderId);
    await paid('b');
    expect(await differences()).toEqual([]);
    await world.clock.advance(3 * DAY_MS);
    await paid('c');
    expect(await differences()).toEqual([['unsettled', orderId]]);
  });
});

describe('an open refund', () => {
  let orderId: string;
  beforeEach(async () => {
    orderId = await paid('a');
    await world.cancelled(orderId);
    await world.refundAttempted(orderId);
  });

  it('is in flight as long as the call may be under way', async () => {
    world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([]);
    expect(world.woken).toEqual([]);
  });

  it('that went through is handed to the payment process', async () => {
    world.ledger(orderId, { refunded: AMOUNT });
    await world.clock.advance(IN_FLIGHT_MS);
    expect(await differences()).toEqual([['unsettled', orderId]]);
    expect(world.woken).toEqual([orderId]);
  });

  it('that did not go through is no difference', async () => {
    await world.clock.advance(IN_FLIGHT_MS);
    expect(await differences()).toEqual([]);
  });
});

describe('a charge that shows up after the order was cancelled', () => {
  it('is recorded, and handed to the payment process to be refunded', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    await world.cancelled(orderId);
    const voided = await world.voided(orderId);
    await world.clock.advance(60_000);
    world.charged(orderId);

    expect(await differences()).toEqual([['unsettled', orderId]]);
    expect(world.woken).toEqual([orderId]);
    const last = (await world.log.readStream(`payment-${orderId}`)).at(-1);
    expect(last).toMatchObject({
      type: 'PaymentApproved',
      data: { amount: AMOUNT, paymentId: `pay-${orderId}` },
      metadata: { actor: 'reconciliation', $causationId: voided.id },
      subjects: { customer: 'customer-key' },
    });

    await world.refundAttempted(orderId);
    await world.refunded(orderId);
    world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([]);
  });

  it('is recorded once, by however many comparisons', async () => {
    const orderId = await world.placed('a');
    await world.voided(orderId);
    world.charged(orderId);
    await world.reconciliation.run();
    await world.start().run();
    expect((await world.log.readStream(`payment-${orderId}`)).map(({ type }) => type)).toEqual([
      'PaymentVoided',
      'PaymentApproved',
    ]);
  });
});

describe('an order whose streams can’t be read', () => {
  it('is shown, and keeps no other order from being compared', async () => {
    const damaged = await paid('damaged');
    const orderId = await world.placed('a');
    world.charged(orderId);
    const read = world.log.latestStream.bind(world.log);
    world.log.latestStream = async (streamId) => {
      if (streamId === `payment-${damaged}`) throw new DamagedLog('event 0 can’t be read');
      return read(streamId);
    };
    expect(await differences()).toEqual([
      ['unsettled', damaged],
      ['not-attempted', orderId],
    ]);
  });
});

describe('what happens during a comparison', () => {
  it('is no difference: a refund between the list and the look at the stream', async () => {
    const orderId = await paid('a');
    const listed = world.gateway.charges[0];
    world.gateway.listCharges = async function* () {
      await world.refundAttempted(orderId);
      await world.refunded(orderId);
      world.ledger(orderId, { refunded: AMOUNT });
      yield listed === undefined ? [] : [listed];
    };
    expect(await differences()).toEqual([]);
  });

  it('is no difference: a stream that moves while the gateway is asked', async () => {
    const orderId = await world.placed('a');
    await world.attempted(orderId);
    await world.clock.advance(IN_FLIGHT_MS);
    world.charged(orderId);
    world.gateway.meanwhile = async () => {
      await world.approved(orderId);
      await world.refundAttempted(orderId);
      await world.refunded(orderId);
      world.ledger(orderId, { refunded: AMOUNT });
    };
    expect(await differences()).toEqual([]);
    world.gateway.meanwhile = async () => undefined;
    expect(await differences()).toEqual([]);
  });

  it('is compared the next time: what was approved after the comparison had begun', async () => {
    await paid('a');
    const late = await world.placed('late');
    const list = world.gateway.listCharges.bind(world.gateway);
    world.gateway.listCharges = async function* (since) {
      yield* list(since);
      await world.attempted(late);
      await world.approved(late);
    };
    expect(await differences()).toEqual([]);
    world.gateway.listCharges = list;
    await world.clock.advance(GRACE_MS);
    expect(await differences()).toEqual([['missing-charge', late]]);
  });

  it('is not a second comparison: who asks meanwhile gets the one that runs', async () => {
    await paid('a');
    const runs = [world.reconciliation.run(), world.reconciliation.run()];
    await Promise.all(runs);
    expect(world.gateway.asked).toEqual(['list null']);
  });

  it('does not go unseen: it shows as running', async () => {
    await paid('a');
    let during: unknown;
    const list = world.gateway.listCharges.bind(world.gateway);
    world.gateway.listCharges = async function* (since) {
      during = await world.reconciliation.last();
      yield* list(since);
    };
    await world.reconciliation.run();
    expect(during).toMatchObject({ state: 'running', startedAt: '2026-05-08T03:00:00.000Z', finishedAt: null });
  });
});

describe('the next comparison', () => {
  it('lists from a day before the newest charge on', async () => {
    await paid('newest');
    await paid('older');
    world.ledger(idOf('older'), { at: '2026-05-08T01:00:00.000Z' });
    await world.clock.advance(60_000);
    await differences();
    await differences();
    expect(world.gateway.asked).toEqual(['list null', 'list 2026-05-07T03:00:00.000Z']);
  });

  it('lists from a day before the last comparison on, when the gateway’s clock is ahead', async () => {
    await paid('a');
    world.ledger(idOf('a'), { at: '2026-05-20T12:00:00.000Z' });
    await differences();
    await differences();
    expect(world.gateway.asked).toEqual(['list null', 'list 2026-05-07T03:00:00.000Z']);
  });

  it('asks one by one for what was approved now and charged long ago, once', async () => {
    const orderId = await world.placed('slow');
    await world.attempted(orderId);
    world.charged(orderId);
    await world.clock.advance(3 * DAY_MS);
    await paid('new');
    await differences();
    await world.approved(orderId);
    world.gateway.asked.length = 0;
    expect(await differences()).toEqual([]);
    expect(await differences()).toEqual([]);
    expect(world.gateway.asked.filter((question) => question.startsWith('find'))).toEqual([`find ${orderId}`]);
  });

  it('asks one by one for what was refunded now and charged long ago', async () => {
    const orderId = await paid('old');
    await world.clock.advance(3 * DAY_MS);
    await paid('new');
    await differences();
    await world.cancelled(orderId);
    await world.refundAttempted(orderId);
    await world.refunded(orderId);
    await world.clock.advance(GRACE_MS);
    expect(await differences()).toEqual([['refund', orderId]]);
  });

  it('still shows a difference of long ago, until it is gone', async () => {
    const orderId = idOf('nobody’s');
    world.charged(orderId);
    await differences();
    await world.clock.advance(3 * DAY_MS);
    await paid('new');
    await differences();
    expect(await differences()).toEqual([['unknown-order', orderId]]);
    world.ledger(orderId, { refunded: AMOUNT });
    expect(await differences()).toEqual([]);
  });

  it('still shows that an order was charged twice, though the gateway names one charge when asked', async () => {
    const orderId = await paid('twice');
    world.charged(orderId, { paymentId: 'second' });
    const [first] = world.gateway.charges;
    world.gateway.chargesOf = async () => (first === undefined ? [] : [first]);
    await differences();
    await world.clock.advance(3 * DAY_MS);
    await paid('new');
    await differences();
    expect(await differences()).toEqual([['amount', orderId]]);
  });

  it('looks at nothing again that agreed and has not moved since', async () => {
    const orderId = await paid('a');
    await paid('b');
    await differences();
    const read = jest.spyOn(world.log, 'readStream');
    expect(await differences()).toEqual([]);
    expect(read).not.toHaveBeenCalled();
    world.ledger(orderId, { refunded: 1 });
    expect(await differences()).toEqual([['refund', orderId]]);
  });

  it('belongs to its log: of one that does not reach so far, everything is compared anew', async () => {
    for (const name of ['a', 'b', 'c']) await paid(name);
    await differences();
    const restored = reconciliationWorld(ops);
    const orderId = await restored.placed('new');
    await restored.attempted(orderId);
    await restored.approved(orderId);
    await restored.clock.advance(GRACE_MS);
    expect(await differences(restored.reconciliation)).toEqual([['missing-charge', orderId]]);
  });

  it('goes on after a restart where the last one ended', async () => {
    const orderId = idOf('nobody’s');
    world.charged(orderId);
    await differences();
    const restarted = world.start();
    expect((await restarted.last()).differences).toHaveLength(1);
    await world.clock.advance(DAY_MS - 1);
    await paid('new');
    expect(await differences(restarted)).toEqual([['unknown-order', orderId]]);
    expect(world.gateway.asked).toContain('list 2026-05-07T03:00:00.000Z');
  });

  it('compares everything anew once a day: a charge that agreed and is not listed any more', async () => {
    const vanishing = await paid('vanishing');
    await paid('staying');
    await world.clock.advance(GRACE_MS);
    expect(await differences()).toEqual([]);
    world.gateway.charges.shift();
    await world.clock.advance(DAY_MS - 1);
    expect(await differences()).toEqual([]);
    await world.clock.advance(1);
    expect(await differences()).toEqual([['missing-charge', vanishing]]);
    expect(await differences()).toEqual([['missing-charge', vanishing]]);
    expect(world.gateway.asked.filter((question) => question === 'list null')).toHaveLength(2);
  });

  it('compares everything anew once a day: a charge of long ago that has gone back since', async () => {
    const orderId = await paid('old');
    await world.clock.advance(3 * DAY_MS);
    await paid('new');
    await differences();
    world.ledger(orderId, { refunded: 1 });
    expect(await differences()).toEqual([]);
    await world.clock.advance(DAY_MS);
    expect(await differences()).toEqual([['refund', orderId]]);
  });

  it('compares everything anew in the state of an earlier release, which does not say when that was', async () => {
    await paid('a');
    await differences();
    const key = `${world.log.logId}/reconciliation`;
    const { comparedAnewAt: _, ...earlier } = (await ops.read<object>(key)) as { comparedAnewAt: number };
    await ops.write(key, earlier);
    await differences();
    expect(world.gateway.asked).toEqual(['list null', 'list null']);
  });

  it('begins anew when nothing is kept', async () => {
    const orderId = idOf('nobody’s');
    world.charged(orderId);
    await differences();
    await ops.write(`${world.log.logId}/reconciliation`, null);
    expect(await differences()).toEqual([['unknown-order', orderId]]);
    expect(world.gateway.asked.filter((question) => question === 'list null')).toHaveLength(2);
  });
});

describe('a comparison that can’t be made', () => {
  it('fails with the reason, keeps what was known, and is made at the next turn', async () => {
    const orderId = idOf('nobody’s');
    world.charged(orderId);
    await differences();
    world.gateway.outage = new GatewayUnavailable('the payment gateway does not answer');
    await world.clock.advance(60_000);
    await world.reconciliation.run();
    expect(await world.reconciliation.last()).toMatchObject({
      state: 'failed',
      startedAt: '2026-05-08T03:01:00.000Z',
      finishedAt: '2026-05-08T03:01:00.000Z',
      failure: 'the payment gateway does not answer',
      differences: [{ kind: 'unknown-order', orderId }],
    });
    world.gateway.outage = null;
    expect(await differences()).toEqual([['unknown-order', orderId]]);
    expect((await world.reconciliation.last()).failure).toBeNull();
  });

  it('never rejects, also when its state can’t be stored', async () => {
    await ops.close();
    await expect(world.reconciliation.run()).resolves.toBeUndefined();
  });
});

describe('from the start on', () => {
  it('compares at once and every ten minutes, through failures, until it is stopped', async () => {
    const stop = new AbortController();
    const stopped = world.reconciliation.start(stop.signal);
    await world.clock.advance(0);
    expect(world.gateway.asked).toHaveLength(1);
    world.gateway.outage = new GatewayUnavailable('down');
    await world.clock.advance(RECONCILE_EVERY_MS);
    expect(world.gateway.asked).toHaveLength(2);
    await world.clock.advance(RECONCILE_EVERY_MS - 1);
    expect(world.gateway.asked).toHaveLength(2);
    await world.clock.advance(1);
    expect(world.gateway.asked).toHaveLength(3);
    stop.abort();
    await stopped;
    expect(world.clock.sleepers).toBe(0);
  });

  it('breaks a comparison off when it is stopped', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await paid(name);
    const stop = new AbortController();
    const list = world.gateway.listCharges.bind(world.gateway);
    world.gateway.listCharges = async function* (since) {
      for await (const page of list(since)) {
        yield page;
        stop.abort();
      }
    };
    await world.reconciliation.start(stop.signal);
    expect(await world.reconciliation.last()).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('broken off'),
    });
    expect(await differences(world.start())).toEqual([]);
    expect((await world.reconciliation.last()).charges).toBe(5);
  });
});

describe('asked for where it runs in another process', () => {
  it.each([
    ['done', null],
    ['unknown-action', StoreUnavailable],
  ])('is begun only where the answer says so: %s', async (answer, refusal) => {
    const there = { write: async () => {}, read: async () => ({ id: 'request-1', answer }) } as unknown as OpsStore;
    const deps = {
      ops: there,
      log: world.log,
      clock: world.clock,
      timer: world.clock,
      ids: { next: () => 'request-1' },
    };
    const asked = remoteReconciliation(deps).reconcile();

    await (refusal === null ? expect(asked).resolves.toBeUndefined() : expect(asked).rejects.toThrow(refusal));
  });
});
