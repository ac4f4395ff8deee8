import type { FastifyReply, FastifyRequest } from 'fastify';
import { notice } from '../../../../web/components/messages.ts';
import { boardPage } from '../../../../web/staff/board/page.ts';
import { needsReason, STEPS, type Step } from '../../../../web/staff/steps.ts';
import { shortNumber } from '../../../../web/texts/formats.ts';
import { boardTexts } from '../../../../web/texts/staff/board/texts.ts';
import { LONGEST } from '../../../domain/limits.ts';
import type { Part } from '../../../platform/runtime/html.ts';
import { line } from '../../input/fields.ts';
import { problemFrom } from '../../problems/from-error.ts';
import { logProblem } from '../../problems/plugin.ts';
import { Problem } from '../../problems/problem.ts';
import type { Api } from '../../types.ts';
import { fieldsOf } from '../form-fields.ts';
import { type StaffKit, staffPage } from './kit.ts';
import { readBoard } from './read-board.ts';
import { takeStep } from './take-step.ts';

const reasonText = line(LONGEST.reason);

/** The florist's board, and the forms by which it works without its script. */
export function boardRoutes(app: Api, kit: StaffKit): void {
  app.get('/shop', staffPage('florist'), (request, reply) => {
    const { after } = request.query as { after?: unknown };
    return show(request, reply, typeof after === 'string' ? after : '');
  });

  app.post<{ Params: { orderId: string } }>(
    '/shop/orders/:orderId/steps',
    { ...staffPage('florist'), errorHandler: refuse },
    async (request, reply) => {
      const { orderId } = request.params;
      const { step, reason, key } = wishOf(request);
      const command = kit.commandOf(request, `board ${step}`, orderId, key, { reason });
      const position = await takeStep(kit, request, { orderId, step, reason }, command);
      return reply.redirect(`/shop?after=${position}`, 303);
    },
  );

  async function show(request: FastifyRequest, reply: FastifyReply, after: string, message: Part = null) {
    const context = { ...kit.contextOf(request, reply), path: '/shop' };
    const board = await readBoard(kit.deps, after);
    return kit.send(reply, boardPage(context, { board, newKey: () => kit.pages.newKey(), message }));
  }

  /** Shows the board as it is now, and says why it was not done. */
  async function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemFrom(error);
    if (problem.status === 401 || problem.status === 429 || problem.status >= 500) throw problem;
    logProblem(problem, request);
    const b = boardTexts[kit.contextOf(request, reply).locale];
    const { orderId } = request.params as { orderId: string };
    const { step } = (request.body ?? {}) as { step?: unknown };
    const why = b.why[problem.code as keyof typeof b.why] ?? b.why.other;
    const words = STEPS.includes(step as Step)
      ? b.notes.unknownStatus
          .replace('{number}', b.number(shortNumber(orderId)))
          .replace('{step}', b.steps[step as Step])
          .replace('{why}', why)
      : why;
    const { position } = problem.extras.facts ?? {};
    return show(
      request,
      reply.code(problem.status),
      typeof position === 'string' ? position : '',
      notice('bad', words),
    );
  }
}

/** What a form asks for. */
function wishOf({ body }: FastifyRequest): { step: Step; reason: string; key: string } {
  const field = fieldsOf(body);
  const step = STEPS.find((each) => each === field('step'));
  if (step === undefined) throw new Problem(400, 'INVALID_REQUEST', 'There is no such step.');
  if (!needsReason(step)) return { step, reason: '', key: field('key') };
  const reason = reasonText.safeParse(field('reason'));
  if (!reason.success) throw new Problem(400, 'INVALID_REQUEST', 'A reason of up to 200 characters is needed.');
  return { step, reason: reason.data, key: field('key') };
}
