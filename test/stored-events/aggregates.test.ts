import { describe, expect, it } from '@jest/globals';
import type { CommandMeta } from '../../src/platform/eventstore/handle-command.ts';
import { decideOn, emptyStream, handle } from '../../src/platform/eventstore/handle-command.ts';
import { aggregates } from '../../src/stored-events/aggregates.ts';
import { deliveryAggregate } from '../../src/stored-events/delivery.ts';
import type { CommandDeps } from '../../src/stored-events/event-log.ts';
import { orderAggregate } from '../../src/stored-events/order.ts';

/** Never called: what stands here is the compiler's business. */
const refusedByTheCompiler = (deps: CommandDeps, meta: CommandMeta) => [
  // @ts-expect-error: a delivery takes no command of an order.
  handle(deps, deliveryAggregate, 'order-1', { type: 'CompleteOrder' }, meta),
  // @ts-expect-error: what was loaded as an order's stream is decided by the order alone.
  decideOn(deps, emptyStream(orderAggregate, 'order-1'), { type: 'AcceptDelivery' }, meta),
];

describe('the aggregates', () => {
  it('each have a category of their own, which EventStoreDB can tell from an id', () => {
    const categories = aggregates.map(({ category }) => category);
    expect(new Set(categories).size).toBe(categories.length);
    expect(categories.filter((category) => category.includes('-'))).toEqual([]);
  });

  it('can’t be mixed up: that does not compile', () => {
    expect(refusedByTheCompiler).toBeInstanceOf(Function);
  });

  it('each store the events that are named after them, and no others', () => {
    const types = aggregates.flatMap(({ schemas }) => Object.keys(schemas));
    expect(new Set(types).size).toBe(types.length);
  });
});
