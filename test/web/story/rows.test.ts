import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../../web/story/facts.ts';
import { rowsOf } from '../../../web/story/rows.ts';
import { actorName, eventName, factInWords } from '../../../web/story/words.ts';
import { storyTexts } from '../../../web/texts/story/texts.ts';
import { auditWorld } from '../../audit/support/audit-world.ts';
import { cancelledAndRefunded } from '../../audit/support/past.ts';

async function told() {
  const world = await auditWorld();
  await cancelledAndRefunded(world.past);
  return rowsOf(await world.story());
}

describe('the rows of a story', () => {
  it('stand on the lines of their streams, in a fixed order, and know their causes', async () => {
    const { rows, lanes } = await told();

    expect(lanes).toEqual(['order', 'payment', 'delivery', 'notification']);
    expect(
      rows.map(({ number, category, cause, graph }) => [number, category, cause?.row.number ?? null, graph.lane]),
    ).toEqual([
      [1, 'order', null, 0],
      [2, 'payment', 1, 1],
      [3, 'notification', 1, 3],
      [4, 'payment', 2, 1],
      [5, 'order', 4, 0],
      [6, 'delivery', 5, 2],
      [7, 'order', null, 0],
      [8, 'delivery', 7, 2],
      [9, 'order', 8, 0],
      [10, 'payment', 9, 1],
      [11, 'payment', 10, 1],
    ]);
    expect(rows[1]?.cause?.afterMs).toBe(60_000);
  });

  it('say where the order turned, and where a day of the shop begins', async () => {
    const { rows } = await told();

    expect(rows.filter(({ isTurn }) => isTurn).map(({ event }) => event.status)).toEqual([
      'AwaitingPayment',
      'Paid',
      'Cancelling',
      'Cancelled',
    ]);
    const world = await auditWorld();
    await cancelledAndRefunded(world.past);
    const { events } = await world.story();
    // Ten minutes before midnight in Seoul, and ten minutes after.
    const late = events.map((event, index) => ({
      ...event,
      at: index < 5 ? '2026-05-08T14:50:00.000Z' : '2026-05-08T15:10:00.000Z',
    }));
    expect(
      rowsOf({ events: late })
        .rows.map(({ isNewDay }) => isNewDay)
        .indexOf(true),
    ).toBe(5);
    expect(rowsOf({ events: late }).rows.filter(({ isNewDay }) => isNewDay)).toHaveLength(1);
  });

  it('say nothing of times that nobody can read', async () => {
    const world = await auditWorld();
    await cancelledAndRefunded(world.past);
    const { events } = await world.story();
    const [first, second] = rowsOf({ events: events.map((event) => ({ ...event, at: 'yesterday' })) }).rows;

    expect(second?.cause).toMatchObject({ row: first, afterMs: null });
    expect(second?.isNewDay).toBe(false);
  });
});

describe('the words of a story', () => {
  it('name events, people and processes; what nobody knows keeps its own name', () => {
    expect(eventName(storyTexts.ko, { type: 'DeliveryStarted' })).toBe('배송 출발');
    expect(eventName(storyTexts.en, { type: 'SomethingNew' })).toBe('SomethingNew');
    expect(actorName(storyTexts.ko, 'payment')).toBe('결제 프로세스');
    expect(actorName(storyTexts.ko, 'florist:지은')).toBe('지은 (꽃집)');
    expect(actorName(storyTexts.en, 'operator:Ann: the first')).toBe('Ann: the first (operator)');
    expect(actorName(storyTexts.en, 'nobody:Ann')).toBe('nobody:Ann');
    expect(actorName(storyTexts.en, null)).toBe('nobody known');
  });

  it('write facts for people, sums as money', () => {
    const words = factsOf({ total: 90_000, items: [{ name: { ko: '장미' } }], note: null, by: 'customer', paid: true });
    expect(words.map((fact) => factInWords('ko', fact))).toEqual([
      { name: '합계', value: '₩90,000' },
      { name: '꽃 1 이름 ko', value: '장미' },
      { name: '누가', value: '고객' },
      { name: 'paid', value: 'true' },
    ]);
    expect(factInWords('en', { path: ['reference'], value: '007' })).toEqual({ name: 'reference', value: '007' });
  });
});
