import { unknownEvent } from '../decider.ts';
import type { ErasureCause, ErasureEvent } from './events.ts';

/** One erasure of one person. */
export type Erasure =
  | { readonly status: 'None' }
  | {
      /** `Requested`: the key may still be there. `Erased`: it is gone. `Completed`: all that was made of the orders is cleared. */
      readonly status: 'Requested' | 'Erased' | 'Completed';
      readonly person: string;
      readonly cause: ErasureCause;
      /** The orders that held the person's data, as far as they are recorded. */
      readonly orders: ReadonlySet<string>;
    };

export const initialErasure: Erasure = { status: 'None' };

/** The erasure after one more event. */
export function evolveErasure(erasure: Erasure, event: ErasureEvent): Erasure {
  switch (event.type) {
    case 'ErasureRequested':
      return { status: 'Requested', ...event.data, orders: new Set() };
    case 'OrdersErased': {
      if (erasure.status === 'None') return erasure;
      const orders = new Set([...erasure.orders, ...event.data.orders.map(({ orderId }) => orderId)]);
      return { ...erasure, status: 'Erased', orders };
    }
    case 'ErasureCompleted':
      return erasure.status === 'None' ? erasure : { ...erasure, status: 'Completed' };
    default:
      return unknownEvent(erasure, event);
  }
}
