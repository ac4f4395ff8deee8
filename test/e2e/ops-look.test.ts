import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { DESK, looksOf, PHONE, SMALLEST, type Visitor } from './support/browser.ts';
import { staffComes } from './support/staff.ts';
import { describeInBrowser } from './support/stage.ts';
import { hurt, makeTrouble, type TroubledShop, untilParked } from './support/troubled-shop.ts';

const WITHIN = { timeout: 20_000 };
const TEST_MS = 120_000;
const STANDING_TABLET = { width: 820, height: 1180 };
/** Opens all that can be opened; and a page that nobody sees does not renew itself. */
const STAND_STILL = `Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
for (const each of document.querySelectorAll('details')) each.open = true;`;
/** A view that sees deliveries, and one that sees none. */
const [HURT, WHOLE] = ['delivery-board', 'reviews'] as const;

describeInBrowser('the pages for operators, looked at and worked', (stage) => {
  let operators: readonly Visitor[];
  let shop: TroubledShop;
  /** Counts what was looked at: see looksOf. */
  let turn = 0;
  beforeAll(async () => {
    operators = await Promise.all([
      staffComes(stage.browser, stage.world.app, 'operator', { colorScheme: 'light', locale: 'ko-KR' }),
      staffComes(stage.browser, stage.world.app, 'operator', { colorScheme: 'dark', locale: 'en-GB' }),
    ]);
  }, 60_000);

  /** In each appearance: axe finds nothing, nothing is too wide at any width, and the keyboard comes to all that can be pressed. */
  async function looksGood(path: string, ready: (page: Page) => Locator = (page) => page.locator('h1')): Promise<void> {
    for (const { page, findings, overflow } of looksOf(operators, turn++)) {
      await page.setViewportSize(PHONE);
      await page.goto(path);
      await ready(page).first().waitFor(WITHIN);
      await page.evaluate(STAND_STILL);
      expect([path, await findings()]).toEqual([path, []]);
      expect([path, await neverReached(page)]).toEqual([path, []]);
      for (const window of [SMALLEST, PHONE, STANDING_TABLET, DESK]) {
        await page.setViewportSize(window);
        expect([path, window.width, await overflow()]).toEqual([path, window.width, 0]);
      }
    }
  }

  const korean = () => (operators[0] as Visitor).page;

  /** Opens an action, says what it asks for, and carries it out, by the keyboard alone; the page then says that it is done. */
  async function act(id: string, word: string, typed?: string, page = korean()): Promise<void> {
    await page.locator(`[id="${id}"] > summary`).press('Enter');
    await page.keyboard.press('Tab');
    if (typed !== undefined) {
      await page.keyboard.insertText(typed);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`done=${word}`), WITHIN);
    await page.locator('[role="status"] .notice-good').waitFor(WITHIN);
  }

  it(
    'with nothing to do',
    async () => {
      for (const path of ['/ops', '/ops/processes', '/ops/payments', '/ops/log', '/ops/privacy']) {
        await looksGood(path);
      }
      await looksGood('/sim/sms', (page) => page.locator('.empty'));
    },
    TEST_MS,
  );

  it(
    'with all that needs a person',
    async () => {
      shop = await makeTrouble(stage.world);
      await looksGood('/ops', (page) => page.locator('.need'));
      await looksGood('/ops/processes', (page) => page.locator('.waits'));
      await looksGood('/ops/payments', (page) => page.locator('#disputes .sums'));
      await looksGood('/sim/sms', (page) => page.locator('.phone'));
      await looksGood('/ops/people');
    },
    TEST_MS,
  );

  it(
    'with much to read: the handbook, and the story of an order',
    async () => {
      await looksGood('/ops/handbook');
      await looksGood('/ops/handbook/backup');
      await looksGood('/ops/find?order=nobody', (page) => page.locator('.notice-bad'));
      await looksGood(`/ops/audit/${shop.told.orderId}`);
      await looksGood(`/ops/audit/${shop.told.orderId}?event=5`, (page) => page.locator('.story-later'));
    },
    TEST_MS,
  );

  it(
    'works by forms alone where scripts do not run',
    async () => {
      const plain = await staffComes(stage.browser, stage.world.app, 'operator', { javaScriptEnabled: false });
      const { page } = plain;
      await page.goto('/ops');
      await page.locator('form[action="/ops/find"] input[name="order"]').fill(shop.told.orderId);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/ops/audit/${shop.told.orderId}`, WITHIN);

      await page.goto('/ops/payments');
      await act(`accept-${shop.byForms}`, 'accept', '거래 43', page);
      await act('reconcile', 'reconcile', undefined, page);
      await page.goto('/ops/views');
      await act('verify-notifications', 'verify', undefined, page);
      await plain.leaves();
    },
    TEST_MS,
  );

  it(
    'accepts a disputed charge, gives one back, settles a refund by hand, and compares the books',
    async () => {
      const { world } = stage;
      const [tooLittle, tooMuch] = shop.disputed;
      await korean().goto('/ops/payments');
      await act(`accept-${tooLittle}`, 'accept', '거래 42');
      await act(`back-${tooMuch}`, 'back', '금액이 달라요');
      await act(`settle-${shop.refused}`, 'settle', '이체 7');
      await world.client.untilOrder(tooLittle, 'is paid', ({ payment }) => payment.status === 'Paid');
      await world.client.untilOrder(shop.refused, 'is settled', ({ payment }) => payment.status === 'Refunded');
      const { cancellation } = await world.client.untilOrder(
        tooMuch,
        'is refunded',
        ({ payment }) => payment.status === 'Refunded',
      );
      expect(cancellation).toMatchObject({ by: 'operator', reason: '금액이 달라요' });
      expect(await world.charges(tooMuch)).toMatchObject([{ amount: 120_000, refunded: 120_000 }]);

      await act('reconcile', 'reconcile');
      await korean().locator('#books .ruled strong', { hasText: 'not-ours' }).waitFor(WITHIN);
      expect(await korean().locator('#disputes .ruled, #by-hand .ruled').count()).toBe(0);
    },
    TEST_MS,
  );

  it(
    'shows an order as it stood, moment by moment, and lets its story be taken along',
    async () => {
      const page = korean();
      await page.goto(`/ops/audit/${shop.told.orderId}`);
      const standing = (words: string) => page.locator('[data-live="standing"]', { hasText: words }).waitFor(WITHIN);
      await standing('배송 완료');
      await page.locator('#moment').press('Home');
      await standing('결제 대기');
      expect(page.url()).toMatch(/event=1$/);
      await page.locator('#moment-after').press('Enter');
      await page.locator('#e2[aria-current="true"]').waitFor(WITHIN);
      // Whoever steps on with the keyboard stays where they were.
      await page.locator('#moment-after:focus').waitFor(WITHIN);
      await page.locator('#moment').press('End');
      await standing('배송 완료');

      await page.locator('[data-story-without]').press('Space');
      expect(await page.locator('.story-notification:visible').count()).toBe(0);
      const [download] = await Promise.all([
        page.waitForEvent('download', WITHIN),
        page.locator('a[download]').press('Enter'),
      ]);
      const { orderId, events } = JSON.parse(await readFile(await download.path(), 'utf8'));
      expect([orderId, events.length]).toEqual([shop.told.orderId, await page.locator('.story-entry').count()]);
    },
    TEST_MS,
  );

  it(
    'opens the link of an SMS, erases a person, and ends somebody’s session',
    async () => {
      const page = korean();
      const number = `${shop.phone.slice(0, 3)}-${shop.phone.slice(3, 7)}-${shop.phone.slice(7)}`;
      const phone = page.locator('.phone', { hasText: number });
      await page.goto('/sim/sms');
      await phone.locator('.bubble a').first().press('Enter');
      await page.waitForURL(/\/o\//, WITHIN);
      await page.locator('[data-status="Delivered"]').waitFor(WITHIN);

      await page.goto('/ops/privacy');
      await page.locator('#phone').fill(number);
      await page.locator('#confirm').fill('지우기');
      await page.keyboard.press('Enter');
      await page.locator('.notice-good', { hasText: '주문 1건은 이름 없이 남아요' }).waitFor(WITHIN);
      await looksGood('/ops/privacy', (each) => each.locator('[aria-labelledby="proofs-title"] tbody tr'));
      await page.goto('/sim/sms');
      expect(await phone.count()).toBe(0);

      const florist = await staffComes(stage.browser, stage.world.app, 'florist');
      await page.goto('/ops/people');
      const session = page.locator('[aria-labelledby="sessions-title"] tbody tr', { hasText: 'florist' });
      await session.locator('button').press('Enter');
      await page.waitForURL(/done=ended/, WITHIN);
      expect(await session.count()).toBe(0);
      await florist.page.goto('/shop');
      expect(florist.page.url()).toMatch(/\/shop\/login/);
      await florist.leaves();
    },
    TEST_MS,
  );

  it(
    'with a damaged log: says what is parked, tries it again, and sets it aside for a reason',
    async () => {
      const { world } = stage;
      const { port } = new URL(world.app.url);
      await hurt(world, shop.requested, { PORT: port, KKOTGIL_ROLES: 'api,processes' });
      await untilParked(world, shop.requested);
      await looksGood('/ops', (page) => page.locator('.need'));
      await looksGood('/ops/log', (page) => page.locator('.notice-bad'));
      await looksGood('/ops/processes', (page) => page.locator('#parked .ruled'));
      await looksGood(`/ops/audit/${shop.requested}`, (page) => page.locator('.notice-bad'));

      const page = korean();
      await page.goto('/ops/processes');
      await act(`retry-shipping-${shop.requested}`, 'retry');
      // What is broken parks again, and says so by itself.
      await act(`skip-shipping-${shop.requested}`, 'skip', '백업에서 되살릴 거예요');
      await page.locator('[data-live="skipped"]', { hasText: '백업에서 되살릴 거예요' }).waitFor(WITHIN);
      await page.locator(`[id="skip-shipping-${shop.requested}"]`).waitFor({ ...WITHIN, state: 'detached' });
    },
    TEST_MS,
  );

  it(
    'follows a rebuild to its end by itself, through a lost connection; switches, verifies, throws away',
    async () => {
      const { world } = stage;
      const { port } = new URL(world.app.url);
      const page = korean();
      await page.goto('/ops/views');
      await act(`rebuild-${WHOLE}`, 'rebuild');
      await act(`rebuild-${HURT}`, 'rebuild');
      await looksGood('/ops/views', (each) => each.locator(`#view-${HURT} progress`));

      await page.goto('/ops/views');
      await page.evaluate('globalThis.stayed = true');
      await world.app.stop();
      await page.locator('[data-offline]:visible').waitFor(WITHIN);
      expect(await (operators[0] as Visitor).findings()).toEqual([]);
      await world.restart({ PORT: port });
      await page.locator(`#view-${WHOLE}`, { hasText: '모두 같았어요' }).waitFor(WITHIN);
      await page.locator(`#view-${HURT}`, { hasText: '하지 못했어요' }).waitFor(WITHIN);
      await page.locator('[data-offline]').waitFor({ ...WITHIN, state: 'hidden' });
      expect(await page.evaluate('globalThis.stayed')).toBe(true);
      await looksGood('/ops/views', (each) => each.locator(`#view-${WHOLE} .kept`));

      const answersFrom = (version: number) =>
        page.locator(`#view-${WHOLE} .stats`, { hasText: `버전 ${version}` }).waitFor(WITHIN);
      await page.goto('/ops/views');
      await answersFrom(2);
      await act(`switch-${WHOLE}-1`, 'switch');
      await answersFrom(1);
      await act(`drop-${WHOLE}-2`, 'drop');
      await act(`verify-${WHOLE}`, 'verify');
      await page.locator(`#view-${WHOLE}`, { hasText: '마지막 맞춰 보기' }).waitFor(WITHIN);
      expect(await page.locator(`#view-${WHOLE} .kept`).count()).toBe(0);
    },
    TEST_MS,
  );

  it('nothing was refused by its policy, and no script failed', () => {
    const complaints = operators.flatMap((operator) => operator.complaints);
    // An order that is not found is one of the states.
    expect(complaints.filter((each) => !/status of 404/.test(each))).toEqual([]);
  });
});

/** What can be pressed or filled in and is seen, and where the keyboard never stops. */
async function neverReached(page: Page): Promise<string[]> {
  await page.evaluate(`
    globalThis.reached = new Set();
    document.addEventListener('focusin', ({ target }) => reached.add(target));
    document.activeElement?.blur();`);
  const stops = await page.evaluate<number>(`document.querySelectorAll('a[href], button, summary, input').length`);
  await Promise.all(Array.from({ length: stops + 20 }, () => page.keyboard.press('Tab')));
  return page.evaluate(`[...document.querySelectorAll('a[href], button, summary, input:not([type="hidden"]), textarea')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !(each.type === 'radio' && !each.checked))
    .filter((each) => !reached.has(each))
    .map((each) => each.outerHTML.slice(0, 120))`);
}
