import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../../../../src/platform/eventstore/event-store.ts';
import type { OpenItemView, ProcessView } from '../../../../src/platform/processes/operations.ts';
import { idOf } from '../../../support/history.ts';
import { TestApi } from '../../support/api.ts';
import { signedIn } from '../../support/staff.ts';
import { fieldsOf, Window } from '../../support/window.ts';

const PAGES = [
  '/ops',
  '/ops/views',
  '/ops/processes',
  '/ops/payments',
  '/ops/log',
  '/ops/handbook',
  '/ops/handbook/backup',
];
const at = '2026-05-08T03:00:00.000Z';

let api: TestApi;
let window: Window;
beforeEach(async () => {
  api = await TestApi.start();
  window = await signedIn(api, '하늘', 'operator');
});
afterEach(() => api.stop());

function waiting(waitingFor: string, orderId: string, over: Partial<OpenItemView> = {}): OpenItemView {
  const words = { what: 'what', advice: 'advice' };
  return {
    instanceId: orderId,
    waitingFor,
    ...words,
    cause: null,
    since: at,
    due: at,
    overdue: false,
    facts: null,
    ...over,
  };
}
function process(name: string, over: Partial<ProcessView> = {}): ProcessView {
  const open = over.open ?? [];
  const waits = [...Map.groupBy(open, ({ waitingFor }) => waitingFor)].map(([waitingFor, items]) => ({
    waitingFor,
    what: waitingFor,
    open: items.length,
    overdue: items.filter(({ overdue }) => overdue).length,
  }));
  return {
    name,
    position: '',
    lag: { events: 0, seconds: 0 },
    inFlight: 0,
    open,
    openCount: open.length,
    waits,
    parked: [],
    ...over,
  };
}

/** Sends a form of a page as it stands, with what was typed. */
async function send(page: string, action: string, typed: Record<string, string> = {}) {
  return window.post(action, { ...fieldsOf(await window.get(page), action), ...typed });
}

