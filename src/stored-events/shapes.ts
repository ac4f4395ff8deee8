// What is stored, shown and answered alike is written down here, once. A change is a change of stored events: see CONTRIBUTING, "Change
// an event".
import { z } from 'zod';
import type { PersonRole } from '../domain/erasure/index.ts';
import { CANCELLED_BY } from '../domain/order/index.ts';

/** Says of whom a text is. What is answered to a caller marks nothing. */
type Mark = <Schema extends z.ZodType<string | null>>(role: PersonRole, schema: Schema) => Schema;

/** What a room writes the shapes with: how exact its numbers are, what it says of them, and how it marks what tells of a person. */
interface Parts<Won, Count, Text> {
  readonly won: Won;
  readonly count: Count;
  readonly bilingual: Text;
  readonly personal: Mark;
}

/** A text in the two languages of the shop. */
export function bilingualOf<Text>(text: Text): { ko: Text; en: Text } {
  return { ko: text, en: text };
}

/**
 * The members, their types, and of whom they tell, of what events, documents of views and the API's answers all say. Each of the three
 * makes its own schemas of them. A view names the members that it shows, and no answer shows more.
 */
export function shapesOf<Won extends z.ZodType<number>, Count extends z.ZodType<number>, Text extends z.ZodType>({
  won,
  count,
  bilingual,
  personal,
}: Parts<Won, Count, Text>) {
  const text = (role: PersonRole) => personal(role, z.string());
  const optionalText = (role: PersonRole) => personal(role, z.string().nullable());
  const person = (role: PersonRole) => ({ name: text(role), phone: text(role) });
  return {
    menuItem: { menuItemId: z.string(), name: bilingual, description: bilingual, price: won },
    /** A line of an order. */
    line: { menuItemId: z.string(), name: bilingual, unitPrice: won, quantity: count },
    customer: person('customer'),
    recipient: { ...person('recipient'), address: text('recipient'), note: optionalText('recipient') },
    card: { cardMessage: optionalText('customer'), cardFrom: optionalText('customer') },
    /** When the flowers are wanted. */
    when: { deliverOn: z.string().nullable(), window: z.string().nullable() },
    cancellation: { by: z.enum(CANCELLED_BY), reason: optionalText('customer') },
  };
}
