import { describe, expect, it } from '@jest/globals';
import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';
import type { CancelledBy, OrderPlaced } from '../../../src/domain/order/index.ts';
import { ERASED } from '../../../src/platform/eventstore/recorded-event.ts';
import { eucKrBytes } from '../../../src/processes/sms/euc-kr.ts';
import { messageOf } from '../../../src/processes/sms/message.ts';
import { type DueNotice, maskedPhone, type NoticeRule, noticeRules } from '../../../src/processes/sms/notice-rules.ts';
import type { RecordedEvent } from '../../../src/stored-events/event-log.ts';
import { paymentEvents } from '../../domain/examples/payment.ts';
import { aRoseOrder, idOf } from '../../support/history.ts';

const LINK = `https://kkot.example/o/${'a'.repeat(44)}`;
const PHONE = '+821012345678';

function due(rule: NoticeRule, data: KkotgilEvent['data'] = {}): DueNotice {
  const { template, recipient } = rule;
  const fact = { type: rule.fact, data } as unknown as RecordedEvent;
  const notice = { ref: idOf(template), template, recipient, to: maskedPhone(PHONE), factId: idOf('fact') };
  return { rule, fact, phone: PHONE, notice };
}

const rule = (template: string) => noticeRules.find((each) => each.template === template) as NoticeRule;
const examples: Partial<Record<EventType, KkotgilEvent>> = paymentEvents;
/** A history of which nothing but the kind of its events counts, and what they say of money. */
const historyOf = (...types: EventType[]) => ({
  history: types.map((type) => examples[type] ?? { type }) as unknown as RecordedEvent[],
});
const textOf = (
  template: string,
  order: Partial<OrderPlaced['data']> = {},
  data: KkotgilEvent['data'] = { amount: 90_000, reason: '부재' } as never,
  ...history: EventType[]
) => messageOf(due(rule(template), data), historyOf(...history), { ...aRoseOrder, ...order }, LINK).text;

