import { expect, it } from '@jest/globals';
import { Watch } from '../../../src/api/streams/watch.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { idOf } from '../../support/history.ts';

const order = idOf('order');

it('keeps the latest change of an order, also when an earlier look at it is put back after it', async () => {
  const watch = new Watch(new FixedClock(), order, '');
  watch.push({ orderId: order, position: '3' });
  watch.push({ orderId: order, position: '2' });
  expect(await watch.next(0)).toEqual({ orderId: order, position: '3' });
  watch.end();
  expect(await watch.next(0)).toBeNull();
});

it('folds changes of one order into one, and keeps those of different orders apart', async () => {
  const watch = new Watch(new FixedClock(), null, '');
  const other = idOf('other');
  watch.push({ orderId: order, position: '1' });
  watch.push({ orderId: other, position: '2' });
  watch.push({ orderId: order, position: '3' });
  expect([await watch.next(0), await watch.next(0)]).toEqual([
    { orderId: order, position: '3' },
    { orderId: other, position: '2' },
  ]);
});
