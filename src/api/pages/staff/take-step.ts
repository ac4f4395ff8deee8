import type { FastifyRequest } from 'fastify';
import type { Step } from '../../../../web/staff/steps.ts';
import { cancelOrder } from '../../../application/cancel-order.ts';
import type { CommandIdentity } from '../../../application/command-identity.ts';
import { type FloristStep, takeDeliveryStep } from '../../../application/deliver.ts';
import type { OrderId } from '../../../domain/ids.ts';
import { resultOf } from '../../commands/result.ts';
import type { StaffKit } from './kit.ts';

/** What each button stands for; a cancellation is the order's. */
const DELIVERY_STEPS: Readonly<Record<Exclude<Step, 'cancel'>, (reason: string) => FloristStep>> = {
  accept: () => ({ type: 'AcceptDelivery' }),
  reject: (reason) => ({ type: 'RejectDelivery', by: 'florist', reason }),
  start: () => ({ type: 'StartDelivery' }),
  complete: () => ({ type: 'CompleteDelivery' }),
  fail: (reason) => ({ type: 'FailDelivery', reason }),
  return: () => ({ type: 'ReturnDelivery' }),
};

/**
 * Takes the step that somebody of the shop has pressed.
 * @returns its position, as a token
 * @throws Problem when it is out of turn
 */
export async function takeStep(
  kit: StaffKit,
  request: FastifyRequest,
  { orderId, step, reason }: { readonly orderId: OrderId; readonly step: Step; readonly reason: string },
  command: CommandIdentity,
): Promise<string> {
  const { shop } = kit.deps;
  if (step === 'cancel') {
    const by = kit.signedIn(request).role;
    return resultOf(shop, await cancelOrder(shop, orderId, { by, reason }, command)).position;
  }
  return resultOf(shop, await takeDeliveryStep(shop, orderId, DELIVERY_STEPS[step](reason), command)).position;
}
