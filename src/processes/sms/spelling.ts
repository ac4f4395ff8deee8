/** Characters that EUC-KR lacks, and what a reader takes for the same. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '￦': '₩',
    '￡': '£',
    '￥': '¥',
    '￠': '¢',
    EUR: '€',
    '·': '•∙‧・◦',
    '～': '〜',
    '(C)': '©',
    '(R)': '®',
    '♥': '❤💓💔💕💖💗💘💙💚💛💜💝💞💟🧡🤍🤎🖤🩷🩵🩶❣',
    '★': '⭐🌟✨✭✮',
    '☆': '✩✰',
    '☎': '✆📞📱',
    '♪': '🎵🎶',
  }).flatMap(([spelling, characters]) => [...characters].map((character) => [character, spelling] as const)),
);

/** The letters of a syllable as they stand alone, in the order of Unicode's conjoining ones. */
const LETTERS: readonly (readonly [first: number, letters: string])[] = [
  [0x1100, 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'],
  [0x1161, 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'],
  [0x119e, 'ㆍ'],
  [0x11a8, 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'],
];
const conjoining: ReadonlyMap<string, string> = new Map(
  LETTERS.flatMap(([first, letters]) =>
    [...letters].map((letter, index) => [String.fromCodePoint(first + index), letter] as const),
  ),
);

const VARIATION = /[\uFE0E\uFE0F]/g;
const PICTURE = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier})/u;

/**
 * Ways to write what a reader sees as one character with others, the closest first: another sign for the same, a rare syllable letter by
 * letter, a letter without its marks, any dash as a plain one. A picture that has no sign of its own is left out.
 */
export function* spellingsOf(grapheme: string): Iterable<string> {
  const plain = grapheme.replace(VARIATION, '');
  yield SPELLINGS.get(plain) ?? plain;
  if (PICTURE.test(plain)) yield '';
  const apart = grapheme.normalize('NFKD');
  yield Array.from(apart, (character) => conjoining.get(character) ?? character).join('');
  yield apart.replace(/\p{M}/gu, '').replace(/\p{Pd}/gu, '-');
}
