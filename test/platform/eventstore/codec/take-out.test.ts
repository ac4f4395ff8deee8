import { describe, expect, it } from '@jest/globals';
import { placesOf, takeOut } from '../../../../src/platform/eventstore/codec/take-out.ts';

const places = placesOf([
  { path: 'customer.name', role: 'customer' },
  { path: 'gift.to.name', role: 'recipient' },
  { path: 'gift.card', role: 'customer' },
  { path: 'note', role: 'recipient' },
]);

describe('what is taken out of a body', () => {
  it('is every personal text with its path, by whose it is, and nothing else', () => {
    const body = {
      customer: { name: '지은' },
      gift: { to: { name: '민수', floor: 3 }, card: '축하해' },
      note: '문 앞',
      total: 9,
    };
    const { open, texts } = takeOut(body, places);
    expect(open).toEqual({ customer: {}, gift: { to: { floor: 3 } }, total: 9 });
    expect(Object.fromEntries(texts)).toEqual({
      customer: { paths: ['customer.name', 'gift.card'], texts: ['지은', '축하해'] },
      recipient: { paths: ['gift.to.name', 'note'], texts: ['민수', '문 앞'] },
    });
  });

  it('is nothing where there is no text', () => {
    const body = { customer: { name: null }, gift: { to: { name: null }, card: null }, note: null };
    const { open, texts } = takeOut(body, places);
    expect(open).toBe(body);
    expect(texts.size).toBe(0);
  });
});
