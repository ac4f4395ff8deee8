import { beforeAll, expect, it } from '@jest/globals';
import { FLORIST_TOKEN } from './support/app.ts';
import { DESK, looksOf, PHONE, SMALLEST, type Visitor } from './support/browser.ts';
import { anOrder } from './support/client.ts';
import { staffComes } from './support/staff.ts';
import { describeInBrowser } from './support/stage.ts';
import type { World } from './support/world.ts';

/** Every page of the counter, in the states that it has. */
const STATES = [
  'search',
  'new order',
  'in the making',
  'not delivered',
  'ended',
  'worksheet',
  'card',
  'no card',
  'today',
  'a day without rounds',
  'reviews',
  'no answered reviews',
  'menu',
  'one thing',
  'a new thing',
  'takings of the month',
  'takings of the day',
  'takings of nothing',
] as const;
type State = (typeof STATES)[number];

describeInBrowser('the counter in a browser', (stage) => {
  let florists: readonly Visitor[];
  let addresses: Readonly<Record<State, string>>;
  beforeAll(async () => {
    addresses = await statesOf(stage.world);
    florists = [
      await staffComes(stage.browser, stage.world.app, 'florist', { colorScheme: 'light', locale: 'ko-KR' }),
      await staffComes(stage.browser, stage.world.app, 'florist', { colorScheme: 'dark', locale: 'en-GB' }),
    ];
  }, 120_000);

  it.each(STATES)(
    '%s: axe finds nothing and nothing is too wide',
    async (state) => {
      for (const { page, findings, overflow } of looksOf(florists, STATES.indexOf(state))) {
        await page.setViewportSize(PHONE);
        await page.goto(addresses[state]);
        for (const closed of await page.locator('details:not([open]) > summary').all()) await closed.click();
        expect(await findings()).toEqual([]);
        for (const window of [SMALLEST, PHONE, DESK]) {
          await page.setViewportSize(window);
          expect([window.width, await overflow()]).toEqual([window.width, 0]);
        }
      }
    },
    60_000,
  );

  it('finds an order by a part of a name, keeps it out of the address, and finds it again on the way back', async () => {
    const [{ page, findings }] = florists as [Visitor];
    await page.goto('/shop/orders');
    await page.locator('input[name="q"]').fill('지은');
    await page.keyboard.press('Enter');
    await page.locator('#found:focus').waitFor();
    expect(await findings()).toEqual([]);
    expect(new URL(page.url()).search).toBe('');
    await page.locator('.row-link').first().click();
    await page.waitForURL(/\/shop\/orders\/.+/);
    await page.goBack();
    await page.locator('#found', { hasText: '지은' }).waitFor();
    expect(await page.locator('input[name="q"]').inputValue()).toBe('지은');
  }, 60_000);

  it('prints the card on one sheet of A5, and nothing else on it', async () => {
    const [{ page }] = florists as [Visitor];
    await page.goto(addresses.card);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    // Points: 210 by 148 millimetres.
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 420]);
    await page.emulateMedia({ media: 'print' });
    expect(
      await page
        .locator('.staff-head, .no-print')
        .evaluateAll((all) => all.filter((each) => each.checkVisibility()).length),
    ).toBe(0);
    await page.emulateMedia({ media: null });
  }, 60_000);

  it('takes a step by the keyboard alone', async () => {
    const [{ page }] = florists as [Visitor];
    await page.goto(addresses['in the making']);
    await page.locator('form[action$="/start"] button').focus();
    await page.keyboard.press('Enter');
    await page.locator('form[action$="/complete"]').waitFor();
  }, 60_000);

  it('nothing was refused by its policy, and no script failed', () => {
    expect(florists.flatMap((florist) => florist.complaints)).toEqual([]);
  });
});

/** Brings orders into the states that the counter sees. */
async function statesOf({ client }: World): Promise<Record<State, string>> {
  const upTo = async (
    steps: readonly (readonly [step: string, body?: object])[],
    over: Readonly<Record<string, unknown>> = {},
  ) => {
    const placed = await client.placed(anOrder({ deliverOn: null, window: null, ...over }));
    await client.untilOrder(placed.orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
    for (const [step, body] of steps) await client.deliver(placed.orderId, step as 'accept', body);
    return placed;
  };
  const made = await upTo([['accept']]);
  const failed = await upTo([['accept'], ['start'], ['fail', { reason: '부재중' }]]);
  const delivered = await upTo([['accept'], ['start'], ['complete']], { cardMessage: undefined, cardFrom: undefined });
  await client.untilOrder(delivered.orderId, 'may be reviewed', ({ review }) => review.status === 'Requested');
  await client.request('POST', `/api/orders/${delivered.orderId}/review`, {
    token: delivered.trackingToken,
    body: { rating: 4, text: '<b>예뻐요</b>\n또 올게요' },
  });
  const requested = await upTo([]);
  await client.request('PATCH', '/api/menu/lily-vase', { token: FLORIST_TOKEN, body: { soldOut: true } });
  const page = ({ orderId }: { orderId: string }) => `/shop/orders/${orderId}`;
  return {
    search: '/shop/orders',
    'new order': page(requested),
    'in the making': page(made),
    'not delivered': page(failed),
    ended: page(delivered),
    worksheet: `${page(made)}/worksheet`,
    card: `${page(made)}/card`,
    'no card': `${page(delivered)}/card`,
    today: '/shop/day',
    'a day without rounds': '/shop/day?day=2026-01-01',
    reviews: '/shop/reviews',
    'no answered reviews': '/shop/reviews?show=answered',
    menu: '/shop/menu',
    'one thing': '/shop/menu/rose-bouquet',
    'a new thing': '/shop/menu/new',
    'takings of the month': '/shop/takings',
    'takings of the day': `/shop/takings?period=${new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)}`,
    'takings of nothing': '/shop/takings?period=2026-01',
  };
}
