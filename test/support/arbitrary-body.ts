import fc from 'fast-check';
import { z } from 'zod';

/** Bodies that fit a schema, for property tests: texts with Korean, emoji and everything else that UTF-8 can hold. */
export function arbitraryBody(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodReadonly) return arbitraryBody(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodNullable) return fc.option(arbitraryBody(schema.unwrap() as z.ZodType), { nil: null });
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape as Record<string, z.ZodType>);
    return fc.record(Object.fromEntries(members.map(([name, inner]) => [name, arbitraryBody(inner)])), {
      noNullPrototype: true,
    });
  }
  if (schema instanceof z.ZodArray) return fc.array(arbitraryBody(schema.element as z.ZodType), { maxLength: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...(schema.options as unknown[]));
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 1, max: 1_000_000 });
  if (schema instanceof z.ZodString)
    return fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom('꽃', '🌷 생일', ' '));
  throw new Error(`no arbitrary for ${schema.def.type}`);
}
