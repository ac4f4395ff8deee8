import { afterEach, expect, it } from '@jest/globals';
import { FLORIST_TOKEN } from './support/app.ts';
import { eventually } from './support/client.ts';
import { Customer } from './support/customer.ts';
import { describeInBrowser } from './support/stage.ts';

const WITHIN = { timeout: 15_000 };
const SOON_MS = 90_000;

describeInBrowser('a customer with a browser', (stage) => {
  let customer: Customer;
  afterEach(() => customer?.visitor.leaves());

  const ordersOfMine = async () => {
    const { body } = await stage.world.client.get('/api/orders?limit=100', FLORIST_TOKEN);
    return body.items.filter((each: { recipient: { phone: string } }) => each.recipient.phone === customer.number);
  };

  it(
    'loses nothing that was typed by a reload or by going back, and makes one order of many presses',
    async () => {
      customer = await Customer.comes(stage);
      const { page } = customer;
      await customer.fillsIn();
      await page.locator('[data-step="1"]').first().click();
      const other = page.locator('input[name="qty.tulip-bouquet"]');
      await page.locator('#items summary').click();
      await other.fill('1');
      await page.reload();
      expect(await other.isVisible()).toBe(true);
      await other.fill('0');
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
      customer = await Customer.comes(stage);
      const { page } = customer;
      const context = page.context();
      await customer.fillsIn();
      await context.setOffline(true);
      await customer.sends();
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
      await customer.sends().catch(() => undefined);
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
      await customer.sends();
      await page.waitForURL(/\/o\//);
      expect(await ordersOfMine()).toHaveLength(1);
    },
    SOON_MS,
  );

  it(
    'is told nothing of a connection that an order which has ended does not need',
    async () => {
      customer = await Customer.comes(stage);
      const { page } = customer;
      await customer.fillsIn('sim_declined');
      await stage.world.set('payment', 'down');
      await customer.orders();
      await page.locator('[data-ended="no"]').waitFor({ ...WITHIN, state: 'attached' });
      await stage.world.set('payment', 'up');
      await customer.seesStatus('PaymentFailed');
      await page.context().setOffline(true);
      await eventually('the browser knows that it is offline', async () =>
        (await page.evaluate('navigator.onLine')) === false ? { done: true } : { not: 'it does not' },
      );
      expect(await page.locator('[data-offline]').isHidden()).toBe(true);
    },
    SOON_MS,
  );

  it(
    'who is about to cancel when the page renews itself goes on where they were',
    async () => {
      customer = await Customer.comes(stage);
      const { page } = customer;
      await customer.fillsIn();
      await stage.world.set('payment', 'down');
      await customer.orders();
      await page.locator('#cancel summary').click();
      await page.locator('#reason').fill('날짜를 잘못 골랐어요');
      await stage.world.set('payment', 'up');
      await customer.seesStatus('Paid');
      await page.locator('#cancel', { hasText: '₩45,000 전액이 돌아가요' }).waitFor(WITHIN);
      expect(await page.locator('#reason').isVisible()).toBe(true);
      expect(await page.locator('#reason').inputValue()).toBe('날짜를 잘못 골랐어요');
    },
    SOON_MS,
  );

  it(
    'reaches and sends everything by keyboard, and is led to what is wrong',
    async () => {
      customer = await Customer.comes(stage);
      const { page } = customer;
      await page.goto('/order?item=rose-bouquet');
      await customer.sends();
      await page.locator('#error-summary').waitFor(WITHIN);
      expect(await page.evaluate('document.activeElement.id')).toBe('error-summary');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('customerName');
      await page.keyboard.type('이지은');
      await page.keyboard.press('Tab');
      await page.keyboard.type(customer.phone);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await page.locator('#self').isChecked()).toBe(true);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe('address');
      await page.keyboard.type('서울시 강남구 테헤란로 123');
      await customer.paysBy('sim_ok');
      // Enter presses the button that is there to be seen.
      await page.locator('#cardFrom').press('Enter');
      await page.waitForURL(/\/o\//);
    },
    SOON_MS,
  );
});
