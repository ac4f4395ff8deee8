import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { quickCheckOf } from '../../../../src/platform/eventstore/codec/quick-check.ts';
import { eventRegistry } from '../../../../src/stored-events/registry.ts';
import { samples } from '../../../golden/samples.ts';

const schemas = {
  text: z.string(),
  'a text of a format': z.email(),
  'a text of a length': z.string().min(2),
  number: z.number(),
  'a number with a step': z.number().multipleOf(3),
  'a whole number': z.int(),
  'a small number': z.int32(),
  'from 0 up': z.int().nonnegative(),
  'from 1 up': z.int().positive(),
  'between two': z.number().gt(0).lte(3),
  'one of some texts': z.enum(['a', 'b']),
  'one of some values': z.literal(['a', 1, null]),
  'a text or nothing': z.string().nullable(),
  list: z.array(z.int()).readonly(),
  'a list of a length': z.array(z.int()).min(1),
  'by name': z.record(z.string(), z.int()),
  'by some names': z.record(z.string().min(2), z.int()),
  strict: z.strictObject({ a: z.string(), b: z.int().nullable() }),
  'with a member that may be absent': z.strictObject({ a: z.string().exactOptional(), b: z.int().optional() }),
  loose: z.looseObject({ a: z.string() }),
  stripping: z.object({ a: z.string() }),
  refined: z.strictObject({ a: z.string() }).refine(() => false),
  changed: z.string().transform(() => 1),
  'either of two': z.union([z.string(), z.int()]),
  truth: z.boolean(),
};
const member = fc.constantFrom('a', 'b', '__proto__', 'toString');
const leaf = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'cd', null, true, -1, 0, 1, 2, 3, 4, 0.5, 2 ** 31, 2 ** 53, Number.NaN, undefined),
  fc.string(),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(leaf, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(member, tie('value'))),
}));

describe('a quick check', () => {
  it.each(Object.entries(schemas))('is never surer than the schema: %s', (_what, schema) => {
    const check = quickCheckOf(schema);
    fc.assert(fc.property(value, (any) => !check(any) || schema.safeParse(any).success));
  });

  it('is sure of every event that is written', () => {
    const unsure = Object.entries(samples).filter(([type, body]) => !eventRegistry.get(type)?.certainlyFits(body));
    expect(unsure).toEqual([]);
  });

  it('is sure of a member that may be absent, whether it is there or not', () => {
    for (const optional of [z.string().optional(), z.string().exactOptional()]) {
      const check = quickCheckOf(z.looseObject({ a: z.string(), b: optional }));
      expect([check({ a: '' }), check({ a: '', b: '', c: 1 }), check({ b: '' })]).toEqual([true, true, false]);
    }
  });

  it.each(Object.entries(samples))('is sure of no %s that lacks a member, or has one more', (type, body) => {
    const check = eventRegistry.get(type)?.certainlyFits ?? (() => true);
    expect(check({ ...body, more: 1 })).toBe(false);
    for (const name of Object.keys(body)) {
      const { [name as keyof typeof body]: _, ...less } = body;
      expect(check(less)).toBe(false);
    }
  });
});
