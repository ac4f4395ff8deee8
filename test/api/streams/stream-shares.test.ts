import { describe, expect, it } from '@jest/globals';
import type { Identity } from '../../../src/api/identity/identity.ts';
import { PER_ADDRESS, StreamShares } from '../../../src/api/streams/stream-shares.ts';

const florist = { identity: { kind: 'florist' }, address: '192.0.2.1' } as const;
const customer = (orderId: string, address: string) =>
  ({ identity: { kind: 'customer', orderId } as Identity, address }) as const;

/** Takes places until there is none, and answers with how many there were and what was said then. */
function takeAll(take: (taken: number) => () => void): { taken: number; status: number; leave: () => void } {
  const leaving: (() => void)[] = [];
  for (;;) {
    try {
      leaving.push(take(leaving.length));
    } catch (error) {
      const leave = () => {
        for (const one of leaving) one();
      };
      return { taken: leaving.length, status: (error as { status: number }).status, leave };
    }
  }
}

describe('of a thousand streams', () => {
  it('customers get those that are not kept for the shop, and the shop always has some left', () => {
    const shares = new StreamShares(1_000);

    const strangers = takeAll((n) => shares.take(customer(`order-${n}`, `192.0.2.${n}`)));
    const shop = takeAll(() => shares.take(florist));

    expect(strangers).toMatchObject({ taken: 800, status: 503 });
    expect(shop).toMatchObject({ taken: 200 });
  });

  it('one link gets twenty, one address sixty, with whatever links', () => {
    const shares = new StreamShares(1_000);

    expect(takeAll((n) => shares.take(customer('mine', `192.0.2.${n}`)))).toMatchObject({ taken: 20, status: 429 });
    expect(takeAll((n) => shares.take(customer(`order-${n}`, '198.51.100.7')))).toMatchObject({
      taken: PER_ADDRESS,
      status: 429,
    });
  });

  it('all can be taken again once they were given back', () => {
    const shares = new StreamShares(100);
    takeAll((n) => shares.take(customer(`order-${n}`, `192.0.2.${n}`))).leave();

    expect(takeAll((n) => shares.take(customer(`order-${n}`, `192.0.2.${n}`))).taken).toBe(80);
  });
});
