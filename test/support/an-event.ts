import type { NewEvent } from '../../src/platform/eventstore/event-store.ts';
import { uuidV5 } from '../../src/platform/runtime/ids.ts';

const TESTS = '7e57ab1e-0000-4000-8000-000000000000';

/** An event with a readable id; `n` is part of its body. */
export function event(name: string, n = 0): NewEvent {
  return {
    id: uuidV5(TESTS, name),
    type: 'OrderPlaced',
    data: { n, text: '꽃길 🌷', nested: { list: [1, null, 'two'] } },
    metadata: {
      $correlationId: 'order-1',
      $causationId: uuidV5(TESTS, `cause of ${name}`),
      commandId: uuidV5(TESTS, `command of ${name}`),
      actor: 'customer',
      at: '2026-11-23T03:00:00.000Z',
      schema: 1,
    },
  };
}
