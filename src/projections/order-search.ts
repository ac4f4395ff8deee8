import { z } from 'zod';
import { unknownEvent } from '../domain/decider.ts';
import type { OrderEvent, OrderPlaced } from '../domain/order/index.ts';
import { ERASED, type Recorded } from '../platform/eventstore/recorded-event.ts';
import { indexKey } from '../platform/views/view.ts';
import { orderIdOf } from '../stored-events/streams.ts';
import { erasedBy } from './erased-by.ts';
import { shapes } from './schemas.ts';
import { placedOrderOf, type ShopView } from './shop-view.ts';

const person = ({ name, phone }: typeof shapes.customer) => z.object({ name, phone }).readonly();
const document = z
  .object({
    orderId: z.string(),
    placedAt: z.string(),
    customer: person(shapes.customer),
    recipient: person(shapes.recipient),
  })
  .readonly();

/** Who ordered, and for whom. */
export type OrderPeople = z.output<typeof document>;

/** Finds orders by what a florist is told on the phone: a name, or a number. Who is erased is found no more. */
export const orderSearchView: ShopView<OrderPeople, 'order'> = {
  name: 'order-search',
  revision: 1,
  schema: document,
  categories: ['order'],
  erasedBy,
  docId: placedOrderOf,
  evolve,
  indexes: {
    number: ({ orderId, ...doc }) => key(idWord(orderId), { ...doc, orderId }),
    'customer-phone': ({ customer, ...doc }) => key(phoneWord(customer.phone), doc),
    'recipient-phone': ({ customer, recipient, ...doc }) =>
      recipient.phone === customer.phone ? null : key(phoneWord(recipient.phone), doc),
    'customer-name': ({ customer, ...doc }) => key(nameWord(customer.name), doc),
    'recipient-name': ({ customer, recipient, ...doc }) =>
      recipient.name === customer.name ? null : key(nameWord(recipient.name), doc),
    'customer-given': ({ customer, ...doc }) => key(nameWord(givenNameOf(customer.name)), doc),
    'recipient-given': ({ customer, recipient, ...doc }) =>
      recipient.name === customer.name ? null : key(nameWord(givenNameOf(recipient.name)), doc),
  },
};

function evolve(doc: OrderPeople | null, event: Recorded<OrderEvent>): OrderPeople | null {
  switch (event.type) {
    case 'OrderPlaced':
      return doc ?? placed(event);
    case 'OrderPaid':
    case 'OrderPaymentFailed':
    case 'OrderCancellationRequested':
    case 'OrderCancellationRefused':
    case 'OrderCancelled':
    case 'OrderCompleted':
      return doc;
    default:
      return unknownEvent(doc, event);
  }
}

function placed(event: Recorded<OrderPlaced>): OrderPeople {
  const { customer, recipient } = event.data;
  return {
    orderId: orderIdOf(event.streamId) ?? '',
    placedAt: event.at,
    customer: { name: customer.name, phone: customer.phone },
    recipient: { name: recipient.name, phone: recipient.phone },
  };
}

function key(word: string, { placedAt, orderId }: Pick<OrderPeople, 'placedAt' | 'orderId'>): string | null {
  return word === '' ? null : indexKey(word, placedAt, orderId);
}

/** Where a search looks: the index, and how the keys of what is found begin. */
export interface SearchPlace {
  readonly index: string;
  readonly prefix: string;
}

const NAMES = ['customer-name', 'recipient-name', 'customer-given', 'recipient-given'] as const;
const PHONES = ['customer-phone', 'recipient-phone'] as const;
/** Fewer digits are no number that somebody would look for. */
const MIN_DIGITS = 4;
/** From so many digits on it is a whole number, and a zero before it is the one that is dialled within the country. */
const WHOLE_NUMBER = 9;
/** People are shown the last eight of an order's number. */
const MIN_ID = 6;
const WHOLE_ID = 32;

/**
 * Where to look for what was typed: the last digits of an order number or of a phone number, or all of it; or the beginning of a name. What
 * can be several of them is looked for as each.
 */
export function searchPlaces(typed: string): readonly SearchPlace[] {
  const text = typed.normalize('NFKC').trim();
  const orders = placesOf(['number'], idWordIn(text));
  if (!/^[\d\s()+.-]+$/.test(text)) return [...orders, ...placesOf(NAMES, nameWord(text))];
  const digits = text.replace(/\D/g, '');
  const national = digits.length >= WHOLE_NUMBER ? digits.replace(/^0/, '') : digits;
  return [...orders, ...placesOf(PHONES, national.length < MIN_DIGITS ? '' : reversed(national))];
}

function placesOf(indexes: readonly string[], prefix: string): SearchPlace[] {
  return prefix === '' ? [] : indexes.map((index) => ({ index, prefix }));
}

function idWordIn(text: string): string {
  const isNumber = /^[\da-f-]+$/i.test(text);
  const word = isNumber ? idWord(text.toLowerCase()) : '';
  return word.length < MIN_ID || word.length > WHOLE_ID ? '' : word;
}

/** An order's number from its end. */
function idWord(orderId: string): string {
  return reversed(orderId.replaceAll('-', ''));
}

/** A phone from its end, so that its last digits find it. */
function phoneWord(phone: string): string {
  return phone === ERASED ? '' : reversed(phone.replace(/\D/g, ''));
}

/** Of letters and digits as plain as those of numbers. */
function reversed(word: string): string {
  let result = '';
  for (let index = word.length - 1; index >= 0; index--) result += word[index];
  return result;
}

/**
 * A name as keys have it: in small letters without spaces and signs, each code unit as four digits, so that the beginning of a name is the
 * beginning of its key.
 */
function nameWord(name: string): string {
  if (name === ERASED) return '';
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  let word = '';
  for (let index = 0; index < letters.length; index++) word += letters.charCodeAt(index).toString(16).padStart(4, '0');
  return word;
}

/** What comes after the family name: the first syllable of a Korean name, the first word of others. Empty where it is all one. */
function givenNameOf(name: string): string {
  const trimmed = name.trim();
  const space = trimmed.search(/\s/);
  if (space > 0) return trimmed.slice(space);
  return /^[\uac00-\ud7a3]{2,6}$/.test(trimmed) ? trimmed.slice(1) : '';
}
