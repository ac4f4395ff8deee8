import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { KkotgilEvent } from '../../../../src/domain/index.ts';
import {
  defineEvent,
  type EventRegistry,
  type Upcaster,
} from '../../../../src/platform/eventstore/codec/definition.ts';
import { personal } from '../../../../src/platform/eventstore/codec/personal.ts';
import type { NewEvent } from '../../../../src/platform/eventstore/event-store.ts';
import { ERASED } from '../../../../src/platform/eventstore/recorded-event.ts';
import { CUSTOMER_PHONE, codecWorld, lying } from '../../../support/codec-world.ts';
import { erase } from '../../../support/erase.ts';

// No event of the shop has an older version yet, so this one is given a past: at first a comment, then a text with a rating
// in words, now a text with a rating in numbers.
const asComment = z.strictObject({ comment: personal('customer', z.string()) });
const asText = z.strictObject({ text: personal('customer', z.string()), rating: z.string() });
const asNumber = z.strictObject({ text: personal('customer', z.string()), rating: z.int() });
const toText: Upcaster = (body) => ({ text: body.comment ?? '', rating: 'good' });
const toNumber: Upcaster = (body) => ({ ...body, rating: body.rating === 'good' ? 5 : 1 });

const registryOf = (...definition: Parameters<typeof defineEvent>): EventRegistry =>
  new Map([['ReviewWritten', defineEvent(...definition)]]);
const atFirst = registryOf(asComment);
const then = registryOf(asText, [toText]);
const now = registryOf(asNumber, [toText, toNumber]);

/** An event as a program of that time wrote it. */
async function written(registry: EventRegistry, data: object) {
  const { codec, context } = await codecWorld(registry);
  const [event] = await codec.encode([{ type: 'ReviewWritten', data } as KkotgilEvent], context);
  return lying(event as NewEvent);
}

describe('an event of an older version', () => {
  it('is brought to the newest one step by step', async () => {
    const { codec } = await codecWorld(now);
    const history = [
      await written(atFirst, { comment: '예뻐요' }),
      await written(then, { text: '시들었어요', rating: 'bad' }),
      await written(now, { text: '좋아요', rating: 4 }),
    ];
    expect(history.map(({ metadata }) => metadata.schema)).toEqual([1, 2, 3]);
    expect(await codec.decode(history)).toMatchObject([
      { data: { text: '예뻐요', rating: 5 } },
      { data: { text: '시들었어요', rating: 1 } },
      { data: { text: '좋아요', rating: 4 } },
    ]);
  });

  it('reads as erased under the name that the field has by now', async () => {
    const { codec, keyring } = await codecWorld(now);
    await erase(keyring, CUSTOMER_PHONE);
    expect(await codec.decode([await written(atFirst, { comment: '예뻐요' })])).toMatchObject([
      { data: { text: ERASED, rating: 5 } },
    ]);
  });

  it('that is newer than the program is not guessed at', async () => {
    const { codec } = await codecWorld(then);
    expect(await codec.decode([await written(now, { text: '좋아요', rating: 4 })])).toMatchObject([
      { type: '$unreadable', error: { message: expect.stringMatching(/version 3.*up to 2.*newer program/) } },
    ]);
  });

  it('is unreadable when its step does not lead to the newest shape', async () => {
    const { codec } = await codecWorld(registryOf(asNumber, [toText]));
    expect(await codec.decode([await written(atFirst, { comment: '예뻐요' })])).toMatchObject([
      { type: '$unreadable', error: { message: expect.stringContaining('rating') } },
    ]);
  });
});
