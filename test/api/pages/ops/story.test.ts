import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DamagedLog } from '../../../../src/platform/eventstore/event-store.ts';
import { idOf } from '../../../support/history.ts';
import { OPERATOR_TOKEN, type Placed, TestApi } from '../../support/api.ts';
import { signedIn } from '../../support/staff.ts';
import { Window } from '../../support/window.ts';

let api: TestApi;
let window: Window;
let placed: Placed;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, '하늘', 'operator');
  placed = await api.requested();
});
afterEach(() => api.stop());

const page = (query = '') => `/ops/audit/${placed.orderId}${query}`;
/** How the order is said to have stood. */
const stood = (text: string) =>
  /<dl class="standing"><div><dt>주문<\/dt><dd>(.*?)<\/dd>/.exec(text)?.[1]?.replace(/<[^>]*>/g, '');
const laterIn = (text: string) => text.match(/story-later/g)?.length ?? 0;

describe('the story of an order', () => {
  it('tells all events in their order, and how the order stands', async () => {
    const { status, text } = await window.get(page());

    expect(status).toBe(200);
    expect([...text.matchAll(/id="e(\d)"/g)].map(([, number]) => number)).toEqual(['1', '2', '3']);
    expect(text).toContain('사건 3개');
    expect(text).toContain('지금의 주문');
    expect(stood(text)).toBe('결제 완료');
    expect(laterIn(text)).toBe(0);
    expect(text).toContain(`href="/api/audit/orders/${placed.orderId}" download=`);
  });

  it('shows it as it stood after any event, by number, position or time, and what that event changed', async () => {
    const story = await api.get(`/api/audit/orders/${placed.orderId}`, OPERATOR_TOKEN);
    const [first, second] = story.body.events;

    const atFirst = await window.get(page('?event=1'));
    expect(stood(atFirst.text)).toBe('결제 대기');
    expect(laterIn(atFirst.text)).toBe(2);
    expect(atFirst.text).toContain('이때의 주문');
    expect(stood((await window.get(page(`?position=${first.position}`))).text)).toBe('결제 대기');
    const atSecond = await window.get(page(`?position=${second.position}`));
    expect(stood(atSecond.text)).toBe('결제 완료 (이 사건으로 바뀜)');
    // All was written in one moment here: a time means all of it.
    expect(stood((await window.get(page(`?at=${first.at}`))).text)).toBe('결제 완료');
  });

  it('begins before the first event, and takes what lies beyond the last one for now', async () => {
    expect((await window.get(page('?at=2020-01-01T00:00:00.000Z'))).text).toContain('아직 접수되기 전이에요');
    expect((await window.get(page('?event=0'))).text).toContain('아직 접수되기 전이에요');
    expect((await window.get(page('?event=99'))).text).toContain('지금의 주문');
  });

  it.each(['?event=-1', '?event=x', '?event=1&event=2', '?position=AAAA', '?at=yesterday', '?event=1.5'])(
    'takes no moment such as %s',
    async (query) => {
      expect((await window.get(page(query))).status).toBe(400);
    },
  );

  it('says what can’t be read, and that nobody knows how the order stood', async () => {
    const read = api.store.readStream.bind(api.store);
    api.store.readStream = async (streamId, options) => {
      if (streamId.startsWith('payment-')) throw new DamagedLog('event 1 is missing');
      return read(streamId, options);
    };
    const { status, text } = await window.get(page());

    expect(status).toBe(200);
    expect(text).toContain('이 이야기의 일부를 읽을 수 없어요');
    expect(text).toContain('이때의 주문을 알 수 없어요');
  });

  it('is there for orders alone, and for operators alone', async () => {
    expect((await window.get(`/ops/audit/${idOf('nobody')}`)).status).toBe(404);
    expect((await window.get('/ops/audit/what%20is%20this')).status).toBe(404);
    const florist = await signedIn(api, '지은', 'florist');
    expect((await florist.get(page())).status).toBe(403);
    expect(await new Window(api).get(page())).toMatchObject({ status: 303 });
  });

  it('lets a browser without scripts choose a moment too', async () => {
    const { text } = await window.get(page('?event=2'));

    expect(text).toMatch(/<form class="moment" method="get" action="\/ops\/audit\/[^"]+">/);
    expect(text).toContain(`href="${page('?event=1')}"`);
    expect(text).toContain(`href="${page()}"`);
  });
});
