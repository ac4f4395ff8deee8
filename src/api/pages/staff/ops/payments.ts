import type { FastifyReply } from 'fastify';
import { paymentsPage } from '../../../../../web/staff/ops/payments.ts';
import { cancelOrder } from '../../../../application/cancel-order.ts';
import { acceptDispute, settleRefundManually } from '../../../../application/settle-payment.ts';
import type { OrderId } from '../../../../domain/ids.ts';
import { LONGEST } from '../../../../domain/limits.ts';
import { resultOf } from '../../../commands/result.ts';
import { line } from '../../../input/fields.ts';
import type { Api } from '../../../types.ts';
import { fieldsOf } from '../../form-fields.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { done, opsContextOf, refusalsOn, type Show } from './desk.ts';

interface OrderParams {
  readonly orderId: OrderId;
}

const PAGE = '/ops/payments';
const said = line(LONGEST.reason);

/** The open questions of money, and the answers that only a person can give. */
export function paymentsRoutes(app: Api, kit: StaffKit): void {
  const { shop, operations } = kit.deps;
  const form = { ...staffPage('operator'), errorHandler: refusalsOn(show) };

  app.get(PAGE, staffPage('operator'), (request, reply) => show(request, reply));

  for (const [wish, word, carryOut] of [
    ['accept', 'accept', acceptDispute],
    ['settle', 'settle', settleRefundManually],
  ] as const) {
    app.post<{ Params: OrderParams }>(`${PAGE}/:orderId/${wish}`, form, async (request, reply) => {
      const { orderId } = request.params;
      const field = fieldsOf(request.body);
      const reference = said.safeParse(field('reference'));
      if (!reference.success) return show(request, reply.code(400), 'reference');
      const command = kit.commandOf(request, wish, orderId, field('key'), { reference: reference.data });
      resultOf(shop, await carryOut(shop, orderId, reference.data, command));
      return done(reply, PAGE, word);
    });
  }

  app.post<{ Params: OrderParams }>(`${PAGE}/:orderId/give-back`, form, async (request, reply) => {
    const { orderId } = request.params;
    const field = fieldsOf(request.body);
    const reason = said.safeParse(field('reason'));
    if (!reason.success) return show(request, reply.code(400), 'reason');
    const command = kit.commandOf(request, 'give-back', orderId, field('key'), { reason: reason.data });
    resultOf(shop, await cancelOrder(shop, orderId, { by: 'operator', reason: reason.data }, command));
    return done(reply, PAGE, 'back');
  });

  app.post(`${PAGE}/reconcile`, form, async (_request, reply) => {
    await operations.reconcile();
    return done(reply, `${PAGE}#books`, 'reconcile');
  });

  async function show(...[request, reply, refused]: Parameters<Show>): Promise<FastifyReply> {
    const [processes, reconciliation] = await Promise.all([operations.list(), operations.reconciliation()]);
    const open = processes.find(({ name }) => name === 'payment')?.open ?? [];
    const context = opsContextOf(kit, request, reply, refused);
    return kit.send(reply, paymentsPage(context, { open, reconciliation, newKey: () => kit.pages.newKey() }));
  }
}
