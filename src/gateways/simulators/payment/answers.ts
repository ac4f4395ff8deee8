import type { Won } from '../../../domain/money.ts';
import type { Refusal } from '../simulator-server.ts';
import type { StoredCharge } from './ledger.ts';

/** An answer, or a connection that is cut instead. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'cut' };
export type Answer = Extract<Reply, { kind: 'answer' }>;

export const cut: Reply = { kind: 'cut' };

export const keyReused = refusal(422, 'IDEMPOTENCY_KEY_REUSED', 'the key was used for another call');
export const failing = refusal(503, 'FAILING', 'the service fails for a moment');
export const noSuchPayment = refusal(404, 'PAYMENT_NOT_FOUND', 'no such payment');

export function declined(message: string): Answer {
  return refusal(402, 'DECLINED', message);
}

export function refundRefused(message: string): Answer {
  return refusal(422, 'REFUND_REFUSED', message);
}

export function approved({ paymentId, orderId, amount, at }: Omit<StoredCharge, 'seq' | 'refunded'>): Answer {
  return { kind: 'answer', status: 200, body: { paymentId, orderId, amount, status: 'approved', at } };
}

export function refunded(refundId: string, paymentId: string, amount: Won): Answer {
  return { kind: 'answer', status: 200, body: { refundId, paymentId, amount, status: 'approved' } };
}

export function alreadyCharged(charge: StoredCharge): Answer {
  const { kind, status, body } = refusal(409, 'ALREADY_CHARGED', 'the order has a charge');
  return { kind, status, body: { ...body, charge: listed(charge) } };
}

export function listed({ paymentId, orderId, amount, refunded, at }: StoredCharge) {
  return { paymentId, orderId, amount, refunded, status: 'approved', at };
}

function refusal(status: number, code: string, message: string) {
  return { kind: 'answer', status, body: { code, message } satisfies Refusal } as const;
}
