import type { FastifyReply, FastifyRequest } from 'fastify';
import { forbiddenPage } from '../../../../web/staff/forbidden.ts';
import { areaOf } from '../../../../web/staff/frame.ts';
import { mayActAs } from '../../../accounts/account.ts';
import { demandOrderId } from '../../identity/gate.ts';
import { identityOf } from '../../identity/identity.ts';
import { problemFrom } from '../../problems/from-error.ts';
import { Problem } from '../../problems/problem.ts';
import type { Api } from '../../types.ts';
import { cookieOf, SESSION_COOKIE } from '../cookies.ts';
import { sendFaultPage } from '../faults.ts';
import type { StaffKit } from './kit.ts';

/** Nobody sees a page of the staff without a session of that role; who has none is sent to sign in, and comes back. */
export function guardStaff(scope: Api, kit: StaffKit): void {
  const { sessions } = kit.deps.accounts;
  scope.addHook('onRoute', ({ url, config }) => {
    if (config?.staff === undefined && config?.access === undefined)
      throw new Error(`${url} does not say whose page it is`);
  });
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex, nofollow');
    const { staff } = request.route.config;
    const secret = cookieOf(request, SESSION_COOKIE);
    request.signedIn = secret === null ? null : await sessions.find(secret);
    if (staff === undefined) return;
    const { signedIn } = request;
    if (signedIn === null) return sendToSignIn(request, reply, secret !== null);
    request.identity = identityOf(signedIn);
    if (!mayActAs(signedIn.role, staff)) throw new Problem(403, 'FORBIDDEN', 'This is not for you.');
    demandOrderId((request.params as { orderId?: string }).orderId);
  });
  scope.setErrorHandler((error, request, reply) => {
    const problem = problemFrom(error);
    if (problem.code !== 'FORBIDDEN') return sendFaultPage(kit.pages, error, request, reply);
    return kit.send(reply.code(403), forbiddenPage(kit.contextOf(request, reply)));
  });
}

/** A form that was sent too late is not sent again by itself: its page is shown once more. */
function sendToSignIn(request: FastifyRequest, reply: FastifyReply, hadSession: boolean): FastifyReply {
  const { method, url } = request;
  const area = areaOf(url);
  const query = new URLSearchParams({
    ...(method === 'GET' && url !== `/${area}` && { next: url }),
    ...(hadSession && { word: 'ended' }),
  });
  return reply.redirect(`/${area}/login${query.size === 0 ? '' : `?${query}`}`, 303);
}
