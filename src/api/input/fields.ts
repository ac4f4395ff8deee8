import { z } from 'zod';
import { cleanText, lengthOf, type TextShape } from '../../domain/text.ts';
import { bilingualOf } from '../../stored-events/shapes.ts';

/** How every text is kept and counted; see `cleanText`. */
const KEPT =
  'Kept in NFC, without control characters, marks of direction and whatever else shows nothing. Counted in code points';

/** One line that says something, at most `max` code points long: what JSON Schema counts, so that a simple emoji is one. */
export function line(max: number) {
  return text(max, 'line');
}

/** Like {@link line}, and may have line breaks. */
export function lines(max: number) {
  return text(max, 'lines');
}

/** A line that may be left out; one that shows nothing counts as left out. */
export function optionalLine(max: number) {
  return optional(max, 'line');
}

/** Like {@link optionalLine}, and may have line breaks. */
export function optionalLines(max: number) {
  return optional(max, 'lines');
}

function text(max: number, shape: TextShape) {
  const check = cleaner(max, shape);
  return z
    .string()
    .check((payload) => {
      check(payload);
      if (payload.value === '') payload.issues.push(fault('', 'must not be blank'));
    })
    .meta({ minLength: 1, maxLength: max, description: `${KEPT}; not blank` });
}

function optional(max: number, shape: TextShape) {
  const check = cleaner(max, shape);
  const given: z.ZodType<string | null, string> = z
    .string()
    .check((payload) => {
      check(payload);
      const blankIsNone: { value: string | null } = payload;
      if (payload.value === '') blankIsNone.value = null;
    })
    .meta({ maxLength: max, description: `${KEPT}; blank is none` });
  return given.nullish();
}

/** One check that also cleans: a schema for each step takes twice as long for all texts of a body. */
function cleaner(max: number, shape: TextShape): (payload: z.core.ParsePayload<string>) => void {
  return (payload) => {
    const kept = cleanText(payload.value, shape);
    payload.value = kept;
    if (kept.length > max && lengthOf(kept) > max)
      payload.issues.push(fault(kept, `must have at most ${max} characters`));
  };
}

function fault(input: string, message: string) {
  return { code: 'custom', input, message } as const;
}

/** A text in the two languages of the shop. */
export function bilingual<Text extends z.ZodType<string>>(text: Text) {
  return z.strictObject(bilingualOf(text));
}

/** How many items a page of a list has. */
export const limit = z
  .string()
  .refine((written) => /^([1-9]\d?|100)$/.test(written), 'must be a whole number from 1 to 100')
  .transform(Number)
  .meta({ type: 'integer', minimum: 1, maximum: 100, description: '20 where it is not given' });

/** Where a list goes on: `nextCursor` of the page before. */
export const cursor = z.string().min(1).max(1000).meta({ description: '`nextCursor` of the page before' });

export const menuItemId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1 to 64 lower-case letters, digits and dashes')
  .meta({ examples: ['rose-bouquet'] });
