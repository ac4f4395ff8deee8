import { CURRENCY } from '../money.ts';
import { sumOf } from './evidence.ts';
import type { Payment } from './payment.ts';

/** What was asked of a disputed payment and what the gateway has charged, each in the smallest unit of its currency. */
export type DisputedAmounts = {
  readonly asked: number;
  readonly charged: number;
  readonly refunded: number;
  readonly currency: string;
};

export function disputedAmountsOf({ amount, charges }: Extract<Payment, { status: 'Disputed' }>): DisputedAmounts {
  return {
    asked: amount,
    charged: sumOf(charges, (charge) => charge.amount),
    refunded: sumOf(charges, (charge) => charge.refunded),
    currency: charges.find(({ currency }) => currency !== CURRENCY)?.currency ?? CURRENCY,
  };
}
