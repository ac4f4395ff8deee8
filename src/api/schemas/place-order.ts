import { z } from 'zod';
import type { OrderWish } from '../../application/place-order.ts';
import { LONGEST, MOST_LINES, MOST_OF_ONE } from '../../domain/limits.ts';
import { LOCALES, MAX_DAYS_AHEAD } from '../../domain/order/index.ts';
import { SHOP_ZONE } from '../../domain/shop-time.ts';
import type { ApiConfig } from '../deps.ts';
import { line, optionalLine, optionalLines } from '../input/fields.ts';
import { mobileNumber, phoneNumber } from '../input/phone.ts';

const HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

const orderLine = z.strictObject({
  menuItemId: line(64).meta({ examples: ['rose-bouquet'] }),
  quantity: z.int().min(1).max(MOST_OF_ONE),
});

const window = z
  .string()
  .regex(HOURS, 'must be HH:MM-HH:MM')
  .refine((hours) => hours.slice(0, 5) < hours.slice(6), 'must end after it begins')
  .meta({
    description: `From-to in ${SHOP_ZONE}; ends after it begins, and begins later than now`,
    examples: ['13:00-16:00'],
  });

/** Of the payment system: handed on as it is, so it is refused when there is anything in it that a text would lose. */
const paymentToken = z
  .string()
  .max(200)
  .regex(/^[!-~]+$/, 'must be printable ASCII without spaces')
  .meta({ minLength: 1 });

/**
 * The body of a new order. Only what it says by itself is checked here: whether the day can still be delivered on is decided
 * with the order, so that a repeat of an order is recognised on any later day.
 */
export function placeOrderBody({ phoneCountries }: Pick<ApiConfig, 'phoneCountries'>) {
  return z
    .strictObject({
      items: z.array(orderLine).min(1).max(MOST_LINES),
      customer: z.strictObject({ name: line(LONGEST.name), phone: mobileNumber(phoneCountries) }),
      recipient: z.strictObject({
        name: optionalLine(LONGEST.name),
        phone: phoneNumber(phoneCountries).nullish(),
        address: line(LONGEST.address),
        note: optionalLines(LONGEST.note),
      }),
      cardMessage: optionalLines(LONGEST.cardMessage),
      cardFrom: optionalLine(LONGEST.cardFrom),
      deliverOn: z.iso
        .date()
        .nullish()
        .meta({ description: `Day in ${SHOP_ZONE}, from today to ${MAX_DAYS_AHEAD} days ahead` }),
      window: window.nullish(),
      confirmedTotal: z.int().min(0).nullish().meta({ description: 'The total that the customer saw, in won' }),
      payment: z.strictObject({ method: z.literal('card'), token: paymentToken }),
      locale: z.enum(LOCALES).optional(),
    })
    .refine(({ deliverOn, window }) => (deliverOn == null) === (window == null), {
      path: ['window'],
      message: 'must be given exactly when deliverOn is',
    })
    .meta({ examples: [example] });
}

type PlaceOrderBody = z.output<ReturnType<typeof placeOrderBody>>;

/** The wish that the body tells of. Without a recipient's own name or phone, the customer receives. */
export function toWish(body: PlaceOrderBody): OrderWish {
  const { customer, recipient, payment } = body;
  return {
    lines: body.items,
    confirmedTotal: body.confirmedTotal ?? null,
    details: {
      customer,
      recipient: {
        name: recipient.name ?? customer.name,
        phone: recipient.phone ?? customer.phone,
        address: recipient.address,
        note: recipient.note ?? null,
      },
      cardMessage: body.cardMessage ?? null,
      cardFrom: body.cardFrom ?? null,
      deliverOn: body.deliverOn ?? null,
      window: body.window ?? null,
      payment,
      locale: body.locale ?? 'ko',
    },
  };
}

const example = {
  items: [{ menuItemId: 'rose-bouquet', quantity: 2 }],
  customer: { name: '이지은', phone: '010-1234-5678' },
  recipient: { name: '김민수', phone: '010-9876-5432', address: '서울시 강남구 테헤란로 123', note: '공동현관 1234' },
  cardMessage: '생일 축하해!',
  cardFrom: '지은',
  confirmedTotal: 90_000,
  payment: { method: 'card', token: 'sim_ok' },
  locale: 'ko',
};
