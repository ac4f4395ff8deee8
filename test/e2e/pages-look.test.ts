import { beforeAll, expect, it } from '@jest/globals';
import { FLORIST_TOKEN } from './support/app.ts';
import { DESK, looksOf, PHONE, SMALLEST, Visitor } from './support/browser.ts';
import { anOrder, paidWith } from './support/client.ts';
import { describeInBrowser } from './support/stage.ts';
import type { World } from './support/world.ts';

/** How many bytes a page may take over the wire without its pictures. */
const BUDGET = 60_000;

/** Every page, in every state that a customer can see it in. */
const STATES = [
  'storefront',
  'order form',
  'empty order form',
  'form with faults',
  'waiting',
  'paid',
  'preparing',
  'coming',
  'failed',
  'delivered',
  'reviewed',
  'declined',
  'once more',
  'cancelled',
  'gift',
  'not there',
  'no link of ours',
  'design',
] as const;
type State = (typeof STATES)[number];

describeInBrowser('every page in every state', (stage) => {
  let visitors: readonly Visitor[];
  /** Where to see what. */
  let addresses: Readonly<Record<State, string>>;
  beforeAll(async () => {
    addresses = await statesOf(stage.world);
    visitors = [
      await Visitor.comes(stage.browser, stage.world.app.url, { colorScheme: 'light', locale: 'ko-KR' }),
      await Visitor.comes(stage.browser, stage.world.app.url, { colorScheme: 'dark', locale: 'en-GB' }),
    ];
  }, 120_000);

  it.each(STATES)(
    '%s: axe finds nothing and nothing is too wide',
    async (state) => {
      for (const { page, findings, overflow } of looksOf(visitors, STATES.indexOf(state))) {
        await page.setViewportSize(PHONE);
        await page.goto(addresses[state]);
        if (state === 'form with faults') await page.locator('.bar .button-strong').click();
        if (state === 'form with faults') await page.locator('#error-summary').waitFor();
        for (const details of await page.locator('details').all()) {
          if ((await details.getAttribute('open')) === null) await details.locator('summary').first().click();
        }
        expect(await findings()).toEqual([]);
        for (const window of [SMALLEST, PHONE, DESK]) {
          await page.setViewportSize(window);
          expect([window.width, await overflow()]).toEqual([window.width, 0]);
        }
      }
    },
    60_000,
  );

  it('nothing was refused by its policy, and no script failed', () => {
    // Some of the pages are answers with an error, which a browser remarks.
    const complaints = visitors
      .flatMap((visitor) => visitor.complaints)
      .filter((each) => !/status of 40[014]/.test(each));
    expect(complaints).toEqual([]);
  });

  it.each(['storefront', 'order form', 'paid'] as const)(
    '%s takes no more bytes than its budget, and none from elsewhere',
    async (state) => {
      const visitor = await Visitor.comes(stage.browser, stage.world.app.url);
      const session = await visitor.context.newCDPSession(visitor.page);
      await session.send('Network.enable');
      const kinds = new Map<string, string>();
      const hosts = new Set<string>();
      let bytes = 0;
      session.on('Network.responseReceived', ({ requestId, type, response }) => {
        kinds.set(requestId, type);
        // What lies within a page has a URL of its own kind, without a host: nobody is asked for it.
        const { host } = new URL(response.url);
        if (host !== '') hosts.add(host);
      });
      session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (kinds.get(requestId) !== 'Image') bytes += encodedDataLength;
      });
      await visitor.page.goto(addresses[state], { waitUntil: 'load' });

      expect([...hosts]).toEqual([new URL(stage.world.app.url).host]);
      expect(bytes).toBeGreaterThan(5_000);
      expect(bytes).toBeLessThan(BUDGET);
      await visitor.leaves();
    },
    60_000,
  );
});

/** Brings orders into every state that a customer can see. */
async function statesOf(world: World): Promise<Record<State, string>> {
  const { client } = world;
  const page = ({ trackingToken }: { trackingToken: string }) => `/o/${trackingToken}`;
  const upTo = async (...steps: readonly (readonly [step: string, body?: object])[]) => {
    const placed = await client.placed(anOrder({ deliverOn: null, window: null }));
    await client.untilStatus(placed.orderId, 'Paid');
    await client.untilOrder(placed.orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
    for (const [step, body] of steps) await client.deliver(placed.orderId, step as 'accept', body);
    return placed;
  };
  const paid = await upTo();
  const preparing = await upTo(['accept']);
  const coming = await upTo(['accept'], ['start']);
  const failed = await upTo(['accept'], ['start'], ['fail', { reason: '부재중' }]);
  const delivered = await upTo(['accept'], ['start'], ['complete']);
  await client.untilOrder(delivered.orderId, 'may be reviewed', ({ review }) => review.status === 'Requested');
  const reviewed = await upTo(['accept'], ['start'], ['complete']);
  await client.untilOrder(reviewed.orderId, 'may be reviewed', ({ review }) => review.status === 'Requested');
  const review = { rating: 4, text: '<b>예뻐요</b>\n또 올게요' };
  await client.request('POST', `/api/orders/${reviewed.orderId}/review`, {
    token: reviewed.trackingToken,
    body: review,
  });
  await client.request('POST', `/api/reviews/${reviewed.orderId}/reply`, {
    token: FLORIST_TOKEN,
    body: { text: '고맙습니다' },
  });
  await client.untilOrder(reviewed.orderId, 'is answered', ({ review: seen }) => seen.reply !== null);
  const declined = await client.placed(paidWith('sim_declined'));
  await client.untilStatus(declined.orderId, 'PaymentFailed');
  const cancelled = await upTo();
  await client.request('POST', `/api/orders/${cancelled.orderId}/cancel`, {
    token: cancelled.trackingToken,
    body: { reason: '마음이 바뀌었어요' },
  });
  await client.untilOrder(cancelled.orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
  await world.set('payment', 'down');
  const waiting = await client.placed();
  const giftOf = await linkToGift(world, page(paid));
  await client.request('PATCH', '/api/menu/lily-vase', { token: FLORIST_TOKEN, body: { soldOut: true } });
  return {
    storefront: '/',
    'order form': '/order?item=rose-bouquet',
    'empty order form': '/order',
    'form with faults': '/order?item=rose-bouquet',
    waiting: page(waiting),
    paid: page(paid),
    preparing: page(preparing),
    coming: page(coming),
    failed: page(failed),
    delivered: page(delivered),
    reviewed: page(reviewed),
    declined: page(declined),
    'once more': `${page(declined)}/again`,
    cancelled: page(cancelled),
    gift: giftOf,
    'not there': '/nowhere',
    'no link of ours': '/o/AAAA',
    design: '/design',
  };
}

async function linkToGift(world: World, page: string): Promise<string> {
  const text = await (await fetch(`${world.app.url}${page}`)).text();
  return /href="([^"]*\/g\/[^"]+)"/.exec(text)?.[1] ?? '';
}
