import { describe, expect, it } from '@jest/globals';
import { fold, isRejection } from '../../../src/domain/decider.ts';
import { type ErasedOrder, type ErasureEvent, erasureDecider } from '../../../src/domain/erasure/index.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { erasureCommands, erasureEvents } from '../examples/erasure.ts';

const { ErasureRequested, OrdersErased, ErasureCompleted } = erasureEvents;
const { RequestErasure, RecordErased } = erasureCommands;
const late = { type: 'RecordErased', orders: [{ orderId: 'order-2', roles: ['customer'] }] } as const;

describe('Erasure', () => {
  specify({
    decider: erasureDecider,
    given: {
      'no erasure': [],
      requested: [ErasureRequested],
      erased: [ErasureRequested, OrdersErased],
      completed: [ErasureRequested, OrdersErased, ErasureCompleted],
    },
    when: { ...erasureCommands, 'request while an order is open': { ...RequestErasure, openOrders: 1 }, late },
    outcomes: {
      'no erasure': {
        RequestErasure: [ErasureRequested],
        RepeatErasure: [ErasureRequested],
        'request while an order is open': rejects('PERSON_HAS_OPEN_ORDERS'),
        RecordErased: rejects('ERASURE_NOT_UNDER_WAY'),
        late: rejects('ERASURE_NOT_UNDER_WAY'),
        CompleteErasure: rejects('ERASURE_NOT_UNDER_WAY'),
      },
      requested: {
        RequestErasure: nothingHappens,
        RepeatErasure: nothingHappens,
        'request while an order is open': nothingHappens,
        RecordErased: [OrdersErased],
        late: [{ type: 'OrdersErased', data: { orders: late.orders } }],
        CompleteErasure: rejects('ERASURE_NOT_UNDER_WAY'),
      },
      erased: {
        RequestErasure: nothingHappens,
        RepeatErasure: nothingHappens,
        'request while an order is open': nothingHappens,
        RecordErased: nothingHappens,
        late: [{ type: 'OrdersErased', data: { orders: late.orders } }],
        CompleteErasure: [ErasureCompleted],
      },
      completed: {
        RequestErasure: nothingHappens,
        RepeatErasure: nothingHappens,
        'request while an order is open': nothingHappens,
        RecordErased: nothingHappens,
        late: [{ type: 'OrdersErased', data: { orders: late.orders } }],
        CompleteErasure: nothingHappens,
      },
    },
  });

  it('is on record also for who never ordered: what counts is that the key is gone', () => {
    given(erasureDecider, [ErasureRequested])
      .when({ ...RecordErased, orders: [] })
      .leadsTo([{ type: 'OrdersErased', data: { orders: [] } }]);
  });

  it('names all orders of somebody with thousands, in events of a bounded size, a command after the other', () => {
    const orders: ErasedOrder[] = Array.from({ length: 7_001 }, (_, index) => ({
      orderId: `order-${index}`,
      roles: ['customer'],
    }));
    const history: ErasureEvent[] = [ErasureRequested];
    let commands = 0;
    for (;;) {
      const decision = erasureDecider.decide({ type: 'RecordErased', orders }, fold(erasureDecider, history));
      if (isRejection(decision)) throw new Error(decision.code);
      if (decision.length === 0) break;
      for (const event of decision) expect(JSON.stringify(event).length).toBeLessThan(64_000);
      expect(decision.length).toBeLessThanOrEqual(10);
      history.push(...decision);
      commands++;
    }
    expect(commands).toBe(2);
    given(erasureDecider, history)
      .when({ type: 'CompleteErasure' })
      .leadsTo([{ type: 'ErasureCompleted', data: { orders: 7_001 } }]);
  });
});
