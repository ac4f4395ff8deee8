import { describe, expect, it } from '@jest/globals';
import { createSkipNotes } from '../../../src/platform/processes/skip-notes.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

/** A place for small documents. */
function documents() {
  const kept = new Map<string, unknown>();
  return {
    read: async <T>(name: string) => (kept.get(name) as T | undefined) ?? null,
    write: async (name: string, document: unknown) => {
      kept.set(name, structuredClone(document));
    },
  };
}

describe('notes about orders that were set aside', () => {
  it('are kept, the newest first, and not without end', async () => {
    const clock = new FixedClock('2026-05-08T03:00:00.000Z');
    const notes = createSkipNotes(documents(), 'log-1', clock);
    expect(await notes.all()).toEqual([]);

    for (let count = 1; count <= 60; count++) {
      await notes.add({ process: 'sms', instanceId: `order-${count}`, by: 'operator:하늘', reason: '까닭' });
    }
    const all = await notes.all();
    expect(all).toHaveLength(50);
    expect(all[0]).toEqual({
      process: 'sms',
      instanceId: 'order-60',
      by: 'operator:하늘',
      reason: '까닭',
      at: '2026-05-08T03:00:00.000Z',
    });
  });

  it('are those of one log', async () => {
    const [ops, clock] = [documents(), new FixedClock('2026-05-08T03:00:00.000Z')];
    await createSkipNotes(ops, 'log-1', clock).add({ process: 'sms', instanceId: 'a', by: 'operator', reason: null });

    expect(await createSkipNotes(ops, 'log-2', clock).all()).toEqual([]);
    expect(await createSkipNotes(ops, 'log-1', clock).all()).toHaveLength(1);
  });
});
