import type { Step } from '../components/steps.ts';
import type { Texts } from '../texts/texts.ts';
import type { OrderStatusView } from '../view-model.ts';

type Status = OrderStatusView['status'];

/** The way of an order on which all goes well. */
const WAY = ['AwaitingPayment', 'Paid', 'Preparing', 'OutForDelivery', 'Delivered'] as const;
/** Where a way ends, or stands still, otherwise. */
const BAD: ReadonlySet<Status> = new Set(['PaymentFailed', 'DeliveryFailed', 'Cancelled']);

/** The order's steps: what has been with its times, where it stands, and what of the way is still ahead. */
export function stepsOf(t: Texts, { status, timeline }: Pick<OrderStatusView, 'status' | 'timeline'>): Step[] {
  const past = timeline.map(({ status: each, at }, index): Step => {
    const isLast = index === timeline.length - 1;
    return { name: t.order.step[each], state: isLast ? stateOfLast(each) : BAD.has(each) ? 'bad' : 'done', at };
  });
  return [...past, ...ahead(status).map((each): Step => ({ name: t.order.step[each], state: 'ahead', at: null }))];
}

function stateOfLast(status: Status): Step['state'] {
  if (BAD.has(status)) return 'bad';
  return status === 'Delivered' ? 'done' : 'now';
}

function ahead(status: Status): readonly Status[] {
  if (status === 'Cancelling') return ['Cancelled'];
  if (status === 'DeliveryFailed') return ['Delivered'];
  const place = (WAY as readonly Status[]).indexOf(status);
  return place < 0 ? [] : WAY.slice(place + 1);
}

/** How far a gift is, in a recipient's eyes: no word of money. */
export type GiftStage = 'before' | 'making' | 'coming' | 'there' | 'failed' | 'off';

const GIFT_STAGES: Readonly<Record<Status, GiftStage>> = {
  AwaitingPayment: 'before',
  Paid: 'before',
  Preparing: 'making',
  OutForDelivery: 'coming',
  Delivered: 'there',
  DeliveryFailed: 'failed',
  PaymentFailed: 'off',
  Cancelling: 'off',
  Cancelled: 'off',
};
const GIFT_WAY = ['before', 'making', 'coming', 'there'] as const;

/** The stage of a gift. */
export function giftStageOf(status: Status): GiftStage {
  return GIFT_STAGES[status];
}

/** The steps of a gift; none when it is not on its way. */
export function giftStepsOf(t: Texts, stage: GiftStage): Step[] {
  const place = (GIFT_WAY as readonly GiftStage[]).indexOf(stage);
  if (place < 0) return [];
  return GIFT_WAY.map((each, index): Step => {
    const now = each === 'there' ? 'done' : 'now';
    return { name: t.gift.steps[each], state: index < place ? 'done' : index === place ? now : 'ahead', at: null };
  });
}
