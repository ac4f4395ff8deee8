import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locale } from '../../src/domain/order/index.ts';
import { boardTexts } from '../../web/texts/staff/board/texts.ts';
import { texts } from '../../web/texts/texts.ts';
import { Board, TONES_OF_A_RING } from './support/board.ts';
import { AT_REST, DESK, Visitor } from './support/browser.ts';
import { anOrder } from './support/client.ts';
import { Customer } from './support/customer.ts';
import { picture } from './support/pictures.ts';
import { staffComes } from './support/staff.ts';
import { describeInBrowser } from './support/stage.ts';
import { WallClock } from './support/wall-clock.ts';
import type { World } from './support/world.ts';

const WITHIN = { timeout: 15_000 };
const TEST_MS = 90_000;

/** The day before Parents’ Day, when flower shops have their hands full. */
const DAY = '2027-05-07';
const clock = new WallClock(`${DAY}T09:40:00+09:00`);
const at = (time: string) => clock.setTo(`${DAY}T${time}:00+09:00`);

/** How a customer’s window may be. */
const KOREAN = { how: 'with scripts, in Korean', language: 'ko', locale: 'ko-KR', scripts: true } as const;
const ENGLISH = { how: 'with scripts, in English', language: 'en', locale: 'en-GB', scripts: true } as const;
const PLAIN_KOREAN = { how: 'without scripts, in Korean', language: 'ko', locale: 'ko-KR', scripts: false } as const;
const PLAIN_ENGLISH = { how: 'without scripts, in English', language: 'en', locale: 'en-GB', scripts: false } as const;

/** What the messages say, by the fact that they tell. */
const MESSAGES: Readonly<Record<Locale, Readonly<Record<string, RegExp>>>> = {
  ko: {
    received: /장미 꽃다발 주문을 받았습니다.*\/o\//,
    paid: /45,000원 결제가 완료/,
    declined: /결제되지 않았습니다/,
    made: /꽃을 준비하고 있습니다/,
    coming: /배송이 시작되었습니다/,
    failed: /배송을 마치지 못했습니다\(받는 분이 안 계셨어요\).*\/o\//,
    review: /리뷰를 남겨 주세요.*\/o\//,
    answered: /답글을 달았습니다.*\/o\//,
    cancelled: /고객님의 요청으로.*취소되었습니다/,
    refused: /꽃집 사정으로\(꽃이 다 나갔어요\) 취소되었습니다/,
    returned: /전달하지 못해\(받는 분이 안 계셨어요\) 취소되었습니다/,
    back: /45,000원이 환불되었습니다/,
  },
  en: {
    received: /received your order: .*\/o\//,
    paid: /payment of KRW 45,000 is complete/,
    declined: /the payment was declined/,
    made: /are being made/,
    coming: /on their way/,
    failed: /could not deliver.*\/o\//,
    review: /Please leave a review: .*\/o\//,
    answered: /has replied to your review: .*\/o\//,
    cancelled: /cancelled at your request/,
    refused: /cancelled by the florist/,
    returned: /cancelled as we could not deliver/,
    back: /KRW 45,000 has been refunded/,
  },
};

