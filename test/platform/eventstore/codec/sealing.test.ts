import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../../../src/domain/index.ts';
import type { JsonObject, NewEvent, StoredEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { ERASED } from '../../../../src/platform/eventstore/recorded-event.ts';
import { createCodec } from '../../../../src/stored-events/event-log.ts';
import { eventRegistry } from '../../../../src/stored-events/registry.ts';
import { samples } from '../../../golden/samples.ts';
import { CUSTOMER_PHONE, codecWorld, lying, RECIPIENT_PHONE } from '../../../support/codec-world.ts';
import { erase } from '../../../support/erase.ts';
import { findInBytes } from '../../../support/find-in-files.ts';
import { idOf } from '../../../support/history.ts';

const placed = { type: 'OrderPlaced', data: samples.OrderPlaced } as const;
const sealedTypes = [...eventRegistry].flatMap(([type, { personal }]) =>
  personal.length > 0 ? [[type as EventType, personal] as const] : [],
);

async function worldWithOrder() {
  const world = await codecWorld();
  const [encoded] = await world.codec.encode([placed], world.context);
  const stored = lying(encoded as NewEvent);
  const decode = async (event: StoredEvent = stored) => (await world.codec.decode([event]))[0];
  return { ...world, stored, decode };
}

const valueAt = (body: object, path: string) =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], body);
const boxOf = (event: StoredEvent, role: string) => (event.data.$sealed as Record<string, JsonObject>)[role];
const withParts = (event: StoredEvent, parts: object): StoredEvent => ({
  ...event,
  data: { ...event.data, $sealed: { ...(event.data.$sealed as JsonObject), ...parts } as JsonObject },
});

