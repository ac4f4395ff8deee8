import type { Naming } from '../platform/servers/derived.ts';
import { orderIdOf } from '../stored-events/streams.ts';

/** Their documents are about no order. */
const VIEWS_OF_OTHER_THINGS: ReadonlySet<string> = new Set(['menu', 'erasures']);

/** What streams, documents of views and open items tell of in this shop. */
export const naming: Naming = {
  instanceOf: orderIdOf,
  instanceIn: (view, id, body) => {
    const orderId = view === 'notifications' ? body.orderId : id;
    if (VIEWS_OF_OTHER_THINGS.has(view) || typeof orderId !== 'string') return null;
    const status = isRecord(body.shown) ? body.shown.status : null;
    return { instanceId: orderId, status: typeof status === 'string' ? status : null };
  },
  // Where other processes have orders, the one of erasures has those.
  waitsForInstances: (process) => process !== 'erasure',
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