describeInBrowser(
  'R1 to R11, played at a customer’s phone and at the florist’s tablet',
  (stage) => {
    let boards: Readonly<Record<Locale, Board>>;
    beforeAll(async () => {
      await busyMorning(stage.world);
      boards = { ko: await Board.opens(stage, 'ko-KR'), en: await Board.opens(stage, 'en-GB') };
      // Browsers ring only once somebody has touched the page.
      for (const { page } of Object.values(boards)) await page.locator('h1').click();
    }, 60_000);
    afterAll(async () => {
      for (const board of Object.values(boards ?? {})) await board.leaves();
    });

    /** Every message that this customer was sent, one for each change, in the order in which it happened. */
    async function wasTold({ number }: Customer, language: Locale, facts: readonly string[]): Promise<void> {
      const expected = facts.map((fact) => MESSAGES[language][fact] as RegExp);
      await stage.world.message(number, expected.at(-1) as RegExp);
      const sent = (await stage.world.messages(number)).map(({ text }) => text);
      expect(sent).toEqual(expected.map((words) => expect.stringMatching(words)));
    }

    it.each([KOREAN, PLAIN_ENGLISH])(
      'the customer orders, pays, is told of every step, and is asked what they thought: $how',
      async ({ language, ...how }) => {
        const { world } = stage;
        const t = texts[language];
        const florist = boards[language];
        // One of the two is shown in the README.
        const showing = language === 'ko' ? picture : async () => {};
        const told: string[] = [];
        const isTold = (customer: Customer, ...facts: readonly string[]) => {
          told.push(...facts);
          return wasTold(customer, language, told);
        };
        const customer = await Customer.comes(stage, { ...how, deviceScaleFactor: 2 });
        const { page } = customer;

        // R1: from the shop window to a form that is filled in for somebody else.
        await page.goto('/');
        await showing('storefront', page);
        await customer.fillsIn();
        await page.locator('#self').uncheck();
        await page.locator('#recipientName').fill('김영숙');
        await page.locator('#cardMessage').fill('엄마, 늘 고마워요. 사랑해요!');
        await page.locator('input[name="when"][value="day"]').press('Space');
        await page.locator('#deliverOn').fill(DAY);
        await page.locator('input[name="window"]').last().press('Space');
        // What would stand still without scripts is not there without them.
        expect(await page.locator('.count').isVisible()).toBe(customer.scripts);
        // The order's number, too, is the same in every picture.
        if (customer.scripts)
          await page.locator('input[name="key"]').evaluate(nameIt, `the-mothers-flowers-${language}`);
        await page.locator('#cardMessage').scrollIntoViewIfNeeded();
        await showing('order-form', page);

        await at(language === 'ko' ? '10:12' : '17:12');
        // The florist's connection is gone when the order comes in: when it is back, nothing is missed, and it rings.
        const rung = await florist.tones();
        await florist.losesConnection();
        const orderId = await customer.orders();
        await customer.seesStatus('Paid');
        expect(await world.charges(orderId)).toMatchObject([{ amount: 45_000, refunded: 0 }]);
        await isTold(customer, 'received', 'paid');
        await florist.findsConnection();
        await florist.shows(orderId, 'new');
        expect(await florist.tones()).toBe(rung + TONES_OF_A_RING);
        await showing('board', florist.page);

        // The link of the message leads to the order.
        const inbox = await Visitor.comes(stage.browser, world.app.url, {
          ...how,
          viewport: { width: 1180, height: 700 },
        });
        await inbox.page.goto('/sim/sms');
        const mine = inbox.page.locator(`#phone-${customer.number.slice(1)} .bubble`);
        const link = mine.filter({ hasText: MESSAGES[language].received as RegExp }).locator('a');
        await page.goto((await link.getAttribute('href')) ?? '');
        await customer.seesStatus('Paid');

        // What the recipient may see has no price, and nothing to press.
        const recipient = await Visitor.comes(stage.browser, world.app.url, {
          ...how,
          ...AT_REST,
          deviceScaleFactor: 2,
        });
        await recipient.page.goto((await page.locator('a[href*="/g/"]').getAttribute('href')) ?? '');
        await recipient.page.getByText(t.gift.heading('지은')).waitFor(WITHIN);
        expect(await recipient.page.content()).not.toMatch(/₩|45,000/);
        expect(await recipient.page.locator('form').count()).toBe(0);

        // R3, R4: a slip of the finger is taken back, and then it is confirmed.
        const sent: string[] = [];
        florist.page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
        await florist.press(orderId, 'accept');
        await florist.page.locator('[data-undo]').click();
        await florist.undoIsOver();
        expect(sent).toEqual([]);
        await at(language === 'ko' ? '10:15' : '17:15');
        await florist.takes(orderId, 'accept');
        await florist.shows(orderId, 'making');
        expect(sent).toHaveLength(1);
        await customer.seesStatus('Preparing');
        await isTold(customer, 'made');
        await showing('order-page', page);
        await recipient.page.goto(recipient.page.url());
        await recipient.page.getByText(t.gift.status.making).waitFor(WITHIN);
        await showing('gift', recipient.page);

        // Too late to cancel: the form goes away by itself, or says so when it is sent from an old page.
        await page.locator('details > summary').click();
        await at(language === 'ko' ? '16:05' : '19:05');
        await florist.takes(orderId, 'start');
        await florist.shows(orderId, 'onTheWay');
        if (!customer.scripts) await page.locator('form[action$="/cancel"] button').click();
        await page.getByText(t.order.cannot.started).first().waitFor(WITHIN);
        await customer.seesStatus('OutForDelivery');
        expect(await page.locator('form[action$="/cancel"]').count()).toBe(0);
        await isTold(customer, 'coming');

        // Now the customer's connection is gone. R10: when it is back, the page shows how it stands.
        await page.context().setOffline(true);
        if (customer.scripts) await page.locator('[data-offline]').waitFor(WITHIN);
        else await expect(page.goto(page.url())).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
        await at(language === 'ko' ? '16:40' : '19:40');
        await florist.takes(orderId, 'complete');
        await florist.isWithout(orderId);
        await page.context().setOffline(false);
        if (!customer.scripts) await page.goto((await link.getAttribute('href')) ?? '');
        await customer.seesStatus('Delivered');
        await recipient.page.goto(recipient.page.url());
        await recipient.page.getByText(t.gift.status.there).waitFor(WITHIN);
        await recipient.leaves();

        // R7, R8: the review.
        await isTold(customer, 'review');
        await customer.sees(page.locator('form[action$="/review"]'));
        await page.locator('input[name="rating"][value="5"]').press('Space');
        await page.locator('#text').fill('엄마가 정말 좋아하셨어요!');
        await page.locator('form[action$="/review"] button').click();
        await customer.sees(page.locator('.review-words', { hasText: '엄마가 정말 좋아하셨어요!' }));

        // R9: the florist reads it, and answers.
        const reviews = await florist.visitor.context.newPage();
        await reviews.goto('/shop/reviews');
        const review = reviews.locator(`#review-${orderId}`);
        await review.getByText('엄마가 정말 좋아하셨어요!').waitFor(WITHIN);
        await review.locator('form[action$="/check"] button').click();
        await review.locator('.badge').waitFor(WITHIN);
        await review.locator('summary').click();
        await review.locator('textarea').fill('고맙습니다. 또 들러 주세요.');
        await review.locator('form[action$="/reply"] button').click();
        // A page that is closed while it is on its way to the next one may never be gone.
        await review.locator('.reply', { hasText: '고맙습니다. 또 들러 주세요.' }).waitFor(WITHIN);
        await reviews.close();
        await customer.sees(page.locator('.reply', { hasText: '고맙습니다. 또 들러 주세요.' }));
        await isTold(customer, 'answered');
        expect(await world.messages('+821098765432')).toEqual([]);
        await inbox.page.goto('/sim/sms');
        await showing('messages', inbox.page);
        await inbox.leaves();
        await operatorLooks(orderId, showing);

        expect(inbox.complaints).toEqual([]);
        expect(recipient.complaints).toEqual([]);
        await customer.leaves();
      },
      2 * TEST_MS,
    );

    /** The operator's story of the order, which everything above has left behind. */
    async function operatorLooks(orderId: string, showing: typeof picture): Promise<void> {
      const operator = await staffComes(stage.browser, stage.world.app, 'operator', {
        viewport: DESK,
        locale: 'en-GB',
      });
      await operator.page.goto(`/ops/audit/${orderId}`);
      await operator.page.getByText('Review answered').first().waitFor(WITHIN);
      await showing('story', operator.page);
      expect(operator.complaints).toEqual([]);
      await operator.leaves();
    }

    it.each([ENGLISH, PLAIN_KOREAN])(
      'the customer cancels in time: the florist stops, and the money goes back: $how',
      async ({ language, ...how }) => {
        const { world } = stage;
        const t = texts[language];
        const florist = boards[language];
        const customer = await Customer.comes(stage, how);
        await customer.fillsIn();
        const orderId = await customer.orders();
        await florist.shows(orderId, 'new');
        await florist.takes(orderId, 'accept');
        await customer.seesStatus('Preparing');
        await wasTold(customer, language, ['received', 'paid', 'made']);
        await customer.page.locator('details > summary').click();
        await customer.page.getByText(t.order.cancelPaid('₩45,000')).waitFor(WITHIN);
        await customer.page.locator('form[action$="/cancel"] button').click();
        await customer.seesStatus('Cancelled');
        await customer.sees(customer.page.locator('.next', { hasText: t.order.back.Refunded('₩45,000') }));
        await florist.says(
          boardTexts[language].notes.cancelled.replace('{number}', boardTexts[language].number(orderId.slice(-8))),
        );
        await florist.isWithout(orderId);
        expect(await world.charges(orderId)).toMatchObject([{ amount: 45_000, refunded: 45_000 }]);
        await wasTold(customer, language, ['received', 'paid', 'made', 'cancelled', 'back']);
        await customer.leaves();
      },
      TEST_MS,
    );

    it.each([ENGLISH, PLAIN_KOREAN])(
      'the payment is declined, and the customer orders again with everything filled in: $how',
      async ({ language, ...how }) => {
        const customer = await Customer.comes(stage, how);
        const { page } = customer;
        await customer.fillsIn('sim_declined');
        const declined = await customer.orders();
        await customer.seesStatus('PaymentFailed');
        await wasTold(customer, language, ['received', 'declined']);
        expect(await stage.world.charges(declined)).toEqual([]);
        await page.locator('a[href$="/again"]').click();
        expect(await page.locator('#address').inputValue()).toBe('서울시 강남구 테헤란로 123');
        expect(await page.locator('#cardMessage').inputValue()).toBe('생일 축하해!');
        await customer.paysBy('sim_ok');
        const orderId = await customer.orders();
        await customer.seesStatus('Paid');
        expect(orderId).not.toBe(declined);
        await wasTold(customer, language, ['received', 'declined', 'received', 'paid']);
        await customer.leaves();
      },
      TEST_MS,
    );

    it.each([KOREAN, PLAIN_ENGLISH])(
      'the florist refuses with a reason, which the customer gets with their money: $how',
      async ({ language, ...how }) => {
        const florist = boards[language];
        const [reason = ''] = boardTexts[language].reasons.reject;
        const customer = await Customer.comes(stage, how);
        await customer.fillsIn();
        const orderId = await customer.orders();
        await florist.shows(orderId, 'new');
        await florist.takesFor(orderId, reason);
        await florist.isWithout(orderId);
        await customer.seesStatus('Cancelled');
        const { order } = texts[language];
        await customer.sees(customer.page.locator('.next', { hasText: order.back.Refunded('₩45,000') }));
        await customer.page.getByText(order.reason(reason)).waitFor(WITHIN);
        await wasTold(customer, language, ['received', 'paid', 'refused', 'back']);
        await customer.leaves();
      },
      TEST_MS,
    );

    it.each([
      { ...ENGLISH, after: 'start', end: ['coming', 'review'] },
      { ...PLAIN_KOREAN, after: 'return', end: ['returned', 'back'] },
    ])(
      'it could not be delivered, and then: $after ($how)',
      async ({ language, after, end, ...how }) => {
        const florist = boards[language];
        const [reason = ''] = boardTexts[language].reasons.fail;
        const customer = await Customer.comes(stage, how);
        await customer.fillsIn();
        const orderId = await customer.orders();
        await florist.shows(orderId, 'new');
        await florist.takes(orderId, 'accept');
        await florist.shows(orderId, 'making');
        await florist.takes(orderId, 'start');
        await florist.shows(orderId, 'onTheWay');
        await florist.takesFor(orderId, reason);
        await florist.shows(orderId, 'attention');
        await customer.seesStatus('DeliveryFailed');
        const before = ['received', 'paid', 'made', 'coming', 'failed'];
        await wasTold(customer, language, before);
        await florist.takes(orderId, after);
        if (after === 'start') {
          await florist.shows(orderId, 'onTheWay');
          await florist.takes(orderId, 'complete');
        }
        await florist.isWithout(orderId);
        await customer.seesStatus(after === 'start' ? 'Delivered' : 'Cancelled');
        await wasTold(customer, language, [...before, ...end]);
        await customer.leaves();
      },
      TEST_MS,
    );
  },
  clock,
);