describe('personal data', () => {
  it('is what is marked in the schemas, and nothing less', () => {
    const marked = sealedTypes.map(([type, fields]) => [type, fields.map(({ path, role }) => `${role}: ${path}`)]);
    expect(Object.fromEntries(marked)).toEqual({
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

  it.each(sealedTypes)('of %s is in no byte of what is stored', async (type, fields) => {
    const { codec, context } = await codecWorld();
    const data = samples[type] as JsonObject;
    const texts = fields.map(({ path }) => valueAt(data, path) as string);
    const bytes = async (event: unknown) => Buffer.from(JSON.stringify(event));

    const stored = await bytes(await codec.encode([{ type, data } as unknown as KkotgilEvent], context));
    for (const text of texts) {
      expect(findInBytes(await bytes(data), text)).toContain('UTF-8');
      expect(findInBytes(stored, text)).toEqual([]);
    }
  });

  it('is in no byte of a stored order, in whatever way a phone is written', async () => {
    const { stored } = await worldWithOrder();
    const phones = ['+821012345678', '01012345678', '010-1234-5678', '010 1234 5678', '1012345678', '1234-5678'];
    const words = [...phones, '이지은', '지은', '김민수', '테헤란로', '공동현관', '생일', 'tok_visa_4242'];
    for (const word of words) expect(findInBytes(Buffer.from(JSON.stringify(stored)), word)).toEqual([]);
    expect(stored.data).toMatchObject({ total: 93_000, items: placed.data.items, deliverOn: '2026-12-24' });
  });

  it('is not repeated by the message of a refusal', async () => {
    const { codec, context } = await codecWorld();
    const wrong = { ...placed.data, customer: { name: 7, phone: '+821012345678' }, cardMessage: ['비밀'] };
    const refusal = codec.encode([{ type: 'OrderPlaced', data: wrong } as unknown as KkotgilEvent], context);
    await expect(refusal).rejects.toThrow(/customer\.name.*cardMessage/);
    await expect(refusal).rejects.not.toThrow(/821012345678|비밀|이지은/);
  });
});

describe('an erased person', () => {
  it.each(sealedTypes)('is no longer in %s; all else of it stays', async (type, fields) => {
    const { codec, context, keyring } = await codecWorld();
    const data = samples[type] as JsonObject;
    const encoded = await codec.encode([{ type, data } as unknown as KkotgilEvent], context);
    for (const phone of [CUSTOMER_PHONE, RECIPIENT_PHONE]) await erase(keyring, phone);

    const decoded = (await codec.decode(encoded.map(lying)))[0] as unknown as { data: JsonObject };
    for (const { path } of fields) expect(valueAt(decoded.data, path)).toBe(ERASED);
    const rest = (body: unknown) =>
      JSON.stringify(body, (_, value) => (typeof value === 'string' ? 'a text' : (value as unknown)));
    expect(JSON.parse(rest(decoded.data))).toEqual(JSON.parse(rest(data)));
  });

  it('takes nobody else along, and leaves what was never said as it is', async () => {
    const { codec, context, keyring } = await codecWorld();
    const silent = { ...placed, data: { ...placed.data, cardMessage: null } };
    const encoded = await codec.encode([silent], context);
    await erase(keyring, CUSTOMER_PHONE);
    expect(await codec.decode(encoded.map(lying))).toMatchObject([
      { data: { customer: { name: ERASED }, cardMessage: null, recipient: placed.data.recipient, total: 93_000 } },
    ]);
  });

  it('is gone also from events that were read before', async () => {
    const { decode, keyring } = await worldWithOrder();
    expect(await decode()).toMatchObject({ data: { customer: { name: '이지은' } } });
    await erase(keyring, CUSTOMER_PHONE);
    expect(await decode()).toMatchObject({ data: { customer: { name: ERASED } } });
  });

  it('is gone also when a reading that began before the erasure ends after it', async () => {
    const { keyring, stored } = await worldWithOrder();
    const slow = Promise.withResolvers<void>();
    const keysOf = async (keyIds: Iterable<string>) => {
      const begunBefore = keyring.generation === 0;
      const keys = await keyring.keysOf(keyIds);
      if (begunBefore) await slow.promise;
      return keys;
    };
    const slowKeyring = {
      keysOf,
      get generation() {
        return keyring.generation;
      },
    };
    const codec = createCodec(slowKeyring, randomBytes);
    const erased = [{ data: { customer: { name: ERASED } } }];

    const begunBefore = codec.decode([stored]);
    await erase(keyring, CUSTOMER_PHONE);
    expect(await codec.decode([stored])).toMatchObject(erased);
    slow.resolve();
    await begunBefore;
    expect(await codec.decode([stored])).toMatchObject(erased);
  });

  it('can still have events, which read as erased from the start', async () => {
    const { codec, context, keyring } = await codecWorld();
    await erase(keyring, CUSTOMER_PHONE);
    const encoded = await codec.encode([{ type: 'ReviewReplied', data: { text: '감사합니다' } }], context);
    expect(findInBytes(Buffer.from(JSON.stringify(encoded)), '감사합니다')).toEqual([]);
    expect(await codec.decode(encoded.map(lying))).toMatchObject([{ data: { text: ERASED } }]);
  });
});

describe('a sealed event', () => {
  it('is unsealed once for all who read it', async () => {
    const { decode } = await worldWithOrder();
    expect(await decode()).toBe(await decode());
  });

  it('that was sealed here is given back as it was, and no key is asked for', async () => {
    const { keyring, context } = await codecWorld();
    const asked: string[] = [];
    const keysOf = async (keyIds: Iterable<string>) => {
      const wanted = [...keyIds];
      asked.push(...wanted);
      return keyring.keysOf(wanted);
    };
    const codec = createCodec({ keysOf, generation: 0 }, randomBytes);
    const [encoded] = await codec.encode([placed], context);
    asked.length = 0;
    const appended = { ...(encoded as NewEvent), streamId: 'order-1', revision: 0, position: '1' };
    const [given] = await codec.decode([appended]);
    expect(asked).toEqual([]);
    expect([given]).toEqual(await codec.decode([lying(encoded as NewEvent)]));
    expect(asked).toHaveLength(2);
  });

  it('that was sealed here and handed on with another envelope is looked at', async () => {
    const { codec, context } = await codecWorld();
    const [encoded] = await codec.encode([placed], context);
    const other = { ...lying(encoded as NewEvent), data: (encoded as NewEvent).data, metadata: { schema: 1 } as never };
    expect(await codec.decode([other])).toMatchObject([{ type: '$unreadable' }]);
  });

  it('is erased also when it was sealed here a moment before', async () => {
    const { codec, context, keyring } = await codecWorld();
    const [encoded] = await codec.encode([placed], context);
    const stream = [{ ...(encoded as NewEvent), streamId: 'order-1', revision: 0, position: '1' }];
    expect(await codec.decodeStream(stream)).toMatchObject([{ data: { customer: { name: '이지은' } } }]);
    expect(await codec.decodeStream(stream)).toBe(await codec.decodeStream(stream));
    await erase(keyring, CUSTOMER_PHONE);
    expect(await codec.decodeStream(stream)).toMatchObject([{ data: { customer: { name: ERASED } } }]);
    expect(await codec.decode(stream)).toMatchObject([{ data: { customer: { name: ERASED } } }]);
  });

  it('of a person who was erased while it was sealed reads as erased', async () => {
    const { context, keyring } = await codecWorld();
    let isErased = false;
    const keysOf = async (keyIds: Iterable<string>) => {
      const keys = await keyring.keysOf(keyIds);
      if (!isErased) {
        isErased = true;
        await erase(keyring, CUSTOMER_PHONE);
      }
      return keys;
    };
    const codec = createCodec(
      {
        keysOf,
        get generation() {
          return keyring.generation;
        },
      },
      randomBytes,
    );
    const [encoded] = await codec.encode([placed], context);
    const appended = { ...(encoded as NewEvent), streamId: 'order-1', revision: 0, position: '1' };
    expect(await codec.decode([appended])).toMatchObject([{ data: { customer: { name: ERASED } } }]);
  });

  it('leaves what lies in the log as it is', async () => {
    const { decode, stored } = await worldWithOrder();
    const before = structuredClone(stored);
    await decode();
    expect(stored).toEqual(before);
  });

  it('names the keys that it was sealed with', async () => {
    const { decode, context } = await worldWithOrder();
    expect(await decode()).toMatchObject({ subjects: context.subjects });
  });

  it('of a recipient who shares the customer’s key names it for both', async () => {
    const { codec, context } = await codecWorld();
    const { customer } = context.subjects;
    const shared = { ...context, subjects: { customer: customer as string, recipient: customer as string } };
    const decoded = await codec.decode((await codec.encode([placed], shared)).map(lying));
    expect(decoded).toMatchObject([{ data: placed.data, subjects: { customer, recipient: customer } }]);
  });

  it('is not written without the key of a person whose data it holds; null needs none', async () => {
    const { codec, context } = await codecWorld();
    const cancelled = (reason: string | null): KkotgilEvent => ({
      type: 'OrderCancelled',
      data: { by: 'system', reason },
    });
    const keyless = { ...context, subjects: {} };
    await expect(codec.encode([cancelled('비밀')], keyless)).rejects.toThrow(TypeError);
    await expect(codec.encode([cancelled('비밀')], keyless)).rejects.toThrow(/OrderCancelled.*customer/);
    expect(await codec.encode([cancelled(null)], keyless)).toMatchObject([{ data: { by: 'system', reason: null } }]);
  });

  it('is not written with a key that the keyring never gave out', async () => {
    const { codec, context } = await codecWorld();
    const foreign = codec.encode([placed], { ...context, subjects: { ...context.subjects, recipient: 'key-9' } });
    await expect(foreign).rejects.toThrow(/key-9/);
  });

  it.each([
    ['was moved to another event', (event: StoredEvent) => ({ ...event, id: idOf('another event') })],
    ['was put into another type of event', (event: StoredEvent) => ({ ...event, type: 'ReviewWritten' })],
    ['was moved to another person', (event: StoredEvent) => withParts(event, { customer: boxOf(event, 'recipient') })],
    [
      'has its fields exchanged',
      (event: StoredEvent) =>
        withParts(event, { customer: { ...boxOf(event, 'customer'), fields: ['cardFrom', 'cardMessage'] } }),
    ],
    [
      'was changed by a byte',
      (event: StoredEvent) => {
        const { box } = boxOf(event, 'customer') as { box: string };
        const changed = `${box.slice(0, -8)}${box.at(-8) === 'A' ? 'B' : 'A'}${box.slice(-7)}`;
        return withParts(event, { customer: { ...boxOf(event, 'customer'), box: changed } });
      },
    ],
  ])('is unreadable when its box %s', async (_how, tampered) => {
    const { decode, stored } = await worldWithOrder();
    expect(await decode(tampered(stored))).toMatchObject({
      type: '$unreadable',
      error: { message: expect.stringContaining('changed, or moved') },
    });
  });

  it('is unreadable, not erased, when its key was lost', async () => {
    const { decode, stored } = await worldWithOrder();
    const lost = withParts(stored, { customer: { ...boxOf(stored, 'customer'), key: 'key-9' } });
    expect(await decode(lost)).toMatchObject({
      type: '$unreadable',
      error: { message: 'key key-9 of its customer is missing from the key store' },
    });
  });
});
