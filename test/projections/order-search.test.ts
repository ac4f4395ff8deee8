import { describe, expect, it } from '@jest/globals';
import type { OrderPlaced } from '../../src/domain/order/index.ts';
import { ERASED } from '../../src/platform/eventstore/recorded-event.ts';
import { searchPlaces } from '../../src/projections/order-search.ts';
import { BadCursor, type Queries } from '../../src/projections/queries.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { foldedQueries } from '../support/folded-views.ts';
import { aRoseOrder, History, idOf } from '../support/history.ts';

type Person = { readonly name: string; readonly phone: string };
const jieun = { name: '이지은', phone: '+821012345678' };
const minsu = { name: '김민수', phone: '+821098765432' };
const jane = { name: 'Jane van der Berg', phone: '+821022220123' };

/** A shop with orders in its log, a second apart. */
class Orders {
  readonly clock = new FixedClock('2026-11-25T03:00:00.000Z');
  readonly history = new History(this.clock);
  readonly queries: Queries = foldedQueries(this.history.log, this.clock);

  async placed(order: string, customer: Person, recipient: Person): Promise<this> {
    const data: OrderPlaced['data'] = { ...aRoseOrder, customer, recipient: { ...aRoseOrder.recipient, ...recipient } };
    await this.history.happened(idOf(order), 'OrderPlaced', data);
    await this.clock.advance(1_000);
    return this;
  }

  /** By the names that the test has given them. */
  async found(typed: string, ...names: string[]): Promise<string[]> {
    const { items } = await this.queries.search(typed, {});
    return items.map(({ order }) => names.find((name) => idOf(name) === order.orderId) ?? order.orderId);
  }
}

describe('a search for orders', () => {
  it.each([
    ['the whole name of who ordered', '이지은', ['gift']],
    ['its beginning', '이지', ['gift']],
    ['a given name alone', '지은', ['gift']],
    ['the name of who receives, newest first', '김민수', ['own', 'gift']],
    ['a name in other letters, with spaces', 'JANE VAN', ['jane']],
    ['the words that follow the first', 'van der berg', ['jane']],
    ['decomposed Hangul', '이지은'.normalize('NFD'), ['gift']],
    ['a whole phone number as it is written here', '010-1234-5678', ['gift']],
    ['the same from abroad', '+82 10-1234-5678', ['gift']],
    ['the last four digits', '5432', ['own', 'gift']],
    ['last digits that begin with a zero', '0123', ['jane']],
    ['what nobody is called', '박', []],
    ['too few digits', '678', []],
    ['nothing', '   ', []],
    ['only signs', '%_|~*', []],
  ])('finds by %s', async (_what, typed, expected) => {
    const orders = await new Orders().placed('gift', jieun, minsu);
    await orders.placed('own', minsu, minsu);
    await orders.placed('jane', jane, { name: '박서준', phone: '+821055557777' });

    const found = await orders.found(typed, 'gift', 'own', 'jane');
    expect(found.filter((name) => name !== 'jane' || expected.includes('jane') || typed === '박')).toEqual(
      typed === '박' ? ['jane'] : expected,
    );
  });

  it('finds by the end of an order number, with and without dashes', async () => {
    const orders = await new Orders().placed('gift', jieun, minsu);
    await orders.placed('own', minsu, minsu);
    const id = idOf('own');

    for (const typed of [id, id.toUpperCase(), id.slice(-8), id.replaceAll('-', ''), id.slice(-17)]) {
      expect([typed, await orders.found(typed, 'gift', 'own')]).toEqual([typed, ['own']]);
    }
  });

  it('goes on over as many pages as there are, and names everyone once', async () => {
    const orders = new Orders();
    for (let count = 0; count < 7; count++) await orders.placed(`gift-${count}`, jieun, minsu);
    for (let count = 0; count < 5; count++) await orders.placed(`back-${count}`, minsu, jieun);
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await orders.queries.search('이지은', { limit: 4, cursor });
      expect(page.items.length).toBeGreaterThan(0);
      seen.push(...page.items.map(({ order }) => order.orderId));
      cursor = page.nextCursor ?? undefined;
      pages++;
    } while (cursor !== undefined);

    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 12, 12]);
  });

  it('has no next page when it has just ended', async () => {
    const orders = await new Orders().placed('a', jieun, minsu);
    await orders.placed('b', jieun, minsu);
    expect((await orders.queries.search('이지은', { limit: 2 })).nextCursor).toBeNull();
  });

  it.each(['', 'x', '9.AAAA', '0.AAAA', '0.'])('takes no cursor that it has not made: %p', async (cursor) => {
    const orders = await new Orders().placed('a', jieun, minsu);
    await expect(orders.queries.search('이지은', { cursor })).rejects.toThrow(BadCursor);
  });

  it('finds nobody any more who is erased, not even by the mark', async () => {
    const erased = { name: ERASED, phone: ERASED };
    const orders = await new Orders().placed('gone', erased, minsu);
    await orders.placed('both', erased, erased);

    for (const typed of [ERASED, 'erased', '이지은', '010-1234-5678']) {
      expect([typed, await orders.found(typed)]).toEqual([typed, []]);
    }
    expect(await orders.found('김민수', 'gone')).toEqual(['gone']);
    expect(await orders.found(idOf('both'), 'both')).toEqual(['both']);
  });

  it('makes keys of letters and digits alone, whatever was typed', () => {
    for (const typed of ['김|민~수', '👩‍🌾 florist', 'ａｂｃ', 'İstanbul', '\u0000x']) {
      for (const { prefix } of searchPlaces(typed)) expect(prefix).toMatch(/^[\da-f]+$/);
    }
  });
});
