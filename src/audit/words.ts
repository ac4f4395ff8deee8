import type { OrderStatusView } from '../projections/order-status.ts';

type Status = OrderStatusView['status'];
type PaymentStatus = OrderStatusView['payment']['status'];

const statuses: Readonly<Record<Status, string>> = {
  AwaitingPayment: '결제 대기',
  Paid: '결제 완료',
  Preparing: '준비 중',
  OutForDelivery: '배송 중',
  DeliveryFailed: '배송 실패',
  Delivered: '배송 완료',
  PaymentFailed: '결제 실패',
  Cancelling: '취소 중',
  Cancelled: '취소됨',
};

const paymentStatuses: Readonly<Record<PaymentStatus, string>> = {
  Pending: '대기',
  Paid: '결제됨',
  Failed: '실패',
  Unresolved: '확인 중',
  Disputed: '금액 확인 필요',
  Voided: '청구 없음',
  RefundPending: '환불 중',
  Refunded: '환불됨',
  RefundFailed: '환불 실패',
};

/** The status of an order as people read it, in both languages of the glossary. */
export function statusInWords(status: Status | null): string {
  return status === null ? 'not known' : `${status} (${statuses[status]})`;
}

/** The same of its money. */
export function paymentInWords(status: PaymentStatus | null): string {
  return status === null ? 'not known' : `${status} (${paymentStatuses[status]})`;
}
