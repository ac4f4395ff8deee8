import { cleanText } from '../../domain/text.ts';

let twoByte: ReadonlySet<string> | null = null;
const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' });

/**
 * The characters that EUC-KR writes with two bytes (KS X 1001), read from the platform's own decoder when one is first asked for. Only
 * pairs of two high bytes belong to it: what lies beyond is a Windows extension that not every phone shows.
 */
function twoByteCharacters(): ReadonlySet<string> {
  twoByte ??= readTable();
  return twoByte;
}

function readTable(): Set<string> {
  const decoder = new TextDecoder('euc-kr');
  const characters = new Set<string>();
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) characters.add(decoder.decode(Uint8Array.of(lead, trail)));
  }
  for (const character of characters) {
    // Not assigned, or left to private use.
    if (/\uFFFD|\p{Co}/u.test(character)) characters.delete(character);
  }
  return characters;
}

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

/** Bytes of one character, 0 when EUC-KR can't carry it. */
function width(character: string): 0 | 1 | 2 {
  if (character <= '\u007F') return 1;
  return twoByteCharacters().has(character) ? 2 : 0;
}

function isEucKr(text: string): boolean {
  for (const character of text) if (width(character) === 0) return false;
  return true;
}

/**
 * How many bytes a text takes in EUC-KR.
 * @throws RangeError when it holds a character that EUC-KR can't carry; see {@link toEucKr}.
 */
export function eucKrBytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const size = width(character);
    if (size === 0) throw new RangeError('the text holds a character that EUC-KR has no code for');
    bytes += size;
  }
  return bytes;
}

/**
 * The text as EUC-KR can carry it: what shows nothing goes, what EUC-KR lacks is spelled in another way (see {@link spellingsOf}), and
 * only where there is none, what a reader sees as one character becomes one `?`.
 */
export function toEucKr(text: string): string {
  const cleaned = cleanText(text, 'lines');
  if (isEucKr(cleaned)) return cleaned;
  const carried = Array.from(graphemes.segment(cleaned), ({ segment }) => carriedAs(segment)).join('');
  // Where a picture stood between two spaces; and where nothing is left but those.
  return cleanText(carried.replace(/ {2,}/g, ' '), 'lines');
}

function carriedAs(grapheme: string): string {
  if (isEucKr(grapheme)) return grapheme;
  for (const spelling of spellingsOf(grapheme)) if (isEucKr(spelling)) return spelling;
  return '?';
}

/** The first `max` characters of a text as a reader sees them; a longer one ends with `…`. */
export function cutTo(text: string, max: number): string {
  // No character that a reader sees takes less than one place.
  if (text.length <= max) return text;
  const seen = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return seen.length <= max ? text : `${seen.slice(0, max - 1).join('')}…`;
}

/**
 * Ways to write what a reader sees as one character with others, the closest first: another sign for the same, a rare syllable letter by
 * letter, a letter without its marks, any dash as a plain one. A picture that has no sign of its own is left out.
 */
function* spellingsOf(grapheme: string): Iterable<string> {
  const plain = grapheme.replace(VARIATION, '');
  yield SPELLINGS.get(plain) ?? plain;
  if (PICTURE.test(plain)) yield '';
  const apart = grapheme.normalize('NFKD');
  yield Array.from(apart, (character) => conjoining.get(character) ?? character).join('');
  const bare = apart.replace(/\p{M}/gu, '').replace(/\p{Pd}/gu, '-');
  // A mark that stands on a space would leave nothing to see.
  if (bare.trim() !== '') yield bare;
}