describe('the pages for operators', () => {
  it.each(PAGES)('%s is for operators alone, in both languages', async (path) => {
    expect(await window.get(path)).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect((await window.get(`${path}?lang=en`)).text).toContain('<html lang="en">');
    expect((await (await signedIn(api, '지은', 'florist')).get(path)).status).toBe(403);
    expect(await new Window(api).get(path)).toMatchObject({ status: 303 });
  });

  it('take no form without its token', async () => {
    for (const path of [
      '/ops/views/orders/rebuild',
      '/ops/payments/reconcile',
      `/ops/processes/sms/parked/${idOf('a')}/retry`,
    ]) {
      expect(await window.post(path, {})).toMatchObject({
        status: 403,
        text: expect.stringContaining('한 번 더 눌러'),
      });
    }
    expect(api.viewOperations.asked).toEqual([]);
    expect(api.operations.runs).toBe(0);
  });

  it('say nothing that an address makes up', async () => {
    for (const query of ['?done=toString', '?refused=__proto__', '?done=%3Cscript%3E', '?done=a&done=b']) {
      const { status, text } = await window.get(`/ops/payments${query}`);
      expect(status).toBe(200);
      expect(text).not.toContain('<script>');
      expect(text).not.toMatch(/notice-good|notice-bad"/);
    }
  });
});

describe('a form for operators', () => {
  it('says that the store is away when it can’t be asked who is signed in', async () => {
    const form = fieldsOf(await window.get('/ops/payments'), '/ops/payments/reconcile');
    api.accounts.sessions.find = async () => {
      throw new StoreUnavailable('accounts');
    };
    expect((await window.post('/ops/payments/reconcile', form)).status).toBe(503);
  });
});

describe('the overview', () => {
  it('says that all is well, or what needs a person first', async () => {
    api.operations.processes = [process('payment')];
    api.viewOperations.over = { parked: [], lastVerify: null };
    api.logState = { checkedTo: await api.store.head(), checkedAt: at, damage: [], more: 0 };
    expect((await window.get('/ops')).text).toContain('모두 잘 돌아가고 있어요');

    api.operations.processes = [
      process('payment', { open: [waiting('dispute', idOf('a'), { overdue: true })] }),
      process('shipping', { parked: [{ instanceId: idOf('b'), reason: 'broken', advice: '', since: at }] }),
    ];
    api.logState = { ...api.logState, damage: [{ position: '1', streamId: null, what: 'missing' }] };
    const { text } = await window.get('/ops');
    const needs = [...text.matchAll(/<li class="need need-(\w+)"><a href="([^"]*)">([^<]*)</g)].map(
      ([, ...need]) => need,
    );
    expect(needs).toEqual([
      ['bad', '/ops/log', '로그 1곳이 상했어요'],
      ['bad', '/ops/processes#parked', '프로세스가 멈춰 세운 주문이 1건 있어요'],
      ['bad', '/ops/payments#disputes', '결제 금액이 다른 주문이 1건 있어요'],
    ]);
  });

  it('draws the last hour, and says whose numbers they are', async () => {
    const minute = { orders: 0, smsSent: 0, smsFailed: 0, errors: 0, failedCalls: 0, lagSeconds: null };
    const begin = Date.parse(at);
    api.minutes = [
      { ...minute, at: begin, orders: 3, smsSent: 4, smsFailed: 1 },
      { ...minute, at: begin + 60_000, orders: 1, lagSeconds: 2.5, errors: 2 },
    ];
    const { text } = await window.get('/ops?lang=en');

    expect(text).toContain('4 in the hour, at most 3 in a minute');
    expect(text).toContain('4 sent, 1 failed');
    expect(text).toContain('2 answers with 5xx, 0 failed calls to the outside');
    expect(text).toContain('now 2.5 secs, at most 2.5 secs');
    expect(text).toContain('only the process that shows this page (test, 1)');
    expect(text.match(/<rect class="chart-/g)).toHaveLength(5);
  });

  it('leads to the story of an order by its number, whole or the end of it', async () => {
    const { orderId } = await api.placed();
    for (const wanted of [orderId, orderId.slice(-8), ` ${orderId.slice(-8).toUpperCase()} `]) {
      expect(await window.get(`/ops/find?order=${encodeURIComponent(wanted)}`)).toMatchObject({
        status: 303,
        headers: { location: `/ops/audit/${orderId}` },
      });
    }
    const nothing = await window.get('/ops/find?order=%3Cb%3E');
    expect(nothing.status).toBe(404);
    expect(nothing.text).toContain('&lt;b&gt;');
    expect((await window.get('/ops/find')).status).toBe(400);
  });
});

describe('the page of the views', () => {
  it('shows each with its versions, what is being built, and what differed', async () => {
    const { text } = await window.get('/ops/views');

    expect(text).toContain('버전 3 만드는 중');
    expect(text).toMatch(/<progress value="500" max="1000"/);
    expect(text).toContain('초당 사건 5개, 약 2초 남음');
    expect(text).toContain('문서 7개 가운데 1개가 달랐어요');
    // What is under way can be stopped, and not begun again.
    expect(text).not.toContain('action="/ops/views/orders/rebuild"');
  });

  it.each([
    ['/ops/views/orders/verify', 'verify orders', 'verify'],
    ['/ops/views/orders/versions/1/switch', 'switch orders 1', 'switch'],
    ['/ops/views/orders/versions/1/drop', 'drop orders 1', 'drop'],
  ])('does what a form asks for: %s', async (action, asked, word) => {
    const answer = await send('/ops/views', action);

    expect(answer).toMatchObject({ status: 303, headers: { location: `/ops/views?done=${word}#view-orders` } });
    expect(api.viewOperations.asked).toEqual([asked]);
    expect((await window.get(`/ops/views?done=${word}`)).text).toContain('notice-good');
  });

  it('builds one that is not being built', async () => {
    api.viewOperations.over = { rebuild: null };
    expect((await send('/ops/views', '/ops/views/orders/rebuild')).headers.location).toBe(
      '/ops/views?done=rebuild#view-orders',
    );
    expect(api.viewOperations.asked).toEqual(['rebuild orders']);
  });

  it('knows no other view, and no version that is no number', async () => {
    const fields = fieldsOf(await window.get('/ops/views'), '/ops/views/orders/verify');
    expect((await window.post('/ops/views/none/rebuild', fields)).status).toBe(404);
    for (const version of ['0', '-1', 'one', '1.0', '9']) {
      const answer = await window.post(`/ops/views/orders/versions/${version}/switch`, fields);
      expect([version, answer.status]).toEqual([version, 404]);
      expect(answer.text).toContain('그사이 상황이 바뀌어');
      // Languages and what renews the page lead to where it is.
      expect(answer.text).toContain('data-address="/ops/views"');
    }
  });
});

describe('the page of the processes', () => {
  beforeEach(() => {
    api.operations.processes = [
      process('shipping', {
        open: [
          waiting('florist-answer', idOf('late'), { overdue: true, cause: 'nobody answers' }),
          waiting('something-new', idOf('new')),
        ],
        parked: [{ instanceId: idOf('stuck'), reason: '<b>broken</b>', advice: '', since: at }],
      }),
    ];
  });
  const action = (what: string) => `/ops/processes/shipping/parked/${idOf('stuck')}/${what}`;

  it('says what each order waits for, since when and why, and what to do', async () => {
    const { text } = await window.get('/ops/processes');

    expect(text).toContain('꽃집의 답');
    expect(text).toContain('꽃집에 전화해 주세요');
    expect(text).toContain('nobody answers');
    expect(text).toContain('something-new');
    expect(text).toContain('&lt;b&gt;broken');
    expect(text).toContain(`href="/ops/audit/${idOf('late')}"`);
  });

  it('tries a parked order again', async () => {
    expect((await send('/ops/processes', action('retry'))).headers.location).toBe('/ops/processes?done=retry');
    expect(api.operations.asked).toEqual([`retry shipping ${idOf('stuck')}`]);
  });

  it('sets one aside for a reason, and keeps who said so', async () => {
    expect(await send('/ops/processes', action('skip'), { reason: ' \u200b ' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('까닭을 1자부터'),
    });
    expect(api.operations.asked).toEqual([]);

    const { headers } = await send('/ops/processes', action('skip'), { reason: '시험 주문이에요' });
    expect(headers.location).toBe('/ops/processes?done=skip');
    expect(api.skipNotes.notes).toEqual([
      { process: 'shipping', instanceId: idOf('stuck'), by: 'operator:하늘', reason: '시험 주문이에요', at },
    ]);
    const { text } = await window.get('/ops/processes');
    expect(text).toContain('하늘 (운영자)');
    expect(text).toContain('시험 주문이에요');
  });

  it.each([
    ['must-be-kept', 409, '아직 정리되지 않아'],
    ['not-parked', 404, '그사이 상황이 바뀌어'],
  ] as const)('says why it can’t: %s', async (answer, status, words) => {
    api.operations.answer = answer;
    const refused = await send('/ops/processes', action('skip'), { reason: '까닭' });

    expect(refused).toMatchObject({ status, text: expect.stringContaining(words) });
    expect(api.skipNotes.notes).toEqual([]);
  });
});

describe('the page of the payments', () => {
  async function disputed(): Promise<string> {
    const { orderId } = await api.placed();
    await api.history.happened(orderId, 'PaymentAttempted', { amount: 90_000, attempt: 1, key: 'key-1' });
    const charges = [{ paymentId: 'pay-1', amount: 50_000, refunded: 0, currency: 'KRW' }];
    await api.history.happened(orderId, 'PaymentDisputed', {
      amount: 90_000,
      charged: 50_000,
      refunded: 0,
      charges: charges as never,
      refusal: null,
    });
    const amounts = { asked: 90_000, charged: 50_000, refunded: 0, currency: 'KRW' };
    api.operations.processes = [process('payment', { open: [waiting('dispute', orderId, { facts: amounts })] })];
    return orderId;
  }

  it('takes a disputed charge as paid, with a reference, by whoever is signed in', async () => {
    const orderId = await disputed();
    const action = `/ops/payments/${orderId}/accept`;
    const { text } = await window.get('/ops/payments');
    expect(text).toContain('₩50,000');
    expect(text).toContain('₩90,000');

    expect(await send('/ops/payments', action, { reference: '' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('근거를 1자부터'),
    });
    expect((await send('/ops/payments', action, { reference: '거래 42' })).headers.location).toBe(
      '/ops/payments?done=accept',
    );
    const events = await api.log.readStream(`payment-${orderId}`);
    expect(events.at(-1)).toMatchObject({
      type: 'PaymentAccepted',
      data: { reference: '거래 42' },
      metadata: { actor: 'operator:하늘' },
    });
  });

  it('does one thing once, however often its form is sent', async () => {
    const orderId = await disputed();
    const action = `/ops/payments/${orderId}/accept`;
    const fields = { ...fieldsOf(await window.get('/ops/payments'), action), reference: '거래 42' };
    await Promise.all([window.post(action, fields), window.post(action, fields)]);

    const types = await api.eventsOf(`payment-${orderId}`);
    expect(types.filter((type) => type === 'PaymentAccepted')).toHaveLength(1);
  });

  it('gives a disputed charge back by cancelling the order', async () => {
    const orderId = await disputed();
    const { headers } = await send('/ops/payments', `/ops/payments/${orderId}/give-back`, { reason: '금액이 달라요' });

    expect(headers.location).toBe('/ops/payments?done=back');
    expect((await api.log.readStream(`order-${orderId}`)).at(-1)).toMatchObject({
      type: 'OrderCancellationRequested',
      data: { by: 'operator', reason: '금액이 달라요' },
    });
    // What has been decided is not decided again.
    const late = await send('/ops/payments', `/ops/payments/${orderId}/accept`, { reference: '거래 42' });
    expect(late).toMatchObject({ status: 409, text: expect.stringContaining('취소가 진행 중') });
  });

  it('settles by hand only what has to go back', async () => {
    const { orderId } = await api.placed();
    api.operations.processes = [process('payment', { open: [waiting('refund-by-hand', orderId)] })];
    const answer = await send('/ops/payments', `/ops/payments/${orderId}/settle`, { reference: '이체 7' });

    expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('그사이 상황이 바뀌어') });
  });

  it('knows no other order', async () => {
    const fields = {
      ...fieldsOf(await window.get('/ops/payments'), '/ops/payments/reconcile'),
      reference: 'x',
      reason: 'x',
    };
    for (const what of ['accept', 'settle', 'give-back']) {
      expect((await window.post(`/ops/payments/${idOf('nobody')}/${what}`, fields)).status).toBe(404);
      expect((await window.post(`/ops/payments/nothing/${what}`, fields)).status).toBe(404);
    }
  });

  it('compares the books now, and lists what differs', async () => {
    expect((await send('/ops/payments', '/ops/payments/reconcile')).headers.location).toBe(
      '/ops/payments?done=reconcile#books',
    );
    expect(api.operations.runs).toBe(1);

    api.operations.books = {
      state: 'failed',
      startedAt: at,
      finishedAt: at,
      charges: 3,
      differences: [{ orderId: idOf('a'), kind: 'missing-charge', detail: 'it is <gone>' }],
      failure: 'no answer',
    };
    const { text } = await window.get('/ops/payments');
    expect(text).toContain('결제사에 없는 결제');
    expect(text).toContain('it is &lt;gone&gt;');
    expect(text).toContain('no answer');
  });
});

describe('the page of the log', () => {
  it('says how far it was checked, what is damaged, and what to do', async () => {
    api.logState = { checkedTo: '', checkedAt: null, damage: [], more: 0 };
    const before = await window.get('/ops/log');
    expect(before.text).toContain('아직 끝까지 확인하지 못했어요');
    expect(before.text).toContain('확인한 곳까지 모두 온전해요');

    const stream = `order-${idOf('hurt')}`;
    api.logState = {
      checkedTo: await api.store.head(),
      checkedAt: at,
      damage: [
        { position: '1', streamId: stream, what: 'changed' },
        { position: '2', streamId: null, what: 'missing' },
      ],
      more: 5,
    };
    const { text } = await window.get('/ops/log');
    expect(text).toContain('7곳이 상했어요');
    expect(text).toContain('100% 확인함');
    expect(text).toContain(`href="/ops/audit/${idOf('hurt')}"`);
    expect(text).toContain('어느 스트림인지 알 수 없음');
    expect(text).toContain('npm run log:verify');
    expect(text).toContain('그 밖에 5곳');
  });
});

describe('the handbook', () => {
  it('has a place for every alert, and leads on within the pages alone', async () => {
    const { text } = await window.get('/ops/handbook');

    expect(text).toContain('<h3 id="kkotgillogdamaged">KkotgilLogDamaged</h3>');
    expect(text).toContain('href="/ops/handbook/backup#when-files-are-lost"');
    expect(text).not.toMatch(/href="[^"]*\.md|bench:begin/);
    const places = new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const links = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !places.has(id ?? ''))).toEqual([]);
    const backup = await window.get('/ops/handbook/backup');
    expect(backup.text).toContain('id="when-files-are-lost"');
  });

  it('is led to by places that are there', async () => {
    const book = (await window.get('/ops/handbook')).text;
    for (const page of PAGES.slice(0, 5)) {
      const { text } = await window.get(page);
      for (const [, place] of text.matchAll(/href="\/ops\/handbook#([^"]+)"/g)) expect(book).toContain(`id="${place}"`);
    }
  });
});
