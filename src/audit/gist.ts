import type { StoryEvent } from './story.ts';

/** What a reader needs of a body beside its type: no names, numbers or addresses of people, and no texts of any length. */
const ESSENTIAL = [
  'total',
  'amount',
  'charged',
  'refunded',
  'kept',
  'refusal',
  'attempt',
  'by',
  'code',
  'cause',
  'paymentId',
  'refundId',
  'reference',
  'rating',
  'template',
  'recipient',
  'why',
  'messageId',
  'deliverOn',
  'window',
];

/** The essential facts of an event, in a fixed order; empty when its type says it all. */
export function gistOf({
  data,
}: Pick<StoryEvent, 'data'>): readonly (readonly [name: string, value: string | number])[] {
  return ESSENTIAL.flatMap((name) => {
    const value = data?.[name];
    // The recipient of a notice is a word; that of an order is a person, and not shown.
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
}
