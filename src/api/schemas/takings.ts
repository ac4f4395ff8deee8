import { z } from 'zod';
import type { CURRENCY } from '../../domain/money.ts';
import { SHOP_ZONE } from '../../domain/shop-time.ts';
import type { Takings } from '../../projections/queries.ts';
import type { Missing } from '../../stored-events/agreement.ts';
import { bilingualText, currency } from './shared.ts';

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const DAY = /^20\d\d-\d\d-\d\d$/;

/** A day or a month of the shop's calendar. */
export const period = z
  .string()
  .refine(
    (written) => MONTH.test(written) || (DAY.test(written) && z.iso.date().safeParse(written).success),
    'must be a day or a month',
  )
  .meta({
    description: `A day (\`2026-11-25\`) or a month (\`2026-11\`) in ${SHOP_ZONE}`,
    pattern: '^20\\d\\d-\\d\\d(-\\d\\d)?$',
    examples: ['2026-11'],
  });

const difference = z.int().meta({ description: 'Whole won; below zero where more went back than came in' });
const changes = { charged: difference, refunded: difference, net: difference };

/** What the shop took in a day or a month. */
export const takingsSchema = z
  .strictObject({
    period,
    currency,
    ...changes,
    orders: z.int().min(0).meta({ description: 'Orders that were charged for the first time' }),
    disputed: difference.meta({ description: 'The part of `net` that comes of orders whose charge is disputed now' }),
    items: z.array(
      z.strictObject({
        menuItemId: z.string().nullable().meta({ description: 'null for delivery fees' }),
        name: bilingualText.nullable(),
        quantity: z.int().min(0).meta({ description: 'How many were charged for' }),
        ...changes,
      }),
    ),
    days: z.array(z.strictObject({ day: z.iso.date(), ...changes })),
    otherCurrencies: z
      .array(z.strictObject({ currency: z.string(), charged: z.int(), refunded: z.int(), net: z.int() }))
      .meta({ description: 'What a gateway took in a currency that is not the shop’s, in its smallest unit' }),
  })
  .meta({ id: 'Takings' });
null as unknown as Missing<
  Takings & { readonly currency: typeof CURRENCY },
  z.output<typeof takingsSchema>
> satisfies never;
