import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpsContext, Said } from '../../../../../web/staff/ops/parts/page.ts';
import { type OpsTexts, opsTexts } from '../../../../../web/texts/ops/texts.ts';
import { problemFrom } from '../../../problems/from-error.ts';
import { logProblem } from '../../../problems/plugin.ts';
import type { StaffKit } from '../kit.ts';

type Refusal = keyof OpsTexts['refused'];

/** What a problem means on these pages; what is not here is told by a page of its own. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  CSRF_TOKEN_INVALID: 'stale',
  STORE_UNAVAILABLE: 'away',
  MONEY_NOT_SETTLED: 'money',
  NOT_PARKED: 'gone',
  VERSION_NOT_FOUND: 'gone',
  IDEMPOTENCY_KEY_REUSED: 'gone',
  ORDER_CANCELLED: 'ended',
  CANCELLATION_OPEN: 'open',
  DELIVERY_ALREADY_STARTED: 'started',
  ORDER_NOT_CANCELLABLE: 'gone',
  PAYMENT_ALREADY_SETTLED: 'gone',
  PAYMENT_NOT_APPROVED: 'gone',
  PAYMENT_NOT_ATTEMPTED: 'gone',
  PAYMENT_NOT_DISPUTED: 'gone',
  REFUND_NOT_FAILED: 'gone',
  REFUND_NOT_OPEN: 'gone',
};

/** Shows a page, with what is to be said of the last action: done, as the address says, or why it could not be. */
export type Show = (request: FastifyRequest, reply: FastifyReply, refused?: Refusal) => Promise<FastifyReply>;

/** What a page for operators is drawn with. That something was done stands in the address; why it could not be, is said at once. */
export function opsContextOf(
  kit: StaffKit,
  request: FastifyRequest,
  reply: FastifyReply,
  refused?: Refusal,
): OpsContext {
  const said = refused === undefined ? doneIn(request.query) : { refused };
  return { ...kit.contextOf(request, reply), nowMs: kit.deps.shop.clock.now(), said };
}

/** It is done: its page is asked for anew, and says so. */
export function done(reply: FastifyReply, page: string, word: keyof OpsTexts['said']): FastifyReply {
  const [path = '', place = ''] = page.split('#');
  return reply.redirect(`${path}?done=${word}${place === '' ? '' : `#${place}`}`, 303);
}

/** Has a page say why something could not be done, as far as it has words for it, and show how things stand now. */
export function refusalsOn(show: Show) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const problem = problemFrom(error);
    const word = REFUSALS[problem.code];
    // Nobody can be shown a page before it is known who asks.
    if (word === undefined || request.signedIn === null) throw problem;
    logProblem(problem, request);
    return show(request, reply.code(problem.status), word);
  };
}

function doneIn(query: unknown): Said | null {
  const { done: word } = query as { done?: unknown };
  return typeof word === 'string' && Object.hasOwn(opsTexts.ko.said, word)
    ? { done: word as keyof OpsTexts['said'] }
    : null;
}
