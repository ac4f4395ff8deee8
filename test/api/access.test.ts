import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cells, type Outcome, operations, pages, type Row, WHO, type Who } from './access-matrix.ts';
import { OPERATOR_TOKEN, TestApi, tokenOf } from './support/api.ts';
import { Callers, type Shown } from './support/callers.ts';
import { aMenuItem, anOrder } from './support/examples.ts';
import { routesOf } from './support/route-table.ts';
import { addPerson } from './support/staff.ts';

const NONE = '00000000-0000-4000-8000-000000000000';

const bodies: Readonly<Record<string, object>> = {
  putMenuItem: aMenuItem(),
  changeMenuItem: { price: 30_000 },
  placeOrder: anOrder(),
  writeReview: { rating: 5, text: '좋아요' },
  acceptDispute: { reference: 'agreed by phone' },
  settleRefund: { reference: 'bank 42' },
  rejectDelivery: { reason: '꽃이 없어요' },
  failDelivery: { reason: '부재중' },
  replyToReview: { text: '고맙습니다' },
  erasePerson: { phone: '010-1234-5678' },
};

let api: TestApi;
let routes: string[];
let orderId: string;
/** Somebody of the shop to whom things are done. */
let accountId: string;
let callers: Callers;
beforeAll(async () => {
  // Streams never end by themselves: without room for any, coming through shows as TOO_MANY_STREAMS.
  routes = await routesOf(async () => {
    api = await TestApi.start({}, { maxStreams: 0 });
  });
  orderId = (await api.requested()).orderId;
  accountId = await addPerson(api, '지은', 'florist');
  callers = new Callers(api, orderId);
});
afterAll(() => api.stop());

/** A cell of a table: which row, whether the thing is there, and who. */
type Case = readonly [row: string, thing: keyof Row, who: Who, expected: Outcome];

function cellsOf(table: Readonly<Record<string, Row>>): Case[] {
  return Object.entries(table).flatMap(([row, columns]) =>
    Object.entries(columns as Readonly<Record<keyof Row, Cells>>).flatMap(([thing, cells]) =>
      WHO.map((who) => [row, thing as keyof Row, who, cells[who]] as const),
    ),
  );
}

