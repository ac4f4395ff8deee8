import { hasOpenCancellation } from '../../../src/domain/order/index.ts';
import { deliveryCommands } from '../examples/delivery.ts';
import { orderCommands } from '../examples/order.ts';
import { evidences, paymentCommands } from '../examples/payment.ts';
import { reviewCommands } from '../examples/review.ts';
import type { Gateway, Saying, Streams } from './one-order.ts';

/**
 * Somebody says a command, if what they saw allows it. People and processes look first and act later, so what they saw may be out of
 * date; the command is then decided on its stream as it stands. Processes are more careful than that (they append at the exact
 * revision that they have seen), but the rules must not hang on it.
 */
interface Speech {
  readonly says: Saying;
  readonly seeing: (seen: Streams, gateway: Gateway) => boolean;
}

/** Something happens at the payment system, or on the way to it. */
interface Weather {
  readonly happens: (gateway: Gateway, now: Streams) => Gateway;
}

export type Move = Speech | Weather;

const placed = ({ order }: Streams) => order.state.status !== 'None';
const cancelling = ({ order }: Streams) => hasOpenCancellation(order.state);
const cancelled = ({ order }: Streams) => order.state.status === 'Cancelled';
const ended = (seen: Streams) => cancelled(seen) || seen.order.state.status === 'PaymentFailed';
const goesOn = (seen: Streams) => placed(seen) && !cancelling(seen);
const deliveryIs =
  (...statuses: Streams['delivery']['state']['status'][]) =>
  ({ delivery }: Streams) =>
    statuses.includes(delivery.state.status);
const paymentIs =
  (...statuses: Streams['payment']['state']['status'][]) =>
  ({ payment }: Streams) =>
    statuses.includes(payment.state.status);
const endedUndelivered = deliveryIs('Cancelled', 'Rejected', 'Returned');
const hasStarted = deliveryIs('Started', 'Failed', 'Completed');

const o = orderCommands;
const d = deliveryCommands;
const r = reviewCommands;
const p = paymentCommands;

const lessGivenBack = { held: evidences.less.held.map((each) => ({ ...each, refunded: each.amount })), unclear: null };

/** What people do. */
const people = {
  'the customer orders': { says: { to: 'order', command: o.PlaceOrder }, seeing: () => true },
  'the customer asks for a cancellation': {
    says: { to: 'order', command: o.RequestCancellation },
    seeing: (seen) => placed(seen) && !hasStarted(seen) && !endedUndelivered(seen),
  },
  'the cancellation goes to the delivery': {
    says: { to: 'delivery', command: d.CancelDelivery },
    seeing: cancelling,
  },
  'the florist accepts': { says: { to: 'delivery', command: d.AcceptDelivery }, seeing: goesOn },
  'the florist rejects': { says: { to: 'delivery', command: d.RejectDelivery }, seeing: placed },
  'the florist starts': { says: { to: 'delivery', command: d.StartDelivery }, seeing: goesOn },
  'the delivery fails': { says: { to: 'delivery', command: d.FailDelivery }, seeing: placed },
  'the flowers come back': { says: { to: 'delivery', command: d.ReturnDelivery }, seeing: placed },
  'the flowers arrive': { says: { to: 'delivery', command: d.CompleteDelivery }, seeing: placed },
  'the customer writes a review': { says: { to: 'review', command: r.WriteReview }, seeing: placed },
  'the florist checks the review': { says: { to: 'review', command: r.CheckReview }, seeing: placed },
  'the florist answers the review': { says: { to: 'review', command: r.ReplyToReview }, seeing: placed },
  'the operator takes a dispute as paid': {
    says: { to: 'payment', command: p.AcceptDispute },
    seeing: (seen) => placed(seen) && !cancelling(seen) && !ended(seen),
  },
  'the operator settles a refund': {
    says: { to: 'payment', command: p.SettleRefundManually },
    seeing: cancelled,
  },
} satisfies Record<string, Speech>;

