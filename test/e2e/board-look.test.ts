import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { FLORIST_TOKEN } from './support/app.ts';
import { TABLET } from './support/board.ts';
import { DESK, looksOf, PHONE, SMALLEST, type Visitor } from './support/browser.ts';
import { anOrder } from './support/client.ts';
import { staffComes } from './support/staff.ts';
import { describeInBrowser } from './support/stage.ts';
import { WallClock } from './support/wall-clock.ts';
import type { World } from './support/world.ts';

const WITHIN = { timeout: 15_000 };
const STANDING_TABLET = { width: 820, height: 1180 };
/** How far the clock is set ahead, so that what is in the making should have left. */
const LATE_MS = 9 * 3_600_000;

/** Every state of the board, in the order in which the shop comes into them; each begins on the page as it is loaded. */
const STATES: readonly (readonly [name: string, enter: (page: Page, world: World) => Promise<unknown>])[] = [
  ['with cards in every column', (page) => page.locator('[data-status="Failed"]').waitFor(WITHIN)],
  ['with reasons to choose from', (page) => page.locator('[data-column="new"] summary').first().click()],
  [
    'with a press that can be undone',
    async (page) => {
      await page.clock.install();
      await page.locator('[data-column="making"] [data-step="start"]').first().click();
      await page.locator('[data-command]').waitFor(WITHIN);
    },
  ],
  [
    'without a connection, when somebody presses all the same',
    async (page) => {
      await page.context().setOffline(true);
      await page.locator('[data-lost]').waitFor(WITHIN);
      await page.locator('[data-step="accept"]').first().click({ force: true });
      await page.locator('.board-notes li').waitFor(WITHIN);
    },
  ],
  ['with the help for the keyboard', (page) => page.keyboard.press('Shift+?')],
  [
    'when the session has ended',
    async (page) => {
      await page.context().clearCookies({ name: 'kkotgil_session' });
      await page.context().setOffline(true);
      await page.locator('[data-lost]').waitFor(WITHIN);
      await page.context().setOffline(false);
      await page.locator('[data-signed-out]').waitFor(WITHIN);
    },
  ],
];

const clock = new WallClock();

describeInBrowser(
  'the florist’s board, looked at',
  (stage) => {
    /** Light in Korean, and dark in English: see looksOf. */
    async function florists(turn: number, javaScriptEnabled = true): Promise<readonly Visitor[]> {
      const all = [
        { colorScheme: 'light', locale: 'ko-KR' },
        { colorScheme: 'dark', locale: 'en-GB' },
      ] as const;
      const coming = looksOf(all, turn).map((appearance) =>
        staffComes(stage.browser, stage.world.app, 'florist', { viewport: TABLET, ...appearance, javaScriptEnabled }),
      );
      return Promise.all(coming);
    }

    /** Axe finds nothing, and nothing is too wide for any window. */
    async function looksGood({ page, findings, overflow }: Visitor): Promise<void> {
      expect(await findings()).toEqual([]);
      for (const window of [SMALLEST, PHONE, STANDING_TABLET, DESK, TABLET]) {
        await page.setViewportSize(window);
        expect([window.width, await overflow()]).toEqual([window.width, 0]);
      }
    }

    const live = (page: Page) => page.locator('[data-state="live"]').waitFor(WITHIN);

    it('with nothing to do', async () => {
      for (const visitor of await florists(1)) {
        await live(visitor.page);
        await visitor.page.locator('[data-nothing]').waitFor(WITHIN);
        await looksGood(visitor);
        await visitor.leaves();
      }
    }, 60_000);

    it.each(STATES)(
      '%s',
      async (name, enter) => {
        await stock(stage.world);
        for (const visitor of await florists(STATES.findIndex(([of]) => of === name))) {
          await live(visitor.page);
          await enter(visitor.page, stage.world);
          await looksGood(visitor);
          expect(visitor.complaints.filter((each) => !/status of 401/.test(each))).toEqual([]);
          await visitor.leaves();
        }
      },
      90_000,
    );

    it('without scripts, worked by its forms', async () => {
      await stock(stage.world);
      for (const visitor of await florists(0, false)) {
        const { page } = visitor;
        await page.locator('noscript a[href="/shop"]').waitFor(WITHIN);
        const inTheMaking = await page.locator('[data-column="making"] [data-card]').count();
        await page.locator('[data-column="new"] [data-step="accept"]').first().click();
        await page.waitForURL(/\/shop\?after=/);
        expect(await page.locator('[data-column="making"] [data-card]').count()).toBe(inTheMaking + 1);
        for (const window of [SMALLEST, PHONE, STANDING_TABLET, DESK]) {
          await page.setViewportSize(window);
          expect(widthOf(await page.screenshot({ fullPage: true }))).toBe(window.width);
        }
        await visitor.leaves();
      }
    }, 60_000);

    it('with orders that are late', async () => {
      const visitors = await florists(1);
      await clock.setAhead(LATE_MS);
      for (const visitor of visitors) {
        await visitor.page.reload();
        await visitor.page.locator('[data-column="attention"] .board-card-late').first().waitFor(WITHIN);
        await looksGood(visitor);
        await visitor.leaves();
      }
    }, 60_000);
  },
  clock,
);

/** The width that a PNG says of itself. */
function widthOf(png: Buffer): number {
  return png.readUInt32BE(16);
}

/** Orders at every step, with all that a card can show; once. */
async function stock(world: World): Promise<void> {
  const { body } = await world.client.get('/api/deliveries', FLORIST_TOKEN);
  if (body.items.length > 0) return;
  const longName = '가나다라마바사아자차카타파하 '.repeat(3).trim();
  const orders = [
    {
      steps: [],
      over: { recipient: { name: longName, phone: '010-9876-5432', address: '제주특별자치도 서귀포시 1', note: '벨' } },
    },
    {
      steps: [],
      over: {
        items: ['rose-bouquet', 'lily-vase', 'orchid-pot', 'freesia-posy'].map((menuItemId) => ({
          menuItemId,
          quantity: 12,
        })),
      },
    },
    { steps: ['accept'], over: { cardMessage: '', cardFrom: '' } },
    { steps: ['accept'], over: {} },
    { steps: ['accept', 'start'], over: {} },
    { steps: ['accept', 'start', 'fail'], over: {} },
  ];
  for (const [n, { steps, over }] of orders.entries()) {
    const { orderId } = await world.client.placed(
      anOrder({ customer: { name: '이지은', phone: `0105555000${n + 1}` }, ...over }),
    );
    await world.client.untilOrder(orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
    for (const step of steps) {
      const answer = await world.client.deliver(
        orderId,
        step,
        step === 'fail' ? { reason: '<b>부재중</b>' } : undefined,
      );
      expect(answer.status).toBe(200);
    }
  }
}