function nameIt(field: unknown, name: string): void {
  (field as { value: string }).value = name;
}

/** What the shop has to do already: a bouquet in the making, one on its way, and one that nobody was there to take. */
async function busyMorning({ client }: World): Promise<void> {
  const orders = [
    { menuItemId: 'carnation-box', name: '박서연', address: '서울시 마포구 와우산로 21', steps: ['accept'] },
    { menuItemId: 'tulip-bouquet', name: '최준호', address: '서울시 서초구 반포대로 58', steps: ['accept', 'start'] },
    {
      menuItemId: 'orchid-pot',
      name: '정하늘',
      address: '서울시 종로구 새문안로 5',
      steps: ['accept', 'start', 'fail'],
    },
  ];
  for (const { menuItemId, name, address, steps } of orders) {
    const wish = anOrder({
      items: [{ menuItemId, quantity: 1 }],
      customer: { name, phone: '010-3000-0001' },
      recipient: { address },
    });
    const { body } = await client.place(wish, `the morning's ${menuItemId}`);
    await client.untilOrder(body.orderId, 'is requested', ({ delivery }) => delivery.status === 'Requested');
    for (const step of steps) {
      const reason = step === 'fail' ? { reason: boardTexts.ko.reasons.fail[0] } : undefined;
      await client.deliver(body.orderId, step, reason);
    }
  }
}
