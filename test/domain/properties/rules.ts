import type { EventType, KkotgilEvent } from '../../../src/domain/index.ts';

type Story = readonly KkotgilEvent[];

/** Facts that say that money was taken. */
const charges: readonly EventType[] = ['PaymentApproved', 'PaymentDisputed'];

/** The order's rules of money and delivery, as questions to a story: what happened, over all streams, in its order. */
export const rules: Readonly<Record<string, (story: Story) => boolean>> = {
  'nothing is delivered unpaid': (story) =>
    eachAfter(story, ['DeliveryRequested', 'DeliveryStarted', 'DeliveryCompleted'], 'OrderPaid'),

  'delivered or cancelled, never both': (story) =>
    !(has(story, 'DeliveryCompleted') && (has(story, 'DeliveryCancelled') || has(story, 'OrderCancelled'))) &&
    !(has(story, 'OrderCompleted') && has(story, 'OrderCancelled')),

  'a delivery that has started is not cancelled': (story) =>
    !happensAfter(story, 'DeliveryCancelled', 'DeliveryStarted'),

  'an order is completed once its flowers are delivered': (story) =>
    eachAfter(story, ['OrderCompleted'], 'DeliveryCompleted'),

  'a cancellation is answered before anything else becomes of the order': (story) => {
    const order = story.map(({ type }) => type).filter((type) => type.startsWith('Order'));
    return order.every((type, index) => {
      const next = order[index + 1] ?? 'OrderCancelled';
      return type !== 'OrderCancellationRequested' || next === 'OrderCancelled' || next === 'OrderCancellationRefused';
    });
  },

  'an order that has ended never revives': (story) =>
    nothingAfter(story, ['OrderCancelled', 'OrderCompleted', 'OrderPaymentFailed'], 'Order'),

  'a delivery that has ended never revives': (story) =>
    nothingAfter(story, ['DeliveryRejected', 'DeliveryReturned', 'DeliveryCompleted', 'DeliveryCancelled'], 'Delivery'),

  'a refused cancellation finds a delivery that had started': (story) =>
    eachAfter(story, ['OrderCancellationRefused'], 'DeliveryStarted'),

  'an order is charged the total that was confirmed, at most once': (story) => {
    const charged = all(story, 'PaymentApproved').map(({ data }) => data.amount);
    const [total] = all(story, 'OrderPlaced').map(({ data }) => data.total);
    return charged.length <= 1 && charged.every((amount) => amount === total);
  },

  'never more is given back than was charged': (story) =>
    sum(all(story, 'RefundApproved')) + sum(all(story, 'RefundSettledManually')) <= taken(story),

  'money goes back only after it was taken, of a cancelled order': (story) =>
    eachAfter(story, ['RefundAttempted', 'RefundApproved'], ...charges) &&
    eachAfter(story, ['RefundAttempted', 'RefundSettledManually'], 'OrderCancelled'),

  'no attempt follows a void': (story) => !happensAfter(story, 'PaymentAttempted', 'PaymentVoided'),

  'an order is paid after its charge was approved, or taken as paid by an operator': (story) =>
    eachAfter(story, ['OrderPaid'], 'PaymentApproved', 'PaymentAccepted'),

  'an order fails on a definite no only': (story) =>
    eachAfter(story, ['OrderPaymentFailed'], 'PaymentDeclined') &&
    !(has(story, 'OrderPaymentFailed') && has(story, 'PaymentApproved')),

  'a review is asked for once the order is completed': (story) =>
    eachAfter(story, ['ReviewRequested'], 'OrderCompleted'),
};

function has(story: Story, type: EventType): boolean {
  return story.some((event) => event.type === type);
}

function all<Type extends EventType>(story: Story, type: Type) {
  return story.filter((event): event is Extract<KkotgilEvent, { type: Type }> => event.type === type);
}

function sum(events: readonly { readonly data: { readonly amount: number } }[]): number {
  return events.reduce((total, { data }) => total + data.amount, 0);
}

/** Each event of these types has an earlier one of one of the types in `causes`. */
function eachAfter(story: Story, types: readonly EventType[], ...causes: readonly EventType[]): boolean {
  const isCaused = (index: number) => causes.some((cause) => has(story.slice(0, index), cause));
  return story.every((event, index) => !types.includes(event.type) || isCaused(index));
}

/** What the gateway has said that it has taken: as asked for, or otherwise. */
function taken(story: Story): number {
  const disputed = all(story, 'PaymentDisputed').map(({ data }) => data.charged);
  return Math.max(0, ...all(story, 'PaymentApproved').map(({ data }) => data.amount), ...disputed);
}

/** An event of this type comes after the first of type `earlier`. */
function happensAfter(story: Story, type: EventType, earlier: EventType): boolean {
  const start = story.findIndex((event) => event.type === earlier);
  return start >= 0 && has(story.slice(start), type);
}

/** After one of these ends, the same aggregate says nothing more. */
function nothingAfter(story: Story, ends: readonly EventType[], prefix: 'Order' | 'Delivery'): boolean {
  const end = story.findIndex(({ type }) => ends.includes(type));
  return end < 0 || !story.slice(end + 1).some(({ type }) => type.startsWith(prefix));
}