describe('the texts', () => {
  it.each([
    ['OrderReceived', `[꽃길] 장미 꽃다발 주문을 받았습니다. 진행 상황은 여기서 확인하세요. ${LINK}`],
    ['PaymentDone', '[꽃길] 장미 꽃다발 주문, 90,000원 결제가 완료되었습니다.'],
    ['PaymentFailed', '[꽃길] 장미 꽃다발 주문이 결제되지 않았습니다. 다시 주문해 주세요.'],
    ['FloristNewOrder', '[꽃길] 새 주문: 장미 꽃다발, 가능한 한 빨리. 확인해 주세요.'],
    ['FloristReminder', '[꽃길] 답을 기다리는 주문: 장미 꽃다발, 가능한 한 빨리. 확인해 주세요.'],
    ['BeingMade', '[꽃길] 장미 꽃다발 주문을 확인하고 꽃을 준비하고 있습니다.'],
    ['OnItsWay', '[꽃길] 장미 꽃다발 배송이 시작되었습니다.'],
    ['CouldNotBeDelivered', `[꽃길] 장미 꽃다발 배송을 마치지 못했습니다(부재). 여기서 확인해 주세요. ${LINK}`],
    ['ReviewRequest', `[꽃길] 장미 꽃다발 배송이 완료되었습니다. 리뷰를 남겨 주세요. ${LINK}`],
    ['CancellationTooLate', '[꽃길] 장미 꽃다발 배송이 이미 시작되어 취소할 수 없습니다.'],
    ['MoneyIsBack', '[꽃길] 장미 꽃다발 주문 취소로 90,000원이 환불되었습니다.'],
    ['FloristReplied', `[꽃길] 남겨 주신 리뷰에 꽃집이 답글을 달았습니다. ${LINK}`],
  ])('%s in Korean', (template, text) => expect(textOf(template)).toBe(text));

  it.each([
    ['OrderReceived', `[Kkotgil] We have received your order: Rose bouquet. Follow it here: ${LINK}`],
    ['PaymentDone', '[Kkotgil] Rose bouquet: your payment of KRW 90,000 is complete.'],
    ['PaymentFailed', '[Kkotgil] Rose bouquet: the payment was declined. Please order again.'],
    ['BeingMade', '[Kkotgil] Rose bouquet: your flowers are being made.'],
    ['OnItsWay', '[Kkotgil] Rose bouquet: your flowers are on their way.'],
    ['CouldNotBeDelivered', `[Kkotgil] Rose bouquet: we could not deliver (부재). Please see: ${LINK}`],
    ['ReviewRequest', `[Kkotgil] Rose bouquet: delivered. How was it? Please leave a review: ${LINK}`],
    ['CancellationTooLate', "[Kkotgil] Rose bouquet: already on its way, so it can't be cancelled."],
    ['MoneyIsBack', '[Kkotgil] Rose bouquet: KRW 90,000 has been refunded.'],
    ['FloristReplied', `[Kkotgil] The florist has replied to your review: ${LINK}`],
  ])('%s in English, when the order is in English', (template, text) => {
    expect(textOf(template, { locale: 'en' })).toBe(text);
  });

  const paid: EventType[] = ['PaymentAttempted', 'PaymentApproved', 'OrderPaid'];
  it.each<[string, CancelledBy, EventType[], string, string]>([
    ['the customer', 'customer', paid, '고객님의 요청으로 취소', 'at your request.'],
    ['the florist', 'florist', paid, '꽃집 사정으로(재료 소진) 취소', 'by the florist (재료 소진).'],
    ['the shop', 'operator', paid, '운영자에 의해(재료 소진) 취소', 'by our staff (재료 소진).'],
    [
      'nobody home',
      'florist',
      [...paid, 'DeliveryReturned'],
      '전달하지 못해(재료 소진) 취소',
      'as we could not deliver (',
    ],
    ['no payment', 'system', ['PaymentAttempted'], '제때 결제되지 않아 취소', 'as it was not paid in time.'],
    [
      'no answer',
      'system',
      [...paid, 'DeliveryRequested', 'DeliveryRejected'],
      '꽃집이 제때 확인하지 못해 취소',
      'as the florist did not answer in time.',
    ],
    [
      'no time left',
      'system',
      [...paid, 'DeliveryCancelled'],
      '배송 시간이 지나 취소',
      'as its delivery time is over.',
    ],
    [
      'money that went back by itself',
      'system',
      ['PaymentAttempted', 'PaymentApproved', 'RefundApproved', 'OrderCancelled'],
      '결제 금액이 먼저 환불되어 취소',
      'as the payment was given back.',
    ],
    [
      'no time left, with a refund that followed',
      'system',
      [...paid, 'DeliveryCancelled', 'OrderCancelled', 'RefundApproved'],
      '배송 시간이 지나 취소',
      'as its delivery time is over.',
    ],
    ['the system', 'system', [...paid, 'DeliveryRequested'], '자동으로 취소', 'automatically.'],
  ])('a cancellation says why: %s', (_why, by, story, korean, english) => {
    const data = { by, reason: '재료 소진' };
    expect(textOf('OrderCancelled', {}, data, ...story)).toContain(`주문이 ${korean}되었습니다.`);
    expect(textOf('OrderCancelled', { locale: 'en' }, data, ...story)).toContain(`cancelled ${english}`);
  });

  it.each<[string, EventType[], string, string]>([
    ['was paid', paid, '결제하신 금액은 환불됩니다.', 'Your payment will be refunded.'],
    [
      'was charged, though the order was never told',
      ['PaymentAttempted', 'PaymentApproved'],
      '결제하신 금액은 환불됩니다.',
      'Your payment will be refunded.',
    ],
    [
      'was charged another amount',
      ['PaymentAttempted', 'PaymentDisputed'],
      '결제하신 금액은 환불됩니다.',
      'Your payment will be refunded.',
    ],
    [
      'is back already',
      [...paid, 'RefundApproved', 'OrderCancelled'],
      '결제하신 금액은 환불되었습니다.',
      'Your payment has been refunded.',
    ],
    ['goes back', [...paid, 'OrderCancelled', 'RefundApproved'], '결제하신 금액은 환불됩니다.', 'will be refunded.'],
    ['was never tried', [], '결제된 금액은 없습니다.', 'You were not charged.'],
    ['was declined', ['PaymentAttempted', 'PaymentDeclined'], '결제된 금액은 없습니다.', 'You were not charged.'],
    [
      'never will be charged',
      ['PaymentAttempted', 'PaymentUnresolved', 'PaymentVoided'],
      '결제된 금액은 없습니다.',
      'You were not charged.',
    ],
    [
      'is unclear',
      ['PaymentAttempted', 'PaymentUnresolved'],
      '결제되었다면 돌려드립니다.',
      'If you were charged, you will get it back.',
    ],
  ])('a cancellation says whether money comes back: it %s', (_what, story, korean, english) => {
    const data = { by: 'customer' as const, reason: null };
    expect(textOf('OrderCancelled', {}, data, ...story)).toMatch(new RegExp(`${korean}$`));
    expect(textOf('OrderCancelled', { locale: 'en' }, data, ...story)).toMatch(new RegExp(`${english}$`));
  });

  it('promise no more than is known, when a charge that nobody has seen was settled by hand', () => {
    const settled = { amount: 0, reference: 'bank-transfer-1' };
    const story: EventType[] = ['PaymentAttempted', 'OrderCancelled'];
    expect(textOf('MoneyIsBack', {}, settled, ...story)).toBe(
      '[꽃길] 장미 꽃다발 주문이 취소되었습니다. 결제되었던 금액이 있다면 모두 환불되었습니다.',
    );
    expect(textOf('MoneyIsBack', { locale: 'en' }, settled, ...story)).toBe(
      '[Kkotgil] Rose bouquet: cancelled. Whatever you were charged has been refunded.',
    );
  });

  it('leave out a reason that shows nothing, or was erased, and cut a long one', () => {
    const withReason = (reason: string) => textOf('OrderCancelled', {}, { by: 'florist', reason }, ...paid);
    for (const reason of ['\u200b', ERASED]) expect(withReason(reason)).toContain('꽃집 사정으로 취소');
    expect(withReason('가'.repeat(200))).toContain(`(${'가'.repeat(59)}…)`);
  });

  it('say how much more was ordered', () => {
    const items = [...aRoseOrder.items, ...aRoseOrder.items, ...aRoseOrder.items];
    expect(textOf('OnItsWay', { items })).toContain('장미 꽃다발 외 2건 배송');
    expect(textOf('OnItsWay', { items, locale: 'en' })).toContain('Rose bouquet and 2 more:');
  });

  it('tell the florist, always in Korean, for when it is wanted', () => {
    const order = { deliverOn: '2026-12-24', window: '13:00-16:00', locale: 'en' as const };
    expect(textOf('FloristNewOrder', order)).toBe('[꽃길] 새 주문: 장미 꽃다발, 12월 24일 13:00-16:00. 확인해 주세요.');
  });

  it('tell nobody a name, a phone or an address, and the price to the customer alone', () => {
    for (const each of noticeRules) {
      for (const locale of ['ko', 'en'] as const) {
        const text = textOf(each.template, { locale });
        expect(text).not.toMatch(/이지은|김민수|1234|5678|테헤란로/);
        if (each.recipient === 'florist') expect(text).not.toMatch(/90,?000|원|KRW|\/o\//);
      }
    }
  });
});

describe('a message', () => {
  it('goes as SMS within 90 bytes, else as LMS', () => {
    const short = messageOf(due(rule('OnItsWay')), historyOf(), aRoseOrder, LINK);
    expect(short).toEqual({ ref: idOf('OnItsWay'), to: PHONE, text: short.text, kind: 'SMS' });
    expect(eucKrBytes(short.text)).toBeLessThanOrEqual(90);
    expect(messageOf(due(rule('OrderReceived')), historyOf(), aRoseOrder, LINK).kind).toBe('LMS');
  });

  it('is SMS at 90 bytes, and LMS at 91', () => {
    const empty = eucKrBytes(textOf('FloristReplied').replace(LINK, ''));
    const withLinkOf = (bytes: number) =>
      messageOf(due(rule('FloristReplied')), historyOf(), aRoseOrder, 'x'.repeat(bytes));
    expect(withLinkOf(90 - empty).kind).toBe('SMS');
    expect(withLinkOf(91 - empty).kind).toBe('LMS');
  });

  it('needs no more than SMS for what comes without a link and without a cause', () => {
    for (const each of noticeRules) {
      for (const locale of ['ko', 'en'] as const) {
        const data = { amount: 90_000, by: 'customer', reason: null } as never;
        const { text, kind } = messageOf(due(each, data), historyOf(), { ...aRoseOrder, locale }, LINK);
        if (!text.includes(LINK) && each.template !== 'OrderCancelled') expect([text, kind]).toEqual([text, 'SMS']);
      }
    }
  });

  it('fits into an LMS with the longest names and a long link', () => {
    const name = { ko: '꽃'.repeat(500), en: 'R'.repeat(500) };
    const items = Array.from({ length: 20 }, () => ({ menuItemId: 'rose', name, unitPrice: 1, quantity: 99 }));
    for (const each of noticeRules) {
      for (const locale of ['ko', 'en'] as const) {
        const order = { ...aRoseOrder, items, locale, total: Number.MAX_SAFE_INTEGER };
        const data = { amount: Number.MAX_SAFE_INTEGER, by: 'operator', reason: '뷁'.repeat(200) } as never;
        const { text } = messageOf(
          due(each, data),
          historyOf(),
          order,
          `https://${'h'.repeat(250)}/${'a'.repeat(1_000)}`,
        );
        expect(eucKrBytes(text)).toBeLessThanOrEqual(2_000);
      }
    }
  });

  const named = (ko: string) => ({ items: [{ menuItemId: 'rose', name: { ko, en: ko }, unitPrice: 1, quantity: 1 }] });

  it('carries only what EUC-KR can, as something that can be read', () => {
    expect(textOf('OnItsWay', named('🌹 뷁 꽃다발'))).toBe('[꽃길] ㅂㅞㄺ 꽃다발 배송이 시작되었습니다.');
    expect(textOf('OnItsWay', named('🌹💐'))).toBe('[꽃길] 꽃 배송이 시작되었습니다.');
    expect(textOf('OnItsWay', { ...named('🌹💐'), locale: 'en' })).toBe(
      '[Kkotgil] Flowers: your flowers are on their way.',
    );
  });

  it.each(['https://kkot\u2014gil.example/o/a\u2013b', 'https://꽃길.example/o/\u20a9', LINK])(
    'never changes its link: %s',
    (link) => {
      const { text } = messageOf(due(rule('ReviewRequest')), historyOf(), { ...aRoseOrder, ...named('뷁🌹') }, link);
      expect(text.endsWith(` ${link}`)).toBe(true);
    },
  );

  it('cuts a long name between what a reader sees as characters, also when it came in pieces', () => {
    const name = '가나다라마바사아자차카타파하거너더러머버서';
    for (const ko of [name, name.normalize('NFD')])
      expect(textOf('OnItsWay', named(ko))).toContain(`${name.slice(0, 19)}… 배송`);
    const exact = name.slice(0, 20);
    for (const ko of [exact, exact.normalize('NFD')]) expect(textOf('OnItsWay', named(ko))).toContain(`${exact} 배송`);
  });
});

describe('a masked phone', () => {
  it.each([
    ['+821012345678', '010-****-5678'],
    ['+82111234567', '011-****-4567'],
    ['+12025550123', '****-0123'],
  ])('%s is shown as %s', (phone, masked) => expect(maskedPhone(phone)).toBe(masked));
});
