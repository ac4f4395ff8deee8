import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanText, lengthOf } from '../../src/domain/text.ts';

const codes = (text: string) => [...text].map((char) => `U+${char.codePointAt(0)?.toString(16)}`).join(' ');

describe('a text that shows nothing is empty', () => {
  it.each(
    [
      ...['\u200B', '\u200C', '\u200D', '\u2060', '\u00AD', '\u3164', '\u115F', '\u1160', '\uFFA0', '\u2800', '\u180E'],
      ...['\uFEFF', '\u{E0020}', '\u{E0001}', '\uFE0F', '\u{E0100}', '\u0007', '\u001B', '\u007F', '\u0085', '\u202E'],
      ...['\u200E', '\u061C', '\u2066', '\u2069', '\u034F', '\u00A0', '\u3000', '\u2028', '\uFFF9', '\u17B4', '\uFFFE'],
      ...[' \n\t\r', '\u202E\u200B\u3164 \u2800'],
      ...['\u{1D159}', '\u{13430}\u{13437}', '\u{13441}\u{13442}', '\u{16FE4}'],
    ].map((text) => [codes(text), text]),
  )('%s', (_codes, text) => {
    expect(cleanText(text, 'line')).toBe('');
    expect(cleanText(text, 'lines')).toBe('');
  });
});

describe('a text stays as it is', () => {
  it.each([
    ...[
      '김민수',
      '서울시 강남구 테헤란로 123',
      '똠방각하 펲시콜라',
      '漢字路 𠮷野家',
      '葛\u{E0100}',
      'Ça va; naïve',
      '₩30,000',
    ],
    ...['👨‍👩‍👧‍👦', '🇰🇷', '👍🏽', '1️⃣', '#️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '❤️‍🔥', '👩🏽‍❤️‍💋‍👨🏿', '☎️', '👁️‍🗨️', '🫱🏻‍🫲🏿', '🌹'],
    ...['می‌خواهم', 'क्‍ष', 'שלום 123'],
  ])('%s', (text) => {
    expect(cleanText(text, 'line')).toBe(text.normalize('NFC'));
    expect(cleanText(`${text}\n${text}`, 'lines')).toBe(`${text}\n${text}`.normalize('NFC'));
  });
});

describe('what is taken out of a text', () => {
  it.each([
    ['decomposed syllables', '한글'.normalize('NFD'), '한글'],
    ['joiners between what is not joined', '가\u200D나\u200B다', '가나다'],
    ['a joiner that joins nothing any more', '👍\u200D', '👍'],
    ['steps of a terminal', '꽃\u001B[31m다발', '꽃[31m다발'],
    ['marks of direction', '\u202Etxt.exe\u202C \u2066a\u2069', 'txt.exe a'],
    ['a hidden message of tags', '🌹\u{E0041}\u{E0042}', '🌹'],
    ['a form of what has only one', '5\uFE0F', '5'],
    ['what stands between a letter and its mark', 'e\u200B\u0301', 'é'],
    ['half a character', 'a\uD800b', 'a\uFFFDb'],
  ])('%s', (_what, text, expected) => expect(cleanText(text, 'lines')).toBe(expected));

  it('line breaks, where there is one line only', () => {
    expect(cleanText('1층\n2층\r\n3층\u2028끝\t!', 'line')).toBe('1층 2층 3층 끝 !');
    expect(cleanText('1층\n2층\r\n3층\u2028끝\t!', 'lines')).toBe('1층\n2층\n3층\n끝 !');
  });

  it('marks without an end, in no time', () => {
    const begun = performance.now();
    expect(lengthOf(cleanText(`a${'\u0301\u0316'.repeat(30_000)}`, 'line'))).toBeLessThan(40);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

it('cleaning twice is cleaning once, and leaves NFC without anything unseen', () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom(...'\u200D\uFE0F\u{E0067}\u{E007F}🏴👩❤\u0301ᄒ가'),
    ),
  });
  fc.assert(
    fc.property(texts, fc.constantFrom('line' as const, 'lines' as const), (text, shape) => {
      const once = cleanText(text, shape);
      expect(cleanText(once, shape)).toBe(once);
      expect(once.normalize('NFC')).toBe(once);
      expect(once).not.toMatch(/[[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]--\n]/v);
    }),
    { numRuns: 2_000 },
  );
});

describe('a text of plain letters and signs', () => {
  it('is the same alone and beside what has to be cleaned', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'aZ09 ~!#*-(){}가힣꽃길') });
    fc.assert(
      fc.property(plain, fc.constantFrom('line', 'lines'), (text, shape) => {
        // The mark shows nothing, and has the whole text looked through.
        expect(cleanText(text, shape)).toBe(cleanText(`${text}\u200B`, shape));
      }),
    );
  });
});
