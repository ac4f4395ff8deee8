import { describe, expect, it } from '@jest/globals';
import { SHOP_ZONE } from '../../../src/domain/shop-time.ts';
import { START } from '../../../src/platform/eventstore/event-store.ts';
import { inboxPage } from '../../../web/pages/sim/inbox.ts';
import { accountPage } from '../../../web/staff/account.ts';
import { boardPage } from '../../../web/staff/board/page.ts';
import type { StaffContext } from '../../../web/staff/context.ts';
import { dayPage } from '../../../web/staff/counter/day.ts';
import { menuItemPage, menuPage, newItemPage } from '../../../web/staff/counter/menu.ts';
import { counterOrderPage } from '../../../web/staff/counter/order.ts';
import { reviewsPage } from '../../../web/staff/counter/reviews.ts';
import { searchPage } from '../../../web/staff/counter/search.ts';
import { cardSheetPage, worksheetPage } from '../../../web/staff/counter/sheets.ts';
import { takingsPage } from '../../../web/staff/counter/takings.ts';
import { forbiddenPage } from '../../../web/staff/forbidden.ts';
import { logPage } from '../../../web/staff/ops/log.ts';
import { overviewPage } from '../../../web/staff/ops/overview.ts';
import type { OpsContext } from '../../../web/staff/ops/parts/page.ts';
import { paymentsPage } from '../../../web/staff/ops/payments.ts';
import { processesPage } from '../../../web/staff/ops/processes.ts';
import { storyPage } from '../../../web/staff/ops/story.ts';
import { viewsPage } from '../../../web/staff/ops/views.ts';
import { peoplePage } from '../../../web/staff/people.ts';
import { privacyPage } from '../../../web/staff/privacy.ts';
import { signInPage } from '../../../web/staff/sign-in.ts';
import { peopleTexts } from '../../../web/texts/staff/people/texts.ts';
import { privacyTexts } from '../../../web/texts/staff/privacy/texts.ts';
import { staffTexts } from '../../../web/texts/staff/texts.ts';
import type { ComparisonReport, DeliveryBoardView, OpenItemView, StoryEvent } from '../../../web/view-model.ts';
import {
  EVIL,
  EVIL_BOTH,
  evilItem,
  evilOrder,
  expectNothingInline,
  expectTextAlone,
  pageContext,
} from '../support/strangers.ts';

const at = '2026-12-24T01:00:00.000Z';
const newKey = () => 'key';
const staff: StaffContext = {
  ...pageContext,
  path: '/ops',
  s: staffTexts.ko,
  me: { name: EVIL, role: 'operator' },
  has: () => true,
};
const ops: OpsContext = { ...staff, nowMs: Date.parse(at), said: { notFound: EVIL } };

const delivery: DeliveryBoardView = {
  orderId: evilOrder.orderId,
  status: 'Failed',
  items: evilOrder.items,
  customer: { name: EVIL, phone: '+821012345678' },
  recipient: evilOrder.recipient,
  cardMessage: EVIL,
  cardFrom: EVIL,
  deliverOn: null,
  window: null,
  requestedAt: at,
  updatedAt: at,
};
const card = { delivery, column: 'attention', since: 0, endsAt: 1, lateAt: null, isLate: true, failure: EVIL } as const;
const values = { nameKo: EVIL, nameEn: EVIL, descriptionKo: EVIL, descriptionEn: EVIL, price: EVIL };
const faults = [{ field: EVIL, text: EVIL }];
const session = { sessionId: EVIL, name: EVIL, openedAt: 0, seenAt: 0, device: EVIL, address: EVIL };
const waiting: OpenItemView = {
  instanceId: EVIL,
  waitingFor: 'refund',
  what: EVIL,
  cause: EVIL,
  advice: EVIL,
  since: at,
  due: at,
  overdue: true,
  facts: null,
};
const disputed: OpenItemView = {
  ...waiting,
  waitingFor: 'dispute',
  facts: { asked: 1, charged: 2, refunded: 0, currency: EVIL },
};
const report: ComparisonReport = {
  live: 1,
  rebuilt: 2,
  position: START,
  tookMs: 1,
  at,
  compared: 2,
  differing: 1,
  different: [{ id: EVIL, kind: 'changed', pointers: [EVIL] }],
  fault: EVIL,
};
const event = (over: Partial<StoryEvent>): StoryEvent => ({
  position: EVIL,
  stream: `order-${evilOrder.orderId}`,
  revision: 0,
  id: EVIL,
  type: EVIL,
  schema: 1,
  at,
  actor: `florist:${EVIL}`,
  commandId: EVIL,
  causationId: EVIL,
  correlationId: null,
  data: { reason: EVIL, [EVIL]: { [EVIL]: EVIL } },
  fault: null,
  cause: { kind: 'unknown', id: EVIL, position: null },
  effects: [],
  status: null,
  paymentStatus: null,
  ...over,
});

