import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { personal, personalFieldsOf } from '../../../../src/platform/eventstore/codec/personal.ts';

const name = () => personal('customer', z.string());

describe('the mark of personal data', () => {
  it('is found wherever an object has it as a member', () => {
    const schema = z.strictObject({
      total: z.int(),
      who: z.strictObject({ name: name(), note: personal('recipient', z.string().nullable()) }),
    });
    expect(personalFieldsOf(schema)).toEqual([
      { path: 'who.name', role: 'customer' },
      { path: 'who.note', role: 'recipient' },
    ]);
  });

  it('stays with the field that it was put on', () => {
    const text = z.string();
    expect(personalFieldsOf(z.strictObject({ open: text, secret: personal('customer', text) }))).toHaveLength(1);
  });

  it.each([
    ['a list', z.array(z.strictObject({ name: name() }))],
    ['a part that may be null', z.strictObject({ name: name() }).nullable()],
    ['a part that may be absent', name().optional()],
    ['one shape of several', z.union([z.strictObject({ name: name() }), z.null()])],
  ])('is refused within %s, where it would not be sealed', (_where, part) => {
    expect(() => personalFieldsOf(z.strictObject({ part }))).toThrow(/part: a personal field/);
  });

  it('is refused on a shape that could not read as erased', () => {
    expect(() => personal('customer', z.email())).toThrow(TypeError);
  });
});
