import { z } from 'zod';
import type { OrderId } from '../../domain/ids.ts';
import { CURRENCY } from '../../domain/money.ts';
import type { Charge } from '../../domain/payment/index.ts';
import type { ChargeOutcome, NotSent, RefundOutcome, UnknownOutcome } from '../payment-gateway.ts';
import type { HttpAnswer } from './exchange.ts';
import { foreignId, notUnderstood, refusalCodeOf } from './protocol.ts';

// The decisions that the protocol documents. Every other answer is unavailability.
const DECLINED = 'DECLINED';
const ALREADY_CHARGED = 'ALREADY_CHARGED';
const REFUND_REFUSED = 'REFUND_REFUSED';
const KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED';

const won = z.int().nonnegative();
/** What stands in the place of an amount is judged by the domain, not here: one odd charge must not hide the others. */
const anyAmount = z.unknown().transform((value) => (typeof value === 'number' ? value : null));
const time = z.iso.datetime({ offset: true }).nullish().catch(null);
const currency = z.string().min(1).max(10).default(CURRENCY);

const charge = z
  .object({
    paymentId: foreignId,
    orderId: foreignId,
    amount: anyAmount,
    refunded: anyAmount,
    currency,
    status: z.string().max(200),
    at: time,
  })
  .transform((told): Charge => ({ ...told, at: told.at ?? null }));
const approvedCharge = z
  .object({
    paymentId: foreignId,
    orderId: foreignId,
    amount: won,
    currency,
    status: z.literal('approved'),
    at: time,
  })
  .transform((told): Charge => ({ ...told, refunded: 0, at: told.at ?? null }));
const alreadyCharged = z.object({ charge });
const approvedRefund = z.object({
  refundId: foreignId,
  paymentId: foreignId,
  amount: won,
  status: z.literal('approved'),
});
const page = z.object({ charges: z.array(charge), nextCursor: z.string().min(1).nullish() });

type Definite<Outcome> = Exclude<Outcome, UnknownOutcome | NotSent>;

/**
 * What an answer to a charge says. A charge counts only for the order that was asked for; its amount is the gateway's.
 * @throws CallFailed when it is no decision of the protocol.
 */
export function readCharge(answer: HttpAnswer, orderId: OrderId): Definite<ChargeOutcome> {
  const code = refusalCodeOf(answer);
  if (answer.status === 402 && code === DECLINED) return { outcome: 'declined', code, fresh: true };
  if (answer.status === 200) {
    const told = approvedCharge.safeParse(answer.body).data;
    if (told?.orderId === orderId) return { outcome: 'charged', charge: told, fresh: true };
  }
  if (answer.status === 409 && code === ALREADY_CHARGED) {
    const told = alreadyCharged.safeParse(answer.body).data?.charge;
    if (told?.orderId === orderId) return { outcome: 'charged', charge: told, fresh: false };
  }
  throw notUnderstood(answer);
}

/**
 * What an answer to a refund says.
 * @throws CallFailed when it is no decision of the protocol.
 */
export function readRefund(answer: HttpAnswer, paymentId: string): Definite<RefundOutcome> {
  const code = refusalCodeOf(answer);
  if (answer.status === 422 && code === REFUND_REFUSED) return { outcome: 'refused', code };
  if (answer.status === 422 && code === KEY_REUSED) return { outcome: 'key-reused' };
  if (answer.status === 200) {
    const refund = approvedRefund.safeParse(answer.body).data;
    if (refund?.paymentId === paymentId) {
      return { outcome: 'approved', refundId: refund.refundId, amount: refund.amount };
    }
  }
  throw notUnderstood(answer);
}

/**
 * One page of charges.
 * @throws CallFailed when it is none.
 */
export function readCharges(answer: HttpAnswer): { charges: readonly Charge[]; nextCursor: string | null } {
  const parsed = page.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer);
  return { charges: parsed.data.charges, nextCursor: parsed.data.nextCursor ?? null };
}
