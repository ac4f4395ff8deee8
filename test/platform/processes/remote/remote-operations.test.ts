import { describe, expect, it } from '@jest/globals';
import type { EventLog } from '../../../../src/platform/eventstore/event-log.ts';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import type { ParkedAnswer, ProcessOperations } from '../../../../src/platform/processes/operations.ts';
import type { OpsStore } from '../../../../src/platform/processes/ops-store.ts';
import { byOperations, createRemoteOperations } from '../../../../src/platform/processes/remote/remote-operations.ts';
import type { WallWatch } from '../../../../src/platform/runtime/wall-watch.ts';
import { FixedClock } from '../../../support/fixed-clock.ts';

const PARKED = { instanceId: 'order-1', reason: 'a body that nobody can read', since: 0 };

/** A store in which somebody has answered every request as soon as it is written. */
function answeredWith(answer: string) {
  let asked = '';
  return {
    peek: async () => ({ position: '0', open: [], parked: [PARKED] }),
    write: async (_name: string, request: unknown) => {
      asked = (request as { id: string }).id;
    },
    read: async () => ({ id: asked, answer }),
  } as unknown as OpsStore;
}

function operationsWith(ops: OpsStore): ProcessOperations {
  const clock = new FixedClock();
  return createRemoteOperations({
    ops,
    log: { logId: 'log-1' } as EventLog,
    clock,
    timer: clock,
    wall: {} as WallWatch,
    ids: { next: () => 'request-1' },
    names: ['payment'],
    words: { wordsFor: (what) => ({ what, advice: '' }), parkedAdvice: () => '' },
  });
}

describe('operations of a process manager that runs elsewhere', () => {
  const ANSWERS = ['done', 'unknown-process', 'not-parked', 'must-be-kept'] as const satisfies readonly ParkedAnswer[];

  it.each(ANSWERS)('come over whole: %s', async (answer) => {
    const there = { retry: async () => answer, skip: async () => answer } as unknown as ProcessOperations;
    const stored = await byOperations(there, 'payment')({ action: 'skip', instanceId: 'order-1' });

    expect(await operationsWith(answeredWith(stored)).skip('payment', 'order-1')).toBe(answer);
  });

  it('are answered in the words that every release has known', async () => {
    const there = { skip: async () => 'must-be-kept' } as unknown as ProcessOperations;

    expect(await byOperations(there, 'payment')({ action: 'skip', instanceId: 'order-1' })).toBe('money-not-settled');
    expect(await operationsWith(answeredWith('money-not-settled')).skip('payment', 'order-1')).toBe('must-be-kept');
  });

  // A release takes the place of another one process by process.
  it.each(['a-word-of-tomorrow', 'unknown-action', 'constructor', ''])(
    'are unavailable as long as the holder speaks otherwise: %j',
    async (word) => {
      const operations = operationsWith(answeredWith(word));

      await expect(operations.retry('payment', 'order-1')).rejects.toThrow(StoreUnavailable);
      await expect(operations.skip('payment', 'order-1')).rejects.toThrow('runs in another release');
    },
  );
});
