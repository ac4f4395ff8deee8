import type { z } from 'zod';
import type { FieldFault } from '../../../web/components/messages.ts';
import type { OrderFormValues } from '../../../web/pages/order-form.ts';
import type { Texts } from '../../../web/texts/texts.ts';

type Field = Exclude<keyof Texts['errors'], 'summary' | 'rating' | 'text' | 'reason'>;

/** Which field each part of an order comes from, in the order of the form. */
const FIELDS: readonly (readonly [path: string, field: Field])[] = [
  ['items', 'items'],
  ['customer/name', 'customerName'],
  ['customer/phone', 'customerPhone'],
  ['recipient/name', 'recipientName'],
  ['recipient/phone', 'recipientPhone'],
  ['recipient/address', 'address'],
  ['recipient/note', 'note'],
  ['cardMessage', 'cardMessage'],
  ['cardFrom', 'cardFrom'],
  ['deliverOn', 'deliverOn'],
  ['window', 'window'],
  ['payment/token', 'token'],
];

/** The faults that a check has found, as people are told of them: one for each field, from the top of the form down. */
export function faultsOf(t: Texts, issues: readonly z.core.$ZodIssue[], values: OrderFormValues): FieldFault[] {
  const paths = issues.map(({ path }) => path.join('/'));
  // The API takes the customer for the recipient where nobody is named; here somebody has said that it is another.
  if (!values.self && isEmpty(values, 'recipientName')) paths.push('recipient/name');
  return FIELDS.filter(([path]) => paths.some((each) => each === path || each.startsWith(`${path}/`))).map(
    ([, field]) => faultOf(t, field, isEmpty(values, field) ? 'missing' : 'wrong'),
  );
}

/** One fault. */
export function faultOf(t: Texts, field: Field, kind: 'missing' | 'wrong'): FieldFault {
  return { field, text: t.errors[field][kind] };
}

function isEmpty(values: OrderFormValues, field: Field): boolean {
  if (field === 'items') return [...values.quantities.values()].every((quantity) => Number(quantity) === 0);
  return values[field].trim() === '';
}
