import type { Rejection, RejectionCode } from '../../domain/decider.ts';
import { Problem } from './problem.ts';

/** How a rejection is told over HTTP. With a pointer it is a fault of the body, and says where. */
type Answer = 404 | 409 | 412 | 429 | { readonly status: 400; readonly pointer: string };

/** Complete by its type: a new code of the domain does not compile without an answer. */
const answers: Readonly<Record<RejectionCode, Answer>> = {
  MENU_ITEM_NOT_FOUND: { status: 400, pointer: '/items' },
  DELIVERY_DAY_OUT_OF_RANGE: { status: 400, pointer: '/deliverOn' },
  DELIVERY_WINDOW_OVER: { status: 400, pointer: '/window' },
  ORDER_NOT_FOUND: 404,
  TOO_MANY_UNPAID_ORDERS: 429,
  MENU_ITEM_CHANGED: 412,
  MENU_ITEM_SOLD_OUT: 409,
  PRICE_CHANGED: 409,
  ORDER_EXISTS: 409,
  ORDER_NOT_AWAITING_PAYMENT: 409,
  ORDER_NOT_PAID: 409,
  ORDER_NOT_CANCELLABLE: 409,
  ORDER_CANCELLED: 409,
  CANCELLATION_OPEN: 409,
  CANCELLATION_NOT_OPEN: 409,
  AMOUNT_MISMATCH: 409,
  DELIVERY_NOT_REQUESTED: 409,
  DELIVERY_ALREADY_ACCEPTED: 409,
  DELIVERY_NOT_ACCEPTED: 409,
  DELIVERY_ALREADY_STARTED: 409,
  DELIVERY_NOT_STARTED: 409,
  DELIVERY_NOT_FAILED: 409,
  DELIVERY_ENDED: 409,
  REVIEW_NOT_REQUESTED: 409,
  REVIEW_ALREADY_WRITTEN: 409,
  REVIEW_NOT_WRITTEN: 409,
  REVIEW_ALREADY_REPLIED: 409,
  PAYMENT_NOT_ATTEMPTED: 409,
  PAYMENT_ALREADY_SETTLED: 409,
  PAYMENT_NOT_APPROVED: 409,
  PAYMENT_NOT_DISPUTED: 409,
  REFUND_NOT_OPEN: 409,
  REFUND_NOT_FAILED: 409,
  PERSON_HAS_OPEN_ORDERS: 409,
  ERASURE_NOT_UNDER_WAY: 409,
  NOTICE_NOT_ATTEMPTED: 409,
  NOTICE_ALREADY_SETTLED: 409,
};

/** The problem answer for a decision that said no. Its fact `retryAfter`, in seconds, is told as the header of that name. */
export function problemOf(
  { code, detail, facts: { retryAfter, ...own } = {} }: Rejection,
  seen: { readonly position?: string } = {},
): Problem {
  const facts = { ...own, ...seen };
  const answer = answers[code];
  if (typeof answer !== 'number') {
    return new Problem(answer.status, code, detail, { facts, errors: [{ pointer: answer.pointer, detail }] });
  }
  return new Problem(answer, code, detail, {
    facts,
    ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
  });
}