const pages: Readonly<Record<string, () => string>> = {
  'signing in': () =>
    signInPage({ ...pageContext, s: staffTexts.ko }, { area: 'ops', next: EVIL, name: EVIL, word: 'wrong' }),
  'a page that is not for everybody': () => forbiddenPage(staff),
  'the account': () =>
    accountPage(staff, peopleTexts.ko, { sessions: [session], current: '', hasPassword: true, done: null, faults }),
  people: () =>
    peoplePage(staff, peopleTexts.ko, {
      people: [
        { accountId: EVIL, name: EVIL, role: 'florist', disabled: true, hasPassword: false, lastSignInAt: null },
      ],
      sessions: [session],
      me: { accountId: '', sessionId: '' },
      done: null,
      fault: EVIL,
      faults,
      typed: { name: EVIL, role: EVIL },
    }),
  privacy: () =>
    privacyPage(staff, privacyTexts.ko, {
      key: EVIL,
      said: { tone: 'bad', text: EVIL },
      faults,
      kept: { personalDays: 1, looksDays: 1 },
      due: { people: 0, peopleSoon: 0, looks: 0 },
      lastRun: null,
      proofs: [{ requestedAt: at, completedAt: null, by: `operator:${EVIL}`, cause: 'request', orders: 1 }],
      looks: [{ who: EVIL, route: EVIL, orders: [EVIL], last: 0 }],
      orderId: EVIL,
    }),
  'the overview': () =>
    overviewPage(ops, {
      needs: [{ kind: 'not-ready', count: 1, tone: 'bad', href: '/ops', more: [EVIL] }],
      minutes: [],
      process: EVIL,
      wanted: EVIL,
    }),
  views: () =>
    viewsPage(ops, [
      {
        name: EVIL,
        version: 2,
        position: START,
        lag: { events: 1, seconds: 100 },
        state: 'stale',
        parked: [{ id: EVIL, reason: EVIL }],
        kept: [1],
        rebuild: { version: 3, state: 'waiting', fraction: 0.5, events: 1, eventsPerSecond: 1, secondsLeft: 1 },
        verify: null,
        lastRebuild: report,
        lastVerify: { ...report, fault: null },
        advice: [EVIL],
        fraction: 1,
      },
    ]),
  processes: () =>
    processesPage(
      ops,
      [
        {
          name: EVIL,
          position: EVIL,
          lag: { events: 0, seconds: 0 },
          inFlight: 1,
          open: [{ ...waiting, waitingFor: EVIL }],
          openCount: 2,
          waits: [{ waitingFor: EVIL, what: EVIL, open: 1, overdue: 1 }],
          parked: [{ instanceId: EVIL, reason: EVIL, advice: EVIL, since: at }],
        },
      ],
      [{ process: EVIL, instanceId: EVIL, by: `operator:${EVIL}`, reason: EVIL, at }],
    ),
  payments: () =>
    paymentsPage(ops, {
      open: [disputed, waiting, { ...waiting, waitingFor: 'refund-by-hand' }],
      reconciliation: {
        state: 'failed',
        startedAt: at,
        finishedAt: at,
        charges: 1,
        differences: [
          { orderId: EVIL, kind: 'unknown-order', detail: EVIL },
          { orderId: EVIL, kind: 'amount', detail: EVIL },
        ],
        failure: EVIL,
      },
      newKey,
    }),
  'the log': () =>
    logPage(
      ops,
      {
        checkedTo: START,
        checkedAt: null,
        damage: [{ position: EVIL, streamId: EVIL, what: 'changed' }],
        more: 1,
        head: START,
      },
      0.5,
    ),
  'a story': () =>
    storyPage(staff, {
      story: {
        orderId: evilOrder.orderId as never,
        events: [event({}), event({ stream: `payment-${evilOrder.orderId}`, data: null, fault: EVIL })],
        damaged: [{ stream: EVIL, detail: EVIL } as never],
      },
      chosen: 1,
      standing: { order: evilOrder, before: null },
    }),
  'the inbox': () =>
    inboxPage(pageContext, {
      messages: [{ messageId: EVIL, to: EVIL, text: `http://a/${EVIL} ${EVIL}`, type: 'LMS', at }],
      limit: 1,
    }),
  'the board': () =>
    boardPage(staff, {
      board: { cards: { new: [], making: [], onTheWay: [], attention: [card] }, hasMore: true, position: EVIL, at: 0 },
      newKey,
    }),
  'the search for orders': () =>
    searchPage(staff, {
      typed: EVIL,
      items: [{ order: evilOrder, customer: delivery.customer }],
      nextCursor: EVIL,
      further: true,
      message: null,
    }),
  'an order at the counter': () =>
    counterOrderPage(staff, {
      order: { ...evilOrder, status: 'Paid', delivery: { status: 'Requested' } },
      people: { customer: delivery.customer } as never,
      notices: [{ orderId: EVIL, template: EVIL, to: EVIL, status: 'Sent', at, attempts: 1 }],
      answerBy: null,
      newKey,
      message: null,
      refused: { step: 'reject', reason: EVIL, error: EVIL },
    }),
  'a worksheet': () => worksheetPage(staff, evilOrder),
  'a card': () => cardSheetPage(staff, evilOrder),
  'the day': () => dayPage(staff, { day: '2026-12-24', items: [delivery], more: true, message: null }),
  reviews: () =>
    reviewsPage(staff, {
      filter: 'all',
      items: [
        { orderId: EVIL, status: 'Written', rating: 5, text: EVIL, reply: null, requestedAt: at, writtenAt: at },
        { orderId: 'b', status: 'Checked', rating: 5, text: EVIL, reply: EVIL, requestedAt: at, writtenAt: at },
      ],
      nextCursor: EVIL,
      newKey,
      message: null,
      refused: { orderId: EVIL, text: EVIL, error: EVIL },
    }),
  'the menu': () => menuPage(staff, { items: [evilItem], newKey, message: null }),
  'one thing of the menu': () =>
    menuItemPage(staff, {
      item: evilItem,
      values: values as never,
      was: values as never,
      clashes: [{ field: 'price' as never, now: EVIL }],
      faults,
      newKey,
      message: null,
    }),
  'a new thing': () => newItemPage(staff, { values: values as never, id: EVIL, faults, key: EVIL, message: null }),
  takings: () =>
    takingsPage(staff, {
      takings: {
        period: '2026-12',
        orders: 1,
        charged: 1,
        refunded: 0,
        net: 1,
        disputed: 0,
        items: [{ menuItemId: EVIL, name: EVIL_BOTH, quantity: 1, charged: 1, refunded: 0, net: 1 }],
        days: [{ day: '2026-12-24', charged: 1, refunded: 0, net: 1 }],
        otherCurrencies: [{ currency: EVIL, charged: 1, refunded: 0, net: 1 }],
      },
      before: '2026-11',
      after: '2027-01',
      message: null,
    }),
};

describe('what strangers and colleagues wrote', () => {
  it.each(Object.entries(pages))('is text, and nothing else, on the staff’s page: %s', (_name, draw) => {
    expectTextAlone(draw());
  });

  it.each(Object.entries(pages))('brings no script and no style into the staff’s page itself: %s', (_name, draw) => {
    expectNothingInline(draw());
  });

  it('leads nowhere but to our own pages, and where an SMS leads', () => {
    for (const [name, draw] of Object.entries(pages)) {
      const links = [...draw().matchAll(/(?:href|action)="([^"]*)"/g)].map(([, to = '']) => to);
      expect([name, links.filter((to) => !/^(?:\/(?!\/)|#|tel:|http:\/\/a\/)/.test(to))]).toEqual([name, []]);
    }
  });
});

it('the board tells its script whose time it shows', () => {
  expect(pages['the board']?.()).toContain(`data-time-zone="${SHOP_ZONE}"`);
});
