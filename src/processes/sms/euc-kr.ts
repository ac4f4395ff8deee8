/**
 * The characters that EUC-KR writes with two bytes (KS X 1001), read once from the platform's own decoder. Only pairs of two high
 * bytes belong to it: what lies beyond is a Windows extension that not every phone shows.
 */
const twoByteCharacters: ReadonlySet<string> = readTable();
const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' });

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

/** Bytes of one character, 0 when EUC-KR can't carry it. */
function width(character: string): 0 | 1 | 2 {
  if (character <= '\u007F') return 1;
  return twoByteCharacters.has(character) ? 2 : 0;
}

function isEucKr(text: string): boolean {
  return [...text].every((character) => width(character) > 0);
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
 * The text as EUC-KR can carry it: what it lacks is replaced by a close form (`é` by `e`, a long dash by `-`), or by one `?` for
 * what a reader sees as one character, such as an emoji or a rare syllable.
 */
export function toEucKr(text: string): string {
  const composed = text.normalize('NFC');
  if (isEucKr(composed)) return composed;
  return Array.from(graphemes.segment(composed), ({ segment }) => carried(segment)).join('');
}

function carried(grapheme: string): string {
  if (isEucKr(grapheme)) return grapheme;
  const plain = grapheme
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\p{Pd}/gu, '-');
  return plain !== '' && isEucKr(plain) ? plain : '?';
}
