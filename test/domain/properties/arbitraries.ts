import fc from 'fast-check';
import type { MenuCommand } from '../../../src/domain/menu/index.ts';
import type { NotificationCommand } from '../../../src/domain/notification/index.ts';
import type { OrderCommand } from '../../../src/domain/order/index.ts';
import type { OrderStanding } from '../../../src/domain/order-standing.ts';
import type { PaymentCommand } from '../../../src/domain/payment/index.ts';
import type { ReviewCommand } from '../../../src/domain/review/index.ts';
import { menuOf, roses } from '../../support/builders.ts';
import { dearRoses, menuCommands } from '../examples/menu.ts';
import { notificationCommands } from '../examples/notification.ts';
import { orderCommands } from '../examples/order.ts';
import { evidences, paymentCommands } from '../examples/payment.ts';
import { reviewCommands } from '../examples/review.ts';

/** Any of these. */
export function anyOf<Message>(messages: Readonly<Record<string, Message>>): fc.Arbitrary<Message> {
  return fc.constantFrom(...Object.values(messages));
}

const { PlaceOrder, ConfirmPayment } = orderCommands;
const { AttemptCharge, RecordEvidence, AttemptRefund, RecordRefundFailure, AcceptDispute, SettleRefundManually } =
  paymentCommands;
const { AttemptSms, DropSms } = notificationCommands;
const { PutMenuItem } = menuCommands;
const otherNotice = { ...AttemptSms.notice, ref: 'notice-2' };

/** Commands of the examples, and some that differ in what a decision turns on. */
export const orderCommand: fc.Arbitrary<OrderCommand> = fc.oneof(
  anyOf<OrderCommand>(orderCommands),
  fc.constantFrom<OrderCommand>(
    { ...PlaceOrder, menu: menuOf({}) },
    { ...PlaceOrder, menu: menuOf({ rose: { ...roses, soldOut: true } }) },
    { ...PlaceOrder, confirmedTotal: 1 },
    { ...PlaceOrder, details: { ...PlaceOrder.details, deliverOn: '2026-05-07', window: '13:00-16:00' } },
    { ...ConfirmPayment, amount: 1 },
  ),
);

export const paymentCommand: fc.Arbitrary<PaymentCommand> = fc.oneof(
  anyOf<PaymentCommand>(paymentCommands),
  fc.constantFrom<PaymentCommand>(
    { ...AttemptCharge, amount: 1 },
    { ...AttemptRefund, renew: true },
    { ...AttemptRefund, paymentId: 'payment-2' },
    { ...RecordRefundFailure, evidence: evidences.twice, standing: 'open' },
    { ...AcceptDispute, reference: 'agreed by letter' },
    { ...AcceptDispute, standing: 'committed' },
    { ...AcceptDispute, standing: 'ended' },
    { ...SettleRefundManually, reference: 'bank-transfer-2' },
    { ...SettleRefundManually, standing: 'open' },
  ),
  fc
    .record({
      evidence: fc.constantFrom(...Object.values(evidences)),
      standing: fc.constantFrom<OrderStanding>('open', 'committed', 'ended'),
    })
    .map((told): PaymentCommand => ({ ...RecordEvidence, ...told })),
);

export const reviewCommand: fc.Arbitrary<ReviewCommand> = fc.oneof(
  anyOf<ReviewCommand>(reviewCommands),
  fc.constant<ReviewCommand>({ type: 'ReplyToReview', text: 'Come again!' }),
);

export const notificationCommand: fc.Arbitrary<NotificationCommand> = fc.oneof(
  anyOf<NotificationCommand>(notificationCommands),
  fc.constantFrom<NotificationCommand>({ ...AttemptSms, notice: otherNotice }, { ...DropSms, notice: otherNotice }),
);

export const menuCommand: fc.Arbitrary<MenuCommand> = fc.oneof(
  anyOf<MenuCommand>(menuCommands),
  fc
    .record({
      menuItemId: fc.constantFrom('rose', 'tulip'),
      details: fc.constantFrom(PutMenuItem.details, dearRoses),
      soldOut: fc.constantFrom(true, false, undefined),
    })
    .map((item) => ({ type: 'PutMenuItem' as const, ...item })),
);
