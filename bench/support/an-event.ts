import type { NewEvent } from '../../src/platform/eventstore/event-store.ts';

const TEXT = 'x'.repeat(300);

/** An event of about 600 bytes, as an order's are. The program can read it, and makes nothing of it. */
export function anEvent(id: string): NewEvent {
  return {
    id,
    type: 'SmsSent',
    data: { ref: id, messageId: TEXT },
    metadata: {
      $correlationId: id,
      $causationId: id,
      commandId: id,
      actor: 'customer',
      at: '2026-11-23T03:00:00.000Z',
      schema: 1,
    },
  };
}

/** Runs callers that each wait for their answer; answers with calls a second. */
export async function callsPerSecond(callers: number, seconds: number, call: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) {
      await call();
      calls++;
    }
  };
  await Promise.all([...Array(callers)].map(caller));
  return (calls * 1000) / (performance.now() - begun);
}
