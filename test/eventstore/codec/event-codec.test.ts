import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import { defineEvent, type EventRegistry } from '../../../src/eventstore/codec/definition.ts';
import { createEventCodec } from '../../../src/eventstore/codec/event-codec.ts';
import { eventRegistry } from '../../../src/eventstore/codec/registry.ts';
import type { AppendContext } from '../../../src/eventstore/codec.ts';
import type { JsonObject, NewEvent, StoredEvent } from '../../../src/eventstore/event-store.ts';
import { ERASED } from '../../../src/eventstore/recorded-event.ts';
import { uuidV5 } from '../../../src/runtime/ids.ts';
import { arbitraryBody } from '../../support/arbitrary-body.ts';
import { MemoryKeyring } from '../../support/memory-keyring.ts';
import { aRoseOrder, idOf } from '../../support/story.ts';

const types = [...eventRegistry.keys()] as EventType[];
const COMMAND = idOf('command');

async function setUp(registry: EventRegistry = eventRegistry) {
  const keyring = new MemoryKeyring();
  const codec = createEventCodec({ registry, keyring, random: (bytes) => new Uint8Array(bytes).fill(9) });
  const subjects = {
    customer: await keyring.subjectFor('+821012345678'),
    recipient: await keyring.subjectFor('+821098765432'),
  };
  const context: AppendContext = {
    commandId: COMMAND,
    correlationId: 'order-1',
    causationId: COMMAND,
    actor: 'customer',
    at: '2026-11-23T03:00:00.000Z',
    subjects,
  };
  /** As the event lies in the log, and comes out of it. */
  const stored = ({ ...event }: NewEvent): StoredEvent => ({
    ...(JSON.parse(JSON.stringify(event)) as NewEvent),
    streamId: 'order-1',
    revision: 0,
    position: '1',
  });
  const roundTrip = async (event: KkotgilEvent) => {
    const [encoded] = await codec.encode([event], context);
    return (await codec.decode([stored(encoded as NewEvent)]))[0];
  };
  return { keyring, codec, context, stored, roundTrip };
}

const placed: KkotgilEvent = {
  type: 'OrderPlaced',
  data: { ...aRoseOrder, cardMessage: '생일 축하해! 🌷', cardFrom: '지은' },
};

describe('the event codec', () => {
  it.each(types)('gives %s back as it was, whatever its body says', async (type) => {
    const { roundTrip } = await setUp();
    const bodies = arbitraryBody(eventRegistry.get(type)?.schema as z.ZodType);
    await fc.assert(
      fc.asyncProperty(bodies, async (data) => {
        expect(await roundTrip({ type, data } as KkotgilEvent)).toMatchObject({ type, data });
      }),
      { numRuns: 25 },
    );
  });

  it('names events by command and place, and says in their metadata who did what, when and why', async () => {
    const { codec, context } = await setUp();
    const paid: KkotgilEvent = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 1 } };
    const encoded = await codec.encode([paid, paid], { ...context, digest: 'd' });
    expect(encoded.map(({ id }) => id)).toEqual([uuidV5(COMMAND, '0'), uuidV5(COMMAND, '1')]);
    expect(encoded[0]?.metadata).toEqual({
      $correlationId: 'order-1',
      $causationId: COMMAND,
      commandId: COMMAND,
      actor: 'customer',
      at: '2026-11-23T03:00:00.000Z',
      schema: 1,
      digest: 'd',
    });
  });

  it('refuses to write what does not fit its schema', async () => {
    const { codec, context } = await setUp();
    const wrong = { type: 'OrderPaid', data: { paymentId: 'pay-1', amount: 1.5 } } as KkotgilEvent;
    await expect(codec.encode([wrong], context)).rejects.toBeInstanceOf(TypeError);
    const unknown = { type: 'OrderEaten', data: {} } as unknown as KkotgilEvent;
    await expect(codec.encode([unknown], context)).rejects.toThrow('OrderEaten');
  });

  it('hands an event that it can not read over as such, in its place among the others', async () => {
    const { codec, context, stored } = await setUp();
    const [good] = await codec.encode([{ type: 'OrderCompleted', data: {} }], context);
    const bad = { ...stored(good as NewEvent), type: 'OrderEaten' };
    const misshapen = { ...stored(good as NewEvent), data: { what: 'else' } };
    const decoded = await codec.decode([bad, stored(good as NewEvent), misshapen]);
    expect(decoded.map(({ type }) => type)).toEqual(['$unreadable', 'OrderCompleted', '$unreadable']);
  });
});

