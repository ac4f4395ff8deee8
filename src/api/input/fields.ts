import { z } from 'zod';

/**
 * Text that says something: not blank, at most `max` characters as people and JSON Schema count them (code points, so that an
 * emoji is one).
 */
export function text(max: number) {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'must not be blank')
    .refine((value) => isAtMost(value, max), `must have at most ${max} characters`)
    .meta({ minLength: 1, maxLength: max });
}

function isAtMost(value: string, max: number): boolean {
  if (value.length <= max) return true;
  return value.length <= 2 * max && [...value].length <= max;
}

/** A text in the two languages of the shop. */
export function bilingual(max: number) {
  return z.strictObject({ ko: text(max), en: text(max) });
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
