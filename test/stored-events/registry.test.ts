import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Drift, Schemas } from '../../src/stored-events/agreement.ts';
import { eventRegistry } from '../../src/stored-events/registry.ts';
import { samples } from '../golden/samples.ts';

/** Whether the compiler sees that OrderPaid has drifted, with this schema in the place of the right one. */
type Seen<Planted extends z.ZodType> =
  'OrderPaid' extends Drift<Omit<Schemas, 'OrderPaid'> & { readonly OrderPaid: Planted }> ? true : false;

const planted = {
  right: z.strictObject({ paymentId: z.string(), amount: z.int() }),
  missing: z.strictObject({ amount: z.int() }),
  added: z.strictObject({ paymentId: z.string(), amount: z.int(), currency: z.string() }),
  wider: z.strictObject({ paymentId: z.string().nullable(), amount: z.int() }),
  narrower: z.strictObject({ paymentId: z.literal('pay-1'), amount: z.int() }),
  optional: z.strictObject({ paymentId: z.string().exactOptional(), amount: z.int() }),
  retyped: z.strictObject({ paymentId: z.string(), amount: z.string() }),
};
// The test of the compile-time check: it fails by not compiling.
({ right: false, missing: true, added: true, wider: true, narrower: true, optional: true, retyped: true }) satisfies {
  [Name in keyof typeof planted]: Seen<(typeof planted)[Name]>;
};

describe('the registry', () => {
  it('knows every type of event of the domain, and no other', () => {
    expect([...eventRegistry.keys()].sort()).toEqual(Object.keys(samples).sort());
  });
});
