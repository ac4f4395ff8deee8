/** One line, such as a name; or lines, such as a message for a card. */
export type TextShape = 'line' | 'lines';

// An emoji as people see one: flags, keycaps, and pictures with their skin tones, tags (flags of regions) and joined pictures.
const PICTURE = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F\u20E3?|\uFE0E|[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F})?`;
const EMOJI = String.raw`\p{Regional_Indicator}{2}|[0-9#*]\uFE0F\u20E3|${PICTURE}(?:\u200D${PICTURE})*`;
// Scripts that are written wrongly without their joiners, and ideographs that name one of their forms.
const JOINING = String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}`;
const JOINED = String.raw`[${JOINING}][\u200C\u200D](?=[${JOINING}])|\p{Script=Han}[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`;
// Whatever shows nothing by itself, steers how other text shows, or is no character at all. Line breaks and tabs are dealt with before.
const UNSEEN = String.raw`[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB\u{13430}-\u{13440}\u{16FE4}]--\n]`;

const KEPT_OR_UNSEEN = new RegExp(`(${EMOJI}|${JOINED})|${UNSEEN}`, 'gv');
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
/** Tabs, and letters and signs that are drawn as an empty place: of braille, of hieroglyphs, of notes. */
const BLANK = /[\t\u2800\u{13441}\u{13442}\u{1D159}]/gu;
// No language puts more marks on one letter (UAX #15); to put tens of thousands in order would take seconds.
const PILE_OF_MARKS = /(\p{M}{30})\p{M}+/gu;

/** Most texts are nothing but letters, digits and signs of which each shows as itself. */
const PLAIN = /^[\x20-\x7E\uAC00-\uD7A3]*$/;

/**
 * A text as it is kept: in NFC, without control characters, marks of direction and whatever else shows nothing; emoji stay whole. Line
 * breaks become `\n`, in one line a space. A text that shows nothing is empty.
 */
export function cleanText(text: string, shape: TextShape): string {
  const cleaned = PLAIN.test(text) ? text : cleanedOf(text, shape);
  return cleaned.trim() === '' ? '' : cleaned;
}

function cleanedOf(text: string, shape: TextShape): string {
  return text
    .toWellFormed()
    .replace(LINE_END, shape === 'lines' ? '\n' : ' ')
    .replace(BLANK, ' ')
    .replace(KEPT_OR_UNSEEN, '$1')
    .replace(PILE_OF_MARKS, '$1')
    .normalize('NFC');
}

/** How long a text is in code points, as JSON Schema counts: a syllable is one, and so is a simple emoji. */
export function lengthOf(text: string): number {
  return [...text].length;
}