describe('sealing', () => {
  it('leaves no personal word in what is stored, and the money facts readable', async () => {
    const { codec, context } = await setUp();
    const [encoded] = await codec.encode([placed], context);
    const text = JSON.stringify(encoded);
    const words = ['이지은', '김민수', '1012345678', '1098765432', '강남구', '생일', '지은', 'sim_ok'];
    for (const word of words) expect(text).not.toContain(word);
    expect(encoded?.data).toMatchObject({ total: 90_000, items: aRoseOrder.items, deliverOn: null });
  });

  it('has a mark on every field that holds something of a person', () => {
    const marked = Object.fromEntries(
      types.map((type) => [type, eventRegistry.get(type)?.personal.map(({ path, role }) => `${role}: ${path}`) ?? []]),
    );
    expect(Object.fromEntries(Object.entries(marked).filter(([, fields]) => fields.length > 0))).toEqual({
      OrderPlaced: [
        'customer: customer.name',
        'customer: customer.phone',
        'recipient: recipient.name',
        'recipient: recipient.phone',
        'recipient: recipient.address',
        'recipient: recipient.note',
        'customer: cardMessage',
        'customer: cardFrom',
        'customer: payment.token',
      ],
      OrderCancellationRequested: ['customer: reason'],
      OrderCancelled: ['customer: reason'],
      DeliveryRejected: ['customer: reason'],
      DeliveryFailed: ['customer: reason'],
      ReviewWritten: ['customer: text'],
      ReviewReplied: ['customer: text'],
      SmsAttempted: ['customer: to'],
      SmsDropped: ['customer: to'],
    });
  });

  it('reads as erased once the key of the person is destroyed; the other person and the money stay', async () => {
    const { codec, context, stored, keyring } = await setUp();
    const [encoded] = await codec.encode([placed], context);
    const event = stored(encoded as NewEvent);
    await codec.decode([event]);
    await keyring.destroy('+821012345678');
    expect((await codec.decode([event]))[0]).toMatchObject({
      data: {
        total: 90_000,
        customer: { name: ERASED, phone: ERASED },
        recipient: { name: '김민수', note: null },
        cardMessage: ERASED,
        payment: { method: 'card', token: ERASED },
      },
    });
  });

  it('still writes for a person who was erased, and it reads as erased', async () => {
    const { roundTrip, keyring } = await setUp();
    await keyring.destroy('+821012345678');
    expect(await roundTrip({ type: 'ReviewReplied', data: { text: '감사합니다' } })).toMatchObject({
      data: { text: ERASED },
    });
  });

  it('refuses to write something personal without a key, and needs none for null', async () => {
    const { codec, context } = await setUp();
    const keyless = { ...context, subjects: {} };
    await expect(codec.encode([placed], keyless)).rejects.toBeInstanceOf(TypeError);
    const silent: KkotgilEvent = { type: 'OrderCancelled', data: { by: 'system', reason: null } };
    expect((await codec.encode([silent], keyless))[0]?.data).toEqual({ by: 'system', reason: null });
  });

  it('opens a box only in the event that it was made for', async () => {
    const { codec, context, stored } = await setUp();
    const [one] = await codec.encode([placed], context);
    const moved = { ...stored(one as NewEvent), id: idOf('another event') };
    expect((await codec.decode([moved]))[0]?.type).toBe('$unreadable');
  });

  it('names the keys of an event', async () => {
    const { roundTrip } = await setUp();
    expect(await roundTrip(placed)).toMatchObject({ subjects: { customer: 'key-1', recipient: 'key-2' } });
  });
});

describe('an older version', () => {
  const shape = z.strictObject({ paymentId: z.string(), amount: z.int(), method: z.string() });
  const newer: EventRegistry = new Map([
    [
      'OrderPaid',
      defineEvent(shape, [
        (body) => ({ ...body, method: 'card' }),
        ({ id, ...body }) => ({ ...body, paymentId: id ?? body.paymentId ?? '' }),
      ]),
    ],
  ]);
  const lying = (data: JsonObject, schema: number): StoredEvent => ({
    id: idOf('old'),
    type: 'OrderPaid',
    data,
    metadata: { $correlationId: 'o', $causationId: 'c', commandId: 'c', actor: 'payment', at: '', schema },
    streamId: 'order-1',
    revision: 0,
    position: '1',
  });

  it('is brought up to date step by step', async () => {
    const { codec } = await setUp(newer);
    const decoded = await codec.decode([
      lying({ id: 'pay-1', amount: 5 }, 1),
      lying({ paymentId: 'pay-2', amount: 5, method: 'bank' }, 3),
    ]);
    expect(decoded).toMatchObject([
      { data: { paymentId: 'pay-1', amount: 5, method: 'card' } },
      { data: { paymentId: 'pay-2', amount: 5, method: 'bank' } },
    ]);
  });

  it('that is newer than the program is not guessed at', async () => {
    const { codec } = await setUp(newer);
    const [decoded] = await codec.decode([lying({}, 4)]);
    expect(decoded).toMatchObject({ type: '$unreadable', error: { message: expect.stringContaining('version 4') } });
  });
});
