import { describe, expect, it } from '@jest/globals';
import { day, hours, instant, lasting, moment, money, phone } from '../../web/texts/formats.ts';
import { inboxTexts } from '../../web/texts/inbox.ts';
import { opsTexts } from '../../web/texts/ops/texts.ts';
import { josa, type Particle } from '../../web/texts/particles.ts';
import { peopleTexts } from '../../web/texts/staff/people/texts.ts';
import { staffTexts } from '../../web/texts/staff/texts.ts';
import { storyTexts } from '../../web/texts/story/texts.ts';
import { texts } from '../../web/texts/texts.ts';

describe('particles', () => {
  it.each<[word: string, particle: Particle, expected: string]>([
    ['꽃', '은/는', '꽃은'],
    ['장미', '은/는', '장미는'],
    ['튤립 꽃다발', '이/가', '튤립 꽃다발이'],
    ['카네이션 상자', '이/가', '카네이션 상자가'],
    ['₩45,000', '을/를', '₩45,000을'],
    ['₩45,002', '을/를', '₩45,002를'],
    ['서울', '으로/로', '서울로'],
    ['부산', '으로/로', '부산으로'],
    ['제주', '으로/로', '제주로'],
    ['지은', '이/가', '지은이'],
    ['민수', '과/와', '민수와'],
    ['Kim', '은/는', 'Kim은'],
    ['Lee', '은/는', 'Lee는'],
    ['Paul', '으로/로', 'Paul로'],
    ['“꽃”', '이/가', '“꽃”이'],
    ['장미 (빨강)', '을/를', '장미 (빨강)을'],
    ['🌷', '은/는', '🌷은(는)'],
    ['', '이/가', '이(가)'],
    ['花', '을/를', '花을(를)'],
  ])('%s with %s is %s', (word, particle, expected) => {
    expect(josa(word, particle)).toBe(expected);
  });

  it('follow every digit as it is read out', () => {
    expect([...'0123456789'].map((digit) => josa(digit, '이/가')).join(' ')).toBe(
      '0이 1이 2가 3이 4가 5가 6이 7이 8이 9가',
    );
  });
});

describe('money and time', () => {
  it('are written for both languages, in the shop’s own time', () => {
    // Half past midnight in Seoul is the day before everywhere to the west.
    expect(moment('ko', '2026-12-23T15:30:00.000Z')).toBe('12월 24일 (목) 00:30');
    expect(moment('en', '2026-12-23T15:30:00.000Z')).toBe('Thu 24 Dec, 00:30');
    expect(day('ko', '2026-12-24')).toBe('12월 24일 (목)');
    expect(day('en', '2026-12-24')).toBe('Thu 24 Dec');
    expect(money('ko', 45_000)).toBe('₩45,000');
    expect(money('en', 1_200_000)).toBe('₩1,200,000');
    expect(hours('13:00-16:00')).toBe('13:00–16:00');
  });

  it('moments and spans are as exact as the eye needs', () => {
    expect(instant('ko', '2026-12-23T15:30:01.042Z')).toBe('00:30:01.042');
    expect([0, 42, 1_000, 2_349, 60_000, 192_000, 3_600_000, 90_000_000].map((ms) => lasting('ko', ms))).toEqual([
      '0ms',
      '42ms',
      '1초',
      '2.3초',
      '1분',
      '3분 12초',
      '1시간',
      '1일 1시간',
    ]);
    expect(lasting('en', 192_000)).toBe('3 mins 12 secs');
  });

  it('phones are written as they are dialled here', () => {
    expect(phone('+821012345678')).toBe('010-1234-5678');
    expect(phone('+8225551234')).toBe('02-555-1234');
    expect(phone('+827012345678')).toBe('070-1234-5678');
    expect(phone('+14155550100')).toBe('+14155550100');
  });
});

/** The dictionaries of all pages. */
const DICTIONARIES = {
  customers: texts,
  staff: staffTexts,
  people: peopleTexts,
  inbox: inboxTexts,
  stories: storyTexts,
  operators: opsTexts,
};

describe.each(Object.entries(DICTIONARIES))('the dictionaries of %s', (_name, texts) => {
  const HANGUL = /[가-힣]/;
  /** Every text of a dictionary by its path; what takes words is given some. */
  function all(dictionary: object, path = ''): [path: string, text: string][] {
    return Object.entries(dictionary).flatMap(([name, value]): [string, string][] => {
      const here = `${path}/${name}`;
      if (typeof value === 'string') return [[here, value]];
      if (typeof value === 'function') return [[here, String(value('3', '5'))]];
      return all(value as object, here);
    });
  }

  it('say the same things', () => {
    const paths = (locale: 'ko' | 'en') => all(texts[locale]).map(([path]) => path);
    expect(paths('en')).toEqual(paths('ko'));
  });

  it('leave nothing empty and nothing in the other language', () => {
    for (const [path, text] of all(texts.ko)) expect([path, HANGUL.test(text)]).toEqual([path, true]);
    // The shop’s sign is Korean everywhere.
    for (const [path, text] of all(texts.en))
      if (path !== '/nav/home') expect([path, HANGUL.test(text)]).toEqual([path, false]);
  });

  it('never leave a particle open in Korean', () => {
    for (const [path, text] of all(texts.ko))
      expect([path, /[은이을과]\([는가를와]\)/.test(text)]).toEqual([path, false]);
  });
});
