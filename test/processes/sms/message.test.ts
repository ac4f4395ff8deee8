import { describe, expect, it } from '@jest/globals';
import type { KkotgilEvent } from '../../../src/domain/index.ts';
import type { OrderPlaced } from '../../../src/domain/order/index.ts';
import type { RecordedEvent } from '../../../src/eventstore/recorded-event.ts';
import type { DueNotice } from '../../../src/processes/sms/due-notices.ts';
import { eucKrBytes } from '../../../src/processes/sms/euc-kr.ts';
import { maskedPhone } from '../../../src/processes/sms/masked-phone.ts';
import { messageOf } from '../../../src/processes/sms/message.ts';
import { type NoticeRule, noticeRules } from '../../../src/processes/sms/notice-rules.ts';
import { aRoseOrder, idOf } from '../../support/story.ts';

const LINK = `https://kkot.example/o/${'a'.repeat(44)}`;
const PHONE = '+821012345678';

function due(rule: NoticeRule, data: KkotgilEvent['data'] = {}): DueNotice {
  const { template, recipient } = rule;
  const fact = { type: rule.fact, data } as unknown as RecordedEvent;
  const notice = { ref: idOf(template), template, recipient, to: maskedPhone(PHONE), factId: idOf('fact') };
  return { rule, fact, phone: PHONE, notice };
}

const rule = (template: string) => noticeRules.find((each) => each.template === template) as NoticeRule;
const textOf = (template: string, order: Partial<OrderPlaced['data']> = {}, data: KkotgilEvent['data'] = {}) =>
  messageOf(due(rule(template), data), { ...aRoseOrder, ...order }, LINK).text;

describe('the texts', () => {
  it.each([
    ['OrderReceived', `[꽃길] 장미 꽃다발 주문을 받았습니다. 진행 상황은 여기서 확인하세요. ${LINK}`],
    ['PaymentDone', '[꽃길] 장미 꽃다발 주문, 90,000원 결제가 완료되었습니다.'],
    ['PaymentFailed', '[꽃길] 장미 꽃다발 주문이 결제되지 않았습니다. 다시 주문해 주세요.'],
    ['FloristNewOrder', '[꽃길] 새 주문: 장미 꽃다발, 가능한 한 빨리. 확인해 주세요.'],
    ['FloristReminder', '[꽃길] 답을 기다리는 주문: 장미 꽃다발, 가능한 한 빨리. 확인해 주세요.'],
    ['BeingMade', '[꽃길] 장미 꽃다발 주문을 확인하고 꽃을 준비하고 있습니다.'],
    ['OnItsWay', '[꽃길] 장미 꽃다발 배송이 시작되었습니다.'],
    ['CouldNotBeDelivered', `[꽃길] 장미 꽃다발 배송을 마치지 못했습니다. 여기서 확인해 주세요. ${LINK}`],
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
    ['CouldNotBeDelivered', `[Kkotgil] Rose bouquet: we could not deliver. Please see: ${LINK}`],
    ['ReviewRequest', `[Kkotgil] Rose bouquet: delivered. How was it? Please leave a review: ${LINK}`],
    ['CancellationTooLate', "[Kkotgil] Rose bouquet: already on its way, so it can't be cancelled."],
    ['MoneyIsBack', '[Kkotgil] Rose bouquet: KRW 90,000 has been refunded.'],
    ['FloristReplied', `[Kkotgil] The florist has replied to your review: ${LINK}`],
  ])('%s in English, when the order is in English', (template, text) => {
    expect(textOf(template, { locale: 'en' })).toBe(text);
  });

  it.each([
    ['customer', '고객님의 요청으로', 'at your request'],
    ['florist', '꽃집 사정으로', 'by the florist'],
    ['operator', '운영자에 의해', 'by our staff'],
    ['system', '기한이 지나 자동으로', 'as its time ran out'],
  ] as const)('a cancellation by %s says so', (by, korean, english) => {
    expect(textOf('OrderCancelled', {}, { by, reason: null })).toContain(`주문이 ${korean} 취소되었습니다`);
    expect(textOf('OrderCancelled', { locale: 'en' }, { by, reason: null })).toContain(`cancelled ${english}`);
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
    const short = messageOf(due(rule('OnItsWay')), aRoseOrder, LINK);
    expect(short).toEqual({ ref: idOf('OnItsWay'), to: PHONE, text: short.text, kind: 'SMS' });
    expect(eucKrBytes(short.text)).toBeLessThanOrEqual(90);
    expect(messageOf(due(rule('OrderReceived')), aRoseOrder, LINK).kind).toBe('LMS');
  });

  it('is SMS at 90 bytes, and LMS at 91', () => {
    const empty = eucKrBytes(textOf('FloristReplied').replace(LINK, ''));
    const withLinkOf = (bytes: number) => messageOf(due(rule('FloristReplied')), aRoseOrder, 'x'.repeat(bytes));
    expect(withLinkOf(90 - empty).kind).toBe('SMS');
    expect(withLinkOf(91 - empty).kind).toBe('LMS');
  });

  it('needs no more than SMS for whatever comes without a link, in either language', () => {
    for (const each of noticeRules) {
      for (const locale of ['ko', 'en'] as const) {
        const data = each.fact === 'OrderCancelled' ? { by: 'system' as const, reason: null } : {};
        const { text, kind } = messageOf(due(each, data), { ...aRoseOrder, locale }, LINK);
        if (!text.includes(LINK)) expect([text, kind]).toEqual([text, 'SMS']);
      }
    }
  });

  it('fits into an LMS with the longest names and a long link', () => {
    const name = { ko: '꽃'.repeat(500), en: 'R'.repeat(500) };
    const items = Array.from({ length: 20 }, () => ({ menuItemId: 'rose', name, unitPrice: 1, quantity: 99 }));
    for (const each of noticeRules) {
      for (const locale of ['ko', 'en'] as const) {
        const order = { ...aRoseOrder, items, locale, total: Number.MAX_SAFE_INTEGER };
        const { text } = messageOf(due(each), order, `https://${'h'.repeat(250)}/${'a'.repeat(1_000)}`);
        expect(eucKrBytes(text)).toBeLessThanOrEqual(2_000);
      }
    }
  });

  it('carries only what EUC-KR can', () => {
    const items = [{ menuItemId: 'rose', name: { ko: '🌹 뷁 꽃다발', en: 'x' }, unitPrice: 1, quantity: 1 }];
    expect(textOf('OnItsWay', { items })).toBe('[꽃길] ? ? 꽃다발 배송이 시작되었습니다.');
  });
});

describe('a masked phone', () => {
  it.each([
    ['+821012345678', '010-****-5678'],
    ['+82111234567', '011-****-4567'],
    ['+12025550123', '****-0123'],
  ])('%s is shown as %s', (phone, masked) => expect(maskedPhone(phone)).toBe(masked));
});
