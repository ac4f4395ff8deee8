import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import type { EventType, KkotgilEvent } from '../../../../src/domain/index.ts';
import type { NewEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { uuidV5 } from '../../../../src/platform/runtime/ids.ts';
import { eventRegistry } from '../../../../src/stored-events/registry.ts';
import { arbitraryBody } from '../../../support/arbitrary-body.ts';
import { codecWorld, lying } from '../../../support/codec-world.ts';

const types = [...eventRegistry.keys()] as EventType[];
const paid: KkotgilEvent = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 90_000 } };

describe('the event codec', () => {
  it.each(types)('gives %s back as it was, whatever its body says', async (type) => {
    const { codec, context } = await codecWorld();
    const bodies = arbitraryBody(eventRegistry.get(type)?.schema as z.ZodType);
    await fc.assert(
      fc.asyncProperty(bodies, async (data) => {
        const encoded = await codec.encode([{ type, data } as KkotgilEvent], context);
        const [decoded] = await codec.decode(encoded.map(lying));
        expect(decoded).toMatchObject({ type });
        expect((decoded as KkotgilEvent).data).toEqual(data);
      }),
      { numRuns: 25 },
    );
  });

  it('names events by command and place, and says in their metadata who did what, when and why', async () => {
    const { codec, context } = await codecWorld();
    const encoded = await codec.encode([paid, paid], { ...context, digest: 'digest' });
    expect(encoded.map(({ id }) => id)).toEqual([uuidV5(context.commandId, '0'), uuidV5(context.commandId, '1')]);
    expect(encoded[1]?.metadata).toEqual({
      $correlationId: 'order-1',
      $causationId: context.causationId,
      commandId: context.commandId,
      actor: 'customer',
      at: '2026-11-23T03:00:00.000Z',
      schema: 1,
      digest: 'digest',
    });
  });

  it('gives an event its place in the log, and its time', async () => {
    const { codec, context } = await codecWorld();
    const [encoded] = await codec.encode([paid], context);
    const stored = lying(encoded as NewEvent);
    expect(await codec.decode([stored])).toEqual([
      { ...stored, ...paid, at: '2026-11-23T03:00:00.000Z', subjects: {} },
    ]);
  });

  it.each([
    ['a wrong type', { paymentId: 'pay-1', amount: '90000' }],
    ['half a won', { paymentId: 'pay-1', amount: 0.5 }],
    ['a missing member', { amount: 1 }],
    ['a member too many', { paymentId: 'pay-1', amount: 1, currency: 'KRW' }],
  ])('refuses to write %s', async (_what, data) => {
    const { codec, context } = await codecWorld();
    const wrong = { type: 'OrderPaid', data } as KkotgilEvent;
    await expect(codec.encode([wrong], context)).rejects.toThrow(TypeError);
    await expect(codec.encode([wrong], context)).rejects.toThrow('OrderPaid does not fit its schema');
  });

  it('refuses to write a type that is not registered', async () => {
    const { codec, context } = await codecWorld();
    const unknown = { type: 'OrderEaten', data: {} } as unknown as KkotgilEvent;
    await expect(codec.encode([unknown], context)).rejects.toThrow('OrderEaten');
  });

  describe('hands an event that it can not read over as such, in its place among the others', () => {
    it.each([
      ['its type is unknown', { type: 'OrderEaten' }, 'OrderEaten'],
      ['its body has another shape', { data: { what: 'else' } }, 'does not fit its schema'],
      ['its body is none', { data: null as never }, 'does not fit its schema'],
      ['what is sealed in it is malformed', { data: { $sealed: 'nothing' } }, 'malformed'],
      ['its metadata is somebody else’s', { metadata: { schema: 1 } as never }, 'metadata'],
      ['its version is no number', { metadata: { ...someMetadata(), schema: 'one' as never } }, 'metadata'],
    ])('because %s', async (_why, damage, message) => {
      const { codec, context } = await codecWorld();
      const good = lying((await codec.encode([paid], context))[0] as NewEvent);
      const bad = { ...good, ...damage };
      const [first, second, third] = await codec.decode([good, bad, good]);
      expect([first?.type, third?.type]).toEqual(['OrderPaid', 'OrderPaid']);
      expect(second).toMatchObject({
        type: '$unreadable',
        streamId: 'order-1',
        revision: 0,
        position: '1',
        stored: bad,
      });
      expect(second).toHaveProperty('error.message', expect.stringMatching(message));
    });
  });
});

function someMetadata() {
  return { $correlationId: 'o', $causationId: 'c', commandId: 'c', actor: 'payment', at: '2026-11-23T03:00:00.000Z' };
}