describe('who may call what', () => {
  it('is written down for every operation of the document, and whether there is none', () => {
    const known = api.contract.operations.map(({ operationId }) => operationId);
    expect(Object.keys(operations).sort()).toEqual(known.sort());
    const ofOrders = api.contract.operations.filter(({ path }) => path.includes('{orderId}'));
    const withNone = Object.entries(operations).filter(([, row]) => row.none !== undefined);
    expect(withNone.map(([name]) => name).sort()).toEqual(ofOrders.map(({ operationId }) => operationId).sort());
  });

  it('is written down for every other route that the app has', () => {
    const ofOperations = new Set(
      api.contract.operations.map(
        ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(routes.filter((route) => !ofOperations.has(route))).toEqual(Object.keys(pages).sort());
  });

  it.each(cellsOf(operations))('%s, %s: %s', async (operationId, thing, who, expected) => {
    expect(await outcomeOf(operationId, thing, who)).toBe(expected);
  });

  it.each(cellsOf(pages))('%s, %s: %s', async (route, thing, who, expected) => {
    expect(await outcomeOfPage(route, thing, who)).toBe(expected);
  });

  it.each(Object.entries(operations))('%s is documented so', (operationId, { there }) => {
    const { security, method } = operation(operationId);
    const ways: Readonly<Record<string, Who>> = {
      customer: 'customer',
      orderCookie: 'customer’s browser',
      florist: 'florist’s token',
      floristSession: 'florist signed in',
      operator: 'operator’s token',
      operatorSession: 'operator signed in',
    };
    const may = Object.entries(ways).filter(([, who]) => there[who] === 'in');
    const named = security.map((way) => Object.keys(way));

    expect(named.map(([first]) => first).sort()).toEqual(there.nobody === 'in' ? [] : may.map(([way]) => way).sort());
    for (const [way, token] of named) {
      const byCookie = /Cookie|Session/.test(way ?? '');
      expect([way, token]).toEqual([way, byCookie && method !== 'get' ? 'csrfToken' : undefined]);
    }
  });

  it.each(['Basic b3BlcmF0b3I6eA==', 'Bearer', 'Bearer ', `bearer ${OPERATOR_TOKEN}x`, `Bearer ${'x'.repeat(600)}`])(
    'credentials like %j are wrong ones',
    async (authorization) => {
      const answer = await api.send({ method: 'GET', url: '/api/menu', headers: { authorization } });

      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="kkotgil"' } });
    },
  );

  it('an order that is another’s looks like one that does not exist', async () => {
    const mine = tokenOf(api, 'another customer', orderId);

    const others = await api.get(`/api/orders/${orderId}`, mine, { 'x-request-id': 'same' });
    const none = await api.get(`/api/orders/${NONE}`, mine, { 'x-request-id': 'same' });

    expect(others.body).toEqual(none.body);
  });
});

function operation(operationId: string) {
  const found = api.contract.operations.find((one) => one.operationId === operationId);
  if (found === undefined) throw new Error(`the document has no ${operationId}`);
  return found;
}

async function outcomeOf(operationId: string, thing: keyof Row, who: Who): Promise<Outcome> {
  const { method, path } = operation(operationId);
  const url = path
    .replace('{orderId}', thing === 'none' ? NONE : orderId)
    .replace('{menuItemId}', 'tulip-bouquet')
    .replace('{stream}', `order-${orderId}`)
    .replace('{name}', path.includes('views') ? 'orders' : 'payment');
  const { headers } = await callers.shown(who, 'api');
  const { status, body } = await api.send({
    method: method.toUpperCase() as 'GET',
    url,
    headers,
    ...(bodies[operationId] !== undefined && { payload: bodies[operationId] }),
  });
  return isRefusal(status) && body.code !== 'NOT_PARKED' ? status : 'in';
}

async function outcomeOfPage(route: string, thing: keyof Row, who: Who): Promise<Outcome> {
  const [method = '', pattern = ''] = route.split(' ');
  const isOfStaff = /^\/(shop|ops)\b/.test(pattern);
  const shown = await callers.shown(who, isOfStaff ? 'staff' : 'page');
  const url = await addressOf(pattern, thing, shown);
  const answer = await api.app.inject({
    method: method as 'GET',
    url,
    headers: { accept: 'text/html', ...shown.headers, ...(method === 'POST' && { 'content-type': FORM }) },
    ...(method === 'POST' && { payload: fieldsFor(pattern) }),
  });
  const { statusCode: status, headers } = answer;
  if (status === 303 && /\/login(\?(?!word=out)|$)/.test(String(headers.location))) return 'sign-in';
  return isRefusal(status) ? status : 'in';
}

const FORM = 'application/x-www-form-urlencoded';

/** What a form says, where it has to say something to come as far as the thing that it is about. */
function fieldsFor(pattern: string): string {
  const fields = new URLSearchParams({
    step: 'accept',
    rating: '5',
    text: '좋아요',
    reference: '이체 7',
    reason: '까닭',
  });
  if (pattern.endsWith('/password')) fields.set(`password-${accountId}`, 'short');
  return fields.toString();
}

async function addressOf(pattern: string, thing: keyof Row, { session }: Shown): Promise<string> {
  const { links, accounts } = api;
  const there = thing === 'there';
  const parameters: Readonly<Record<string, () => string | Promise<string>>> = {
    orderId: () => (there ? orderId : NONE),
    trackingToken: () => (thing === 'forged' ? 'forged' : links.tokenFor(there ? orderId : NONE)),
    giftToken: () => (thing === 'forged' ? 'forged' : giftTokenOf(there ? orderId : NONE)),
    secret: () => (there ? accounts.signIn.makeLink(accountId) : 'forged'),
    accountId: () => (there ? accountId : NONE),
    // Of one's own on the page of oneself, of somebody on the page of all.
    sessionId: () =>
      there ? (pattern.startsWith('/shop') ? (session?.sessionId ?? NONE) : sessionOfSomebody()) : NONE,
    // The one that is removed is no other's.
    menuItemId: () => (pattern.endsWith('/remove') ? 'tulip-bouquet' : 'rose-bouquet'),
    hash: () => 'x',
    name: () => (pattern.includes('/views/') ? 'orders' : 'payment'),
    version: () => '1',
  };
  let address = pattern.replace('/assets/:hash/*', '/assets/x/mark.svg').replace('/static/*', '/static/index.css');
  for (const [written, name = ''] of pattern.matchAll(/:(\w+)/g)) {
    if (address.includes(written)) address = address.replace(written, await parameter(parameters, name));
  }
  return address;
}

async function parameter(
  parameters: Readonly<Record<string, () => string | Promise<string>>>,
  name: string,
): Promise<string> {
  const make = parameters[name];
  if (make === undefined) throw new Error(`say what ":${name}" is in a route`);
  return make();
}

function giftTokenOf(id: string): string {
  return api.links.giftUrlFor(id).replace(/^.*\/g\//, '');
}

async function sessionOfSomebody(): Promise<string> {
  const { people, sessions } = api.accounts;
  const account = await people.find(accountId);
  if (account === null) throw new Error('nobody');
  await people.enable(accountId);
  const session = await sessions.find(await sessions.begin(account, { address: '', device: '' }));
  return session?.sessionId ?? '';
}

function isRefusal(status: number): status is 401 | 403 | 404 {
  return status === 401 || status === 403 || status === 404;
}
