import type { OrderFormValues } from '../../../web/pages/order-form.ts';
import { phone } from '../../../web/texts/formats.ts';
import type { Locale, OrderPlaced } from '../../domain/order/index.ts';
import { type FormFields, namesAfter } from './form-fields.ts';

const QUANTITY = 'qty.';

/** A form that nobody has filled in, with one of this bouquet. */
export function emptyValues(menuItemId: string | null): OrderFormValues {
  return {
    quantities: new Map(menuItemId === null ? [] : [[menuItemId, '1']]),
    customerName: '',
    customerPhone: '',
    self: false,
    recipientName: '',
    recipientPhone: '',
    address: '',
    note: '',
    cardMessage: '',
    cardFrom: '',
    when: 'asap',
    deliverOn: '',
    window: '',
    token: '',
  };
}

/** What stood in the fields of a form that was sent. */
export function valuesOf(body: unknown, field: FormFields): OrderFormValues {
  return {
    quantities: new Map(namesAfter(body, QUANTITY).map((id) => [id, field(`${QUANTITY}${id}`).trim() || '0'])),
    customerName: field('customerName'),
    customerPhone: field('customerPhone'),
    self: field('self') === 'yes',
    recipientName: field('recipientName'),
    recipientPhone: field('recipientPhone'),
    address: field('address'),
    note: field('note'),
    cardMessage: field('cardMessage'),
    cardFrom: field('cardFrom'),
    when: field('when') === 'day' ? 'day' : 'asap',
    deliverOn: field('deliverOn'),
    window: field('window'),
    token: field('token'),
  };
}

/** A form filled in as an order was; only how it is paid has to be said again, and a day that is over. */
export function valuesOfOrder(placed: OrderPlaced['data'], today: string): OrderFormValues {
  const { customer, recipient, deliverOn, window } = placed;
  const self = recipient.name === customer.name && recipient.phone === customer.phone;
  const again = deliverOn !== null && deliverOn > today;
  return {
    ...emptyValues(null),
    quantities: new Map(placed.items.map(({ menuItemId, quantity }) => [menuItemId, String(quantity)])),
    customerName: customer.name,
    customerPhone: phone(customer.phone),
    self,
    recipientName: self ? '' : recipient.name,
    recipientPhone: self || recipient.phone === customer.phone ? '' : phone(recipient.phone),
    address: recipient.address,
    note: recipient.note ?? '',
    cardMessage: placed.cardMessage ?? '',
    cardFrom: placed.cardFrom ?? '',
    ...(again && { when: 'day', deliverOn, window: window ?? '' }),
  };
}

/** What the form asks for, as the API has it. What stands in fields that don't count is left out. */
export function orderBodyOf(values: OrderFormValues, confirmedTotal: number, locale: Locale): Record<string, unknown> {
  const { self, when } = values;
  return {
    items: [...values.quantities]
      .map(([menuItemId, quantity]) => ({ menuItemId, quantity: Number(quantity) }))
      .filter(({ quantity }) => quantity !== 0),
    customer: { name: values.customerName, phone: values.customerPhone },
    recipient: {
      ...(!self && { name: values.recipientName, phone: filled(values.recipientPhone) }),
      address: values.address,
      note: filled(values.note),
    },
    cardMessage: filled(values.cardMessage),
    cardFrom: filled(values.cardFrom),
    ...(when === 'day' && { deliverOn: values.deliverOn, window: values.window }),
    confirmedTotal,
    payment: { method: 'card', token: values.token },
    locale,
  };
}

function filled(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}
