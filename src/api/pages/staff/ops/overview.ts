import type { FastifyReply, FastifyRequest } from 'fastify';
import { needsOf } from '../../../../../web/staff/ops/attention.ts';
import { overviewPage } from '../../../../../web/staff/ops/overview.ts';
import { cleanText } from '../../../../domain/text.ts';
import { isUuid } from '../../../../platform/runtime/ids.ts';
import { shownOrder } from '../../../shown-order.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { opsContextOf } from './desk.ts';

const MAX_LENGTH = 100;

/** Whether all is well, and the way to an order by its number. */
export function overviewRoutes(app: Api, kit: StaffKit): void {
  const { operations, viewOperations, logOperations, readiness, queries, pages } = kit.deps;

  app.get('/ops', staffPage('operator'), (request, reply) => show(request, reply, ''));

  app.get('/ops/find', staffPage('operator'), async (request, reply) => {
    const { order } = request.query as { order?: unknown };
    const wanted = typeof order === 'string' ? cleanText(order, 'line').trim().toLowerCase().slice(0, MAX_LENGTH) : '';
    const found = wanted === '' ? null : await orderBy(wanted);
    if (found !== null) return reply.redirect(`/ops/audit/${found}`, 303);
    reply.code(wanted === '' ? 400 : 404);
    return show(request, reply, wanted);
  });

  async function show(request: FastifyRequest, reply: FastifyReply, wanted: string): Promise<FastifyReply> {
    const [processes, views, reconciliation, log, faults, minutes] = await Promise.all([
      operations.list(),
      viewOperations.statuses(),
      operations.reconciliation(),
      logOperations.status(),
      readiness(),
      pages.lastHour.minutes(),
    ]);
    const context = opsContextOf(kit, request, reply);
    const said = wanted === '' ? context.said : { notFound: wanted };
    const needs = needsOf({ processes, views, reconciliation, log, faults });
    return kit.send(reply, overviewPage({ ...context, said }, { needs, minutes, process: pages.processName, wanted }));
  }

  /** The order with a number: the whole one, or its last eight characters. */
  async function orderBy(wanted: string): Promise<string | null> {
    if (isUuid(wanted)) return (await shownOrder(kit.deps, wanted)) === null ? null : wanted;
    const { items } = await queries.search(wanted, { limit: 10 });
    return items.find(({ order }) => order.orderId.endsWith(wanted))?.order.orderId ?? null;
  }
}
