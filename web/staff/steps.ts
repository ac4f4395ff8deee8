import type { DeliveryBoardView } from '../view-model.ts';

/** The steps that the florist takes from a page; `cancel` calls an order off that was confirmed before. */
export const STEPS = ['accept', 'reject', 'start', 'complete', 'fail', 'return', 'cancel'] as const;
export type Step = (typeof STEPS)[number];
/** A step that says why. */
export type ReasonedStep = 'reject' | 'fail' | 'cancel';

export function needsReason(step: Step): step is ReasonedStep {
  return step === 'reject' || step === 'fail' || step === 'cancel';
}

/** What can be done with a delivery as it stands, the usual step first. */
export function stepsOf({ status }: Pick<DeliveryBoardView, 'status'>): readonly Step[] {
  switch (status) {
    case 'Requested':
      return ['accept', 'reject'];
    case 'Accepted':
      return ['start', 'cancel'];
    case 'Started':
      return ['complete', 'fail'];
    case 'Failed':
      return ['start', 'return'];
    default:
      return [];
  }
}
