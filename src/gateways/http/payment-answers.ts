import { z } from 'zod';
import type { OrderId } from '../../domain/ids.ts';
import type { Charge, ChargeOutcome, NotSent, RefundOutcome, UnknownOutcome } from '../payment-gateway.ts';
import { notUnderstood } from './call-failed.ts';
import type { HttpAnswer } from './exchange.ts';
import { codeOf, foreignId, invalid, refusalCode } from './protocol.ts';

const won = z.int().nonnegative();
const charge = z.object({
  paymentId: foreignId,
  orderId: foreignId,
  amount: won,
  refunded: won,
  at: z.iso.datetime({ offset: true }),
});
const approvedCharge = z.object({
  paymentId: foreignId,
  orderId: foreignId,
  amount: won,
  status: z.literal('approved'),
});
const declined = z.object({ code: refusalCode });
const alreadyCharged = z.object({ charge: approvedCharge.omit({ status: true }) });
const approvedRefund = z.object({
  refundId: foreignId,
  paymentId: foreignId,
  amount: won,
  status: z.literal('approved'),
});
const page = z.object({ charges: z.array(charge), nextCursor: z.string().min(1).nullable() });

type Definite<Outcome> = Exclude<Outcome, UnknownOutcome | NotSent>;

/**
 * What an answer to a charge says. An approval counts only for the order that was asked for; its amount is the gateway's.
 * @throws CallFailed when it is none of the protocol.
 */
export function readCharge(answer: HttpAnswer, orderId: OrderId): Definite<ChargeOutcome> {
  switch (answer.status) {
    case 200:
      return approvalOf(approvedCharge.safeParse(answer.body).data, answer, orderId);
    case 402: {
      const no = declined.safeParse(answer.body);
      if (!no.success) throw notUnderstood(answer.status);
      return { outcome: 'declined', code: no.data.code };
    }
    case 409:
      if (codeOf(answer) !== 'ALREADY_CHARGED') return invalid(answer);
      return approvalOf(alreadyCharged.safeParse(answer.body).data?.charge, answer, orderId);
    default:
      return refused(answer);
  }
}

/**
 * What an answer to a refund says.
 * @throws CallFailed when it is none of the protocol.
 */
export function readRefund(answer: HttpAnswer, paymentId: string): Definite<RefundOutcome> {
  switch (answer.status) {
    case 200: {
      const refund = approvedRefund.safeParse(answer.body);
      if (!refund.success || refund.data.paymentId !== paymentId) throw notUnderstood(answer.status);
      return { outcome: 'approved', refundId: refund.data.refundId };
    }
    case 422: {
      const code = codeOf(answer);
      return code === 'REFUND_REFUSED' ? { outcome: 'refused', code } : invalid(answer);
    }
    default:
      return refused(answer);
  }
}

/**
 * One page of charges.
 * @throws CallFailed when it is none.
 */
export function readCharges(answer: HttpAnswer): { charges: readonly Charge[]; nextCursor: string | null } {
  const parsed = page.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer.status);
  return parsed.data;
}

function approvalOf(
  approval: { readonly paymentId: string; readonly orderId: string; readonly amount: number } | undefined,
  { status }: HttpAnswer,
  orderId: OrderId,
): Definite<ChargeOutcome> {
  if (approval?.orderId !== orderId) throw notUnderstood(status);
  return { outcome: 'approved', paymentId: approval.paymentId, amount: approval.amount };
}

function refused(answer: HttpAnswer) {
  if (answer.status < 400) throw notUnderstood(answer.status);
  return invalid(answer);
}
