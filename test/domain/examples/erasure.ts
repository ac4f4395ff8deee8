import type { ErasureCommand, ErasureEvent } from '../../../src/domain/erasure/index.ts';
import type { OneOfEach } from '../../support/given.ts';

const person = 'key-1';
const orders = [{ orderId: 'order-1', roles: ['customer', 'recipient'] }] as const;

/** One event of each type, as they are told of an erasure in these tests. */
export const erasureEvents: OneOfEach<ErasureEvent> = {
  ErasureRequested: { type: 'ErasureRequested', data: { person, cause: 'request' } },
  OrdersErased: { type: 'OrdersErased', data: { orders } },
  ErasureCompleted: { type: 'ErasureCompleted', data: { orders: 1 } },
};

/** The commands that lead to those events. */
export const erasureCommands: OneOfEach<ErasureCommand> = {
  RequestErasure: { type: 'RequestErasure', person, cause: 'request', openOrders: 0 },
  RepeatErasure: { type: 'RepeatErasure', person, cause: 'request' },
  RecordErased: { type: 'RecordErased', orders },
  CompleteErasure: { type: 'CompleteErasure' },
};
