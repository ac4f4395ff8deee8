import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { FLORIST_TOKEN } from './support/app.ts';
import { Visitor } from './support/browser.ts';
import { eventually } from './support/client.ts';
import { describeInBrowser } from './support/stage.ts';

const WITHIN = { timeout: 15_000 };
const SOON_MS = 90_000;

/** Each test is another customer, whose orders and messages nobody else has. */
let customers = 0;
const newPhone = () => `010${String(4_000_0001 + customers++).padStart(8, '0')}`;

describeInBrowser('a customer with a browser', (stage) => {
  let visitor: Visitor;
  let phone: string;
  beforeEach(() => {
    phone = newPhone();
  });
  afterEach(() => visitor?.leaves());

  const status = (page: Page, name: string) => page.locator(`[data-status="${name}"]`).waitFor(WITHIN);
  const orderIdOn = async (page: Page) => (await page.locator('[data-order]').getAttribute('data-order')) ?? '';
  const ordersOfMine = async () => {
    const { body } = await stage.world.client.get('/api/orders?limit=100', FLORIST_TOKEN);
    return body.items.filter(
      (each: { recipient: { phone: string } }) => each.recipient.phone === `+82${phone.slice(1)}`,
    );
  };

  /** Comes by the shop window, chooses roses, and fills the form in. */
  async function fillIn(page: Page, token = 'sim_ok'): Promise<void> {
    await page.goto('/');
    await page.locator('a[href="/order?item=rose-bouquet"]').click();
    await page.locator('#customerName').fill('이지은');
    await page.locator('#customerPhone').fill(phone);
    await page.locator('#self').check();
    await page.locator('#address').fill('서울시 강남구 테헤란로 123');
    await page.locator('#cardMessage').fill('생일 축하해!');
    await page.locator('#cardFrom').fill('지은');
    await page.locator(`input[name="token"][value="${token}"]`).press('Space');
  }

  const send = (page: Page) => page.locator('.bar .button-strong').click();

  it.each([
    ['with scripts, in Korean', 'ko-KR', true],
    ['without scripts, in English', 'en-GB', false],
  ])(
    'orders, follows, and reviews: %s',
    async (_how, locale, javaScriptEnabled) => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url, { locale, javaScriptEnabled });
      const { page, context } = visitor;
      await fillIn(page);
      await send(page);
      await page.waitForURL(/\/o\//);
      const orderId = await orderIdOn(page);
      // A page that is only renewed keeps what was left in it; a reload takes it away.
      if (javaScriptEnabled) await page.evaluate('globalThis.stayed = true');
      const follow = async (name: string) => {
        if (!javaScriptEnabled) {
          await stage.world.client.untilStatus(orderId, name);
          await page.reload();
        }
        await status(page, name);
      };

      await stage.world.client.untilOrder(orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
      await follow('Paid');
      await stage.world.client.deliver(orderId, 'accept');
      await follow('Preparing');
      if (javaScriptEnabled) {
        await context.setOffline(true);
        await page.locator('[data-offline]').waitFor(WITHIN);
        await stage.world.client.deliver(orderId, 'start');
        await context.setOffline(false);
        await page.locator('[data-offline]').waitFor({ ...WITHIN, state: 'hidden' });
      } else {
        await stage.world.client.deliver(orderId, 'start');
      }
      await follow('OutForDelivery');
      await stage.world.client.deliver(orderId, 'complete');
      await stage.world.client.untilOrder(orderId, 'may be reviewed', ({ review }) => review.status === 'Requested');
      await follow('Delivered');
      await page.locator('input[name="rating"][value="5"]').press('Space');
      await page.locator('#text').fill('꽃이 정말 예뻐요!');
      if (javaScriptEnabled) expect(await page.evaluate('globalThis.stayed')).toBe(true);
      await page.locator('form[action$="/review"] button').click();
      await page.locator('.review-words', { hasText: '꽃이 정말 예뻐요!' }).waitFor(WITHIN);
      await stage.world.client.request('POST', `/api/reviews/${orderId}/reply`, {
        token: FLORIST_TOKEN,
        body: { text: '고맙습니다' },
      });
      await stage.world.client.untilOrder(orderId, 'is answered', ({ review }) => review.reply !== null);
      if (!javaScriptEnabled) await page.reload();
      await page.locator('.reply', { hasText: '고맙습니다' }).waitFor(WITHIN);
      expect(visitor.complaints).toEqual([]);
    },
    SOON_MS,
  );

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])(
    'cancels, and is told what comes back: %s',
    async (_how, javaScriptEnabled) => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url, { javaScriptEnabled });
      const { page } = visitor;
      await fillIn(page);
      await send(page);
      await page.waitForURL(/\/o\//);
      const orderId = await orderIdOn(page);
      await stage.world.client.untilOrder(orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
      if (!javaScriptEnabled) await page.reload();
      await status(page, 'Paid');
      await page.locator('details > summary').click();
      await page.locator('form[action$="/cancel"]', { hasText: '₩45,000 전액이 돌아가요' }).waitFor(WITHIN);
      await page.locator('form[action$="/cancel"] button').click();
      await stage.world.client.untilOrder(orderId, 'is refunded', ({ payment }) => payment.status === 'Refunded');
      if (!javaScriptEnabled) await page.reload();
      await status(page, 'Cancelled');
      await page.locator('.next', { hasText: '₩45,000을 돌려드렸어요' }).waitFor(WITHIN);
      expect(visitor.complaints).toEqual([]);
    },
    SOON_MS,
  );

  it(
    'is told that a payment was declined, and orders again with everything filled in',
    async () => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url);
      const { page } = visitor;
      await fillIn(page, 'sim_declined');
      await send(page);
      await status(page, 'PaymentFailed');
      await page.locator('a[href$="/again"]').click();
      expect(await page.locator('#address').inputValue()).toBe('서울시 강남구 테헤란로 123');
      expect(await page.locator('#cardMessage').inputValue()).toBe('생일 축하해!');
      await page.locator('input[name="token"][value="sim_ok"]').press('Space');
      await send(page);
      await status(page, 'Paid');
      expect(await ordersOfMine()).toHaveLength(2);
    },
    SOON_MS,
  );

  it(
    'loses nothing that was typed by a reload or by going back, and makes one order of many presses',
    async () => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url);
      const { page } = visitor;
      await fillIn(page);
      await page.locator('[data-step="1"]').first().click();
      await page.reload();
      expect(await page.locator('#address').inputValue()).toBe('서울시 강남구 테헤란로 123');
      expect(await page.locator('#self').isChecked()).toBe(true);
      expect(await page.locator('[data-total]').textContent()).toBe('₩90,000');
      await page.goto('/');
      await page.goBack();
      expect(await page.locator('#cardMessage').inputValue()).toBe('생일 축하해!');
      expect(await page.locator('[data-card-words]').textContent()).toBe('생일 축하해!');
      expect(await page.locator('.count').textContent()).toBe('200자 중 7자');

      await page.locator('.bar .button-strong').dblclick();
      await page.waitForURL(/\/o\//);
      await page.goBack();
      await page.goForward();
      expect(await ordersOfMine()).toHaveLength(1);
    },
    SOON_MS,
  );

  it(
    'whose answer was lost finds the order by sending the form again',
    async () => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url);
      const { page, context } = visitor;
      await fillIn(page);
      await context.setOffline(true);
      await send(page);
      await page.locator('[data-offline]').waitFor(WITHIN);
      await context.setOffline(false);

      // The order arrives, the answer doesn’t.
      await page.route(
        '**/order',
        async (route) => {
          await route.fetch({ maxRedirects: 0 });
          await route.abort('connectionreset');
        },
        { times: 1 },
      );
      await send(page).catch(() => undefined);
      await eventually('the order has arrived', async () => {
        const found = (await ordersOfMine()).length;
        return found === 1 ? { done: found } : { not: `there are ${found}` };
      });
      // Only then: its own page about the lost answer would break the next one off.
      await eventually('the browser has given the answer up', async () => {
        const url = page.url();
        return url.startsWith('chrome-error:') ? { done: url } : { not: url };
      });
      await page.goto('/order?item=rose-bouquet');
      expect(await page.locator('#address').inputValue()).toBe('서울시 강남구 테헤란로 123');
      await send(page);
      await page.waitForURL(/\/o\//);
      expect(await ordersOfMine()).toHaveLength(1);
    },
    SOON_MS,
  );

  it(
    'opens the link of a message, and shows the recipient another one',
    async () => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url, { locale: 'en-GB' });
      const { page } = visitor;
      await fillIn(page);
      await send(page);
      await page.waitForURL(/\/o\//);
      const text = await stage.world.message(`+82${phone.slice(1)}`, /\/o\//);
      const link = /https?:\S+/.exec(text)?.[0] ?? '';
      expect(link).toBe(page.url());

      const recipient = await Visitor.comes(stage.browser, stage.world.app.url);
      await recipient.page.goto((await page.locator('a[href*="/g/"]').getAttribute('href')) ?? '');
      await recipient.page.getByText('지은이 꽃을 보냈어요').waitFor(WITHIN);
      expect(await recipient.page.content()).not.toMatch(/₩|45,000/);
      expect(await recipient.page.locator('form').count()).toBe(0);
      await recipient.leaves();
    },
    SOON_MS,
  );

  it(
    'reaches and sends everything by keyboard, and is led to what is wrong',
    async () => {
      visitor = await Visitor.comes(stage.browser, stage.world.app.url);
      const { page } = visitor;
      await page.goto('/order?item=rose-bouquet');
      await send(page);
      await page.locator('#error-summary').waitFor(WITHIN);
      expect(await page.evaluate('document.activeElement.id')).toBe('error-summary');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('customerName');
      await page.keyboard.type('이지은');
      await page.keyboard.press('Tab');
      await page.keyboard.type(phone);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await page.locator('#self').isChecked()).toBe(true);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe('address');
    },
    SOON_MS,
  );
});
