import { describe, expect, it } from '@jest/globals';
import { FixedClock } from '../support/fixed-clock.ts';
import { foldedQueries } from '../support/folded-views.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const names = ['early', 'late', 'asap', 'tomorrow', 'yesterday', 'done before', 'refused', 'delivered'];

/** What a driver is given for a day, by the names that the test has given the orders. */
async function listed(day: string, withOpen: boolean): Promise<string[]> {
  const clock = new FixedClock('2026-11-24T05:00:00.000Z');
  const history = new History(clock);
  const asked = async (name: string, deliverOn: string | null, window: string | null, ...steps: string[]) => {
    await history.happened(idOf(name), 'OrderPlaced', { ...aRoseOrder, deliverOn, window });
    await history.happened(idOf(name), 'DeliveryRequested', { deliverOn, window });
    for (const step of steps) await history.happened(idOf(name), step as 'DeliveryAccepted', { reason: '' } as never);
  };
  await asked('yesterday', '2026-11-24', '18:00-20:00', 'DeliveryAccepted', 'DeliveryStarted', 'DeliveryFailed');
  await asked('done before', null, null, 'DeliveryAccepted', 'DeliveryStarted', 'DeliveryCompleted');
  await clock.advance(DAY_MS);
  await asked('late', '2026-11-25', '18:00-20:00', 'DeliveryAccepted');
  await asked('asap', null, null);
  await asked('early', '2026-11-25', '09:00-12:00', 'DeliveryAccepted', 'DeliveryStarted');
  await asked('tomorrow', '2026-11-26', '00:00-02:00', 'DeliveryAccepted');
  await asked('refused', '2026-11-25', '10:00-12:00', 'DeliveryRejected');
  await asked('delivered', '2026-11-25', '11:00-12:00', 'DeliveryAccepted', 'DeliveryStarted', 'DeliveryCompleted');
  await history.happened(idOf('unpaid'), 'OrderPlaced', {
    ...aRoseOrder,
    deliverOn: '2026-11-25',
    window: '09:00-12:00',
  });
  const { items, more } = await foldedQueries(history.log, clock).deliveriesOfDay(day, withOpen);
  expect(more).toBe(false);
  return items.map(({ orderId }) => names.find((name) => idOf(name) === orderId) ?? orderId);
}

describe('the deliveries of a day', () => {
  it('are those of its windows and what is wanted soon, what is due first first; nothing that is not brought', async () => {
    expect(await listed('2026-11-25', false)).toEqual(['early', 'delivered', 'asap', 'late']);
    expect(await listed('2026-11-26', false)).toEqual(['tomorrow']);
    expect(await listed('2026-11-27', false)).toEqual([]);
  });

  it('can begin with what is still open from before', async () => {
    expect(await listed('2026-11-25', true)).toEqual(['yesterday', 'early', 'delivered', 'asap', 'late']);
  });
});
