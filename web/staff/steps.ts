/** The steps that the florist takes from a page; `cancel` calls an order off that was confirmed before. */
export const STEPS = ['accept', 'reject', 'start', 'complete', 'fail', 'return', 'cancel'] as const;
export type Step = (typeof STEPS)[number];
/** A step that says why. */
export type ReasonedStep = 'reject' | 'fail' | 'cancel';

export function needsReason(step: Step): step is ReasonedStep {
  return step === 'reject' || step === 'fail' || step === 'cancel';
}