/** What the process managers do. */
const processes = {
  'the delivery is requested': {
    says: { to: 'delivery', command: d.RequestDelivery },
    seeing: (seen) => seen.order.state.status === 'Paid' && !cancelling(seen),
  },
  'the florist is reminded': { says: { to: 'delivery', command: d.RemindFlorist }, seeing: goesOn },
  'the florist has not answered': {
    says: { to: 'delivery', command: { ...d.RejectDelivery, by: 'system', reason: null } },
    seeing: (seen) => goesOn(seen) && deliveryIs('Requested')(seen),
  },
  'a left cancellation goes to the delivery': {
    says: { to: 'delivery', command: d.CancelDelivery },
    seeing: cancelling,
  },
  'the cancellation is refused': {
    says: { to: 'order', command: o.RefuseCancellation },
    seeing: (seen) => cancelling(seen) && hasStarted(seen),
  },
  'the order ends as cancelled': {
    says: { to: 'order', command: o.CancelOrder },
    seeing: endedUndelivered,
  },
  'the order is completed': {
    says: { to: 'order', command: o.CompleteOrder },
    seeing: deliveryIs('Completed'),
  },
  'a review is asked for': {
    says: { to: 'review', command: r.RequestReview },
    seeing: ({ order }) => order.state.status === 'Completed',
  },
  'a charge is attempted': {
    says: { to: 'payment', command: p.AttemptCharge },
    seeing: (seen, { calls, charge }) =>
      seen.order.state.status === 'AwaitingPayment' && !cancelling(seen) && calls === 0 && charge === 'none',
  },
  'the charge stays unclear': {
    says: { to: 'payment', command: p.RecordUnresolved },
    seeing: paymentIs('Attempted'),
  },
  'the charge is recorded': {
    says: { to: 'payment', command: p.RecordEvidence },
    seeing: (seen, { charge, refund }) => charge === 'approved' && refund === 'none' && !ended(seen),
  },
  'a charge of another amount is recorded': {
    says: { to: 'payment', command: { ...p.RecordEvidence, evidence: evidences.less } },
    seeing: (seen, { charge, refund }) => charge === 'less' && refund === 'none' && !ended(seen),
  },
  'the charge of an ended order is recorded': {
    says: { to: 'payment', command: { ...p.RecordEvidence, standing: 'ended' } },
    seeing: (seen, { charge, refund }) => charge === 'approved' && refund === 'none' && ended(seen),
  },
  'a charge of another amount of an ended order is recorded': {
    says: { to: 'payment', command: { ...p.RecordEvidence, evidence: evidences.less, standing: 'ended' } },
    seeing: (seen, { charge, refund }) => charge === 'less' && refund === 'none' && ended(seen),
  },
  'the decline is recorded': {
    says: { to: 'payment', command: p.RecordDecline },
    seeing: (_seen, { charge }) => charge === 'declined',
  },
  'the order is paid': {
    says: { to: 'order', command: o.ConfirmPayment },
    seeing: paymentIs('Approved'),
  },
  'the payment fails': { says: { to: 'order', command: o.FailPayment }, seeing: paymentIs('Declined') },
  'the payment is voided': {
    says: { to: 'payment', command: p.VoidPayment },
    seeing: (seen, { charge }) => cancelled(seen) && charge === 'none',
  },
  'a refund is attempted': {
    says: { to: 'payment', command: p.AttemptRefund },
    seeing: (seen, { charge }) => cancelled(seen) && charge === 'approved',
  },
  'a refund of another amount is attempted': {
    says: { to: 'payment', command: { ...p.AttemptRefund, amount: 50_000 } },
    seeing: (seen, { charge }) => cancelled(seen) && charge === 'less',
  },
  'the refund is recorded': {
    says: {
      to: 'payment',
      command: { ...p.RecordEvidence, evidence: evidences['given back'], standing: 'ended', refundId: 'refund-1' },
    },
    seeing: (seen, { charge, refund }) => charge === 'approved' && refund === 'approved' && cancelled(seen),
  },
  'the refund of another amount is recorded': {
    says: {
      to: 'payment',
      command: { ...p.RecordEvidence, evidence: lessGivenBack, standing: 'ended', refundId: 'refund-1' },
    },
    seeing: (seen, { charge, refund }) => charge === 'less' && refund === 'approved' && cancelled(seen),
  },
  'the refused refund is recorded': {
    says: { to: 'payment', command: p.RecordRefundFailure },
    seeing: (seen, { charge, refund }) => charge === 'approved' && refund === 'refused' && cancelled(seen),
  },
  'the refused refund of another amount is recorded': {
    says: { to: 'payment', command: { ...p.RecordRefundFailure, evidence: evidences.less } },
    seeing: (seen, { charge, refund }) => charge === 'less' && refund === 'refused' && cancelled(seen),
  },
} satisfies Record<string, Speech>;

/** What happens at the gateway. A call that nobody waits for any more may still charge. */
const weather = {
  'the gateway charges': {
    happens: (gateway) =>
      gateway.calls > 0 && gateway.charge === 'none' ? { ...gateway, charge: 'approved' } : gateway,
  },
  'the gateway charges another amount': {
    happens: (gateway) => (gateway.calls > 0 && gateway.charge === 'none' ? { ...gateway, charge: 'less' } : gateway),
  },
  'the gateway declines': {
    happens: (gateway) =>
      gateway.calls > 0 && gateway.charge === 'none' ? { ...gateway, charge: 'declined' } : gateway,
  },
  'the call is lost': { happens: (gateway) => ({ ...gateway, calls: 0 }) },
  'the gateway gives the money back': {
    happens: (gateway, now) => (mayGiveBack(gateway, now) ? { ...gateway, refund: 'approved' } : gateway),
  },
  'the gateway refuses the refund': {
    happens: (gateway, now) => (mayRefund(gateway, now) ? { ...gateway, refund: 'refused' } : gateway),
  },
} satisfies Record<string, Weather>;

/** Also what was refused: somebody may have helped at the gateway, even after the operator has settled it by other means. */
function mayGiveBack({ charge, refund }: Gateway, now: Streams): boolean {
  const asked = paymentIs('RefundAttempted', 'RefundFailed', 'SettledManually')(now);
  return isTaken(charge) && refund !== 'approved' && asked;
}

function isTaken(charge: Gateway['charge']): boolean {
  return charge === 'approved' || charge === 'less';
}

function mayRefund({ charge, refund }: Gateway, { payment }: Streams): boolean {
  return isTaken(charge) && refund === 'none' && payment.state.status === 'RefundAttempted';
}

export type MoveName = keyof typeof people | keyof typeof processes | keyof typeof weather;
/** Everything that can happen around one order, by its name. */
export const moves: Record<MoveName, Move> = { ...people, ...processes, ...weather };
export const moveNames = Object.keys(moves) as MoveName[];
/** What goes on by itself once people have done their part, and the gateway answers. */
export const movesByThemselves: readonly MoveName[] = [
  'the gateway charges',
  'the gateway gives the money back',
  ...(Object.keys(processes) as MoveName[]),
];
