import type { FastifyReply } from 'fastify';
import { processesPage } from '../../../../../web/staff/ops/processes.ts';
import { LONGEST } from '../../../../domain/limits.ts';
import { answerParked, skipParked } from '../../../commands/parked.ts';
import { actorOf } from '../../../identity/identity.ts';
import { line } from '../../../input/fields.ts';
import type { Api } from '../../../types.ts';
import { fieldsOf } from '../../form-fields.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { done, opsContextOf, refusalsOn, type Show } from './desk.ts';

const PAGE = '/ops/processes';
const reason = line(LONGEST.reason);

interface Parked {
  readonly Params: { readonly name: string; readonly orderId: string };
}

/** The process managers: what is open, and what to do with parked orders. */
export function processesRoutes(app: Api, kit: StaffKit): void {
  const { operations, skipNotes } = kit.deps;
  const form = { ...staffPage('operator'), errorHandler: refusalsOn(show) };

  app.get(PAGE, staffPage('operator'), (request, reply) => show(request, reply));

  app.post<Parked>(`${PAGE}/:name/parked/:orderId/retry`, form, async ({ params: { name, orderId } }, reply) => {
    answerParked(await operations.retry(name, orderId));
    return done(reply, PAGE, 'retry');
  });

  app.post<Parked>(`${PAGE}/:name/parked/:orderId/skip`, form, async (request, reply) => {
    const { name: process, orderId } = request.params;
    const said = reason.safeParse(fieldsOf(request.body)('reason'));
    if (!said.success) return show(request, reply.code(400), 'reason');
    await skipParked(kit.deps, { process, instanceId: orderId, by: actorOf(request.identity), reason: said.data });
    return done(reply, PAGE, 'skip');
  });

  async function show(...[request, reply, refused]: Parameters<Show>): Promise<FastifyReply> {
    const [processes, skipped] = await Promise.all([operations.list(), skipNotes.all()]);
    return kit.send(reply, processesPage(opsContextOf(kit, request, reply, refused), processes, skipped));
  }
}
