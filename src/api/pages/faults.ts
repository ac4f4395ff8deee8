import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Message, messagePage } from '../../../web/pages/message.ts';
import type { Texts } from '../../../web/texts/texts.ts';
import { problemFrom } from '../problems/from-error.ts';
import { logProblem } from '../problems/plugin.ts';
import type { Problem } from '../problems/problem.ts';
import type { PageKit } from './kit.ts';

/** True for who wants to read a page, as browsers do, rather than data. */
export function wantsPage({ method, headers: { accept = '' } }: FastifyRequest): boolean {
  return method === 'GET' && accept.includes('text/html');
}

/** Tells people of an error, by a page in their language. */
export function sendFaultPage(
  kit: PageKit,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemFrom(error);
  logProblem(problem, request);
  // An address that is not there may hold anything, a secret too: links to other languages lead to the front page.
  const context = kit.contextOf(request, reply, { path: '/' });
  const { 'content-type': _type, ...headers } = problem.toHeaders();
  reply.code(problem.status).headers({ ...headers, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  const page = messagePage(context, { ...messageOf(context.t, problem), small: context.t.faults.number(request.id) });
  return kit.send(reply, page);
}

function messageOf({ faults }: Texts, { status, code, extras }: Problem): Message {
  switch (status) {
    case 401:
      return { title: faults.badLink, more: faults.badLinkMore };
    case 403:
      return { title: faults.forbidden, more: faults.forbiddenMore };
    case 404:
      return code === 'ORDER_NOT_FOUND'
        ? { title: faults.orderGone, more: faults.orderGoneMore }
        : { title: faults.notHere, more: faults.notHereMore };
    case 429:
      return { title: faults.tooMany, more: faults.tooManyMore(extras.retryAfter ?? 60) };
    case 503:
      return { title: faults.unavailable, more: faults.unavailableMore };
    default:
      return status < 500
        ? { title: faults.bad, more: faults.badMore }
        : { title: faults.broken, more: faults.brokenMore };
  }
}
