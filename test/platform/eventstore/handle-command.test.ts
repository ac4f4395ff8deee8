import { describe, expect, it, jest } from '@jest/globals';
import type { Aggregate } from '../../../src/platform/eventstore/aggregate.ts';
import type { EventLog } from '../../../src/platform/eventstore/event-log.ts';
import { loadStream } from '../../../src/platform/eventstore/handle-command.ts';
import type { AnyEvent, Recorded } from '../../../src/platform/eventstore/recorded-event.ts';

describe('the state of a stream', () => {
  const evolve = jest.fn((state: string, { data }: AnyEvent) => `${state}${(data as { name: string }).name}`);
  const aggregate = {
    category: 'order',
    initial: '',
    evolve,
    decide: () => [],
  } as unknown as Aggregate<string, never, AnyEvent, never>;
  const event = (name: string) => ({ type: 'Said', data: { name } }) as unknown as Recorded;
  const [a, b, c] = [event('a'), event('b'), event('c')];

  async function stateOf(events: readonly Recorded[]): Promise<{ state: string; folded: number }> {
    evolve.mockClear();
    const log = { knownStream: async () => events } as unknown as EventLog;
    const { state } = await loadStream(log, aggregate, '1');
    return { state, folded: evolve.mock.calls.length };
  }

  it('goes on from what it was before the last events', async () => {
    const stream = [a, b];
    expect(await stateOf(stream)).toEqual({ state: 'ab', folded: 2 });
    expect(await stateOf(stream)).toEqual({ state: 'ab', folded: 0 });
    expect(await stateOf([a, b, c])).toEqual({ state: 'abc', folded: 1 });
  });

  it('is folded anew where an event has other words, or there are fewer', async () => {
    const first = event('1');
    expect(await stateOf([first, b, c])).toEqual({ state: '1bc', folded: 3 });
    expect(await stateOf([first, event('B'), c])).toEqual({ state: '1Bc', folded: 3 });
    expect(await stateOf([first, b])).toEqual({ state: '1b', folded: 2 });
    expect(await stateOf([])).toEqual({ state: '', folded: 0 });
  });
});
