import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eucKrBytes, toEucKr } from '../../../src/processes/sms/euc-kr.ts';

describe('bytes in EUC-KR', () => {
  it.each([
    ['', 0],
    ['Kkotgil 1+2=3', 13],
    ['꽃길', 4],
    ['[꽃집] 주문하신 꽃이 배송 출발했습니다. 추적: https://ex.kr/t/AbC12', 67],
    ['漢字 ♥ ①…', 12],
  ])('"%s" has %i', (text, bytes) => expect(eucKrBytes(text)).toBe(bytes));

  it.each(['🌹', '뷁', 'é'])('%s has none, and is not counted', (text) => {
    expect(() => eucKrBytes(text)).toThrow(RangeError);
  });
});

describe('a text as EUC-KR can carry it', () => {
  it.each([
    ['꽃길, ok', '꽃길, ok'],
    ['장미🌹 꽃다발', '장미 꽃다발'],
    ['장미 🌹 꽃다발', '장미 꽃다발'],
    ['뷁 꽃집, 똠방각하', 'ㅂㅞㄺ 꽃집, ㄸㅗㅁ방각하'],
    ['ᄒᆞᆫ글', 'ㅎㆍㄴ글'],
    ['₩30,000 £1 ¥1', '￦30,000 ￡1 ￥1'],
    ['꽃•다발', '꽃·다발'],
    ['♥ ❤️ 💕 ⭐ ©', '♥ ♥ ♥ ★ (C)'],
    ['\uFEFF꽃\u200B길\u202E', '꽃길'],
    ['1️⃣ 🇰🇷 👍🏽', '1 '],
    ['שלום', '????'],
    ['Café crème', 'Cafe creme'],
    ['봄—여름–가을', '봄-여름-가을'],
    ['A\u00A0B', 'A B'],
    // One reader's character, however many code points it has.
    ['👨‍👩‍👧‍👦 가족', ' 가족'],
    ['龘👨‍👩‍👧‍👦', '?'],
    ['private \uE000 use', 'private ? use'],
    ['\u1FCD', '?'],
    ['👍🏽 🇰🇷', ''],
    // Syllables that were typed on a Mac come in pieces.
    ['꽃길'.normalize('NFD'), '꽃길'],
  ])('"%s" becomes "%s"', (text, carried) => expect(toEucKr(text)).toBe(carried));

  it('can always be counted, and carries itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const carried = toEucKr(text);
        expect(eucKrBytes(carried)).toBeLessThanOrEqual(2 * carried.length);
        expect(toEucKr(carried)).toBe(carried);
      }),
    );
  });

  it('counts what a decoder of EUC-KR reads back', () => {
    const bytes = Uint8Array.of(0xb2, 0xc9, 0xb1, 0xe6, 0x21);
    expect(eucKrBytes(new TextDecoder('euc-kr').decode(bytes))).toBe(bytes.length);
  });
});
