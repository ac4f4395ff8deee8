/** Particles that follow a word by its last sound: the form after a consonant first. */
export type Particle = '은/는' | '이/가' | '을/를' | '과/와' | '으로/로' | '이에요/예요';

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
/** The place of ㄹ among the finals: after it, 으로 becomes 로. */
const RIEUL = 8;
/** Digits as they are read out (영 일 이 삼 사 오 육 칠 팔 구), each by its final. */
const DIGIT_FINALS = [21, RIEUL, 0, 16, 0, 0, 1, RIEUL, RIEUL, 0];
/** Endings of Latin words that are heard as a consonant. Good enough for names of flowers and people. */
const LATIN_FINALS: readonly (readonly [ending: RegExp, final: number])[] = [
  [/l$/i, RIEUL],
  [/[mn]$/i, 16],
  [/[bckpqt]$/i, 1],
];

/** The word with the particle that fits it: `josa('꽃', '이/가')` is `꽃이`. What nobody can read out loud gets both forms. */
export function josa(word: string, particle: Particle): string {
  const [afterConsonant, afterVowel] = particle.split('/') as [string, string];
  const final = finalOf(word);
  if (final === null) return `${word}${afterConsonant}(${afterVowel})`;
  const soft = final === 0 || (particle === '으로/로' && final === RIEUL);
  return word + (soft ? afterVowel : afterConsonant);
}

/** Which final consonant a word is heard with: 0 is none, null is unknown. Closing signs are not heard. */
function finalOf(word: string): number | null {
  const last = word.replace(/[\p{P}\p{S}\s]+$/u, '').at(-1);
  if (last === undefined) return null;
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS;
  if (/[0-9]/.test(last)) return DIGIT_FINALS[Number(last)] ?? null;
  if (!/[a-z]/i.test(last)) return null;
  return LATIN_FINALS.find(([ending]) => ending.test(last))?.[1] ?? 0;
}
