import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FieldFault } from '../../../../web/components/messages.ts';
import { accountPage } from '../../../../web/staff/account.ts';
import { peopleTexts } from '../../../../web/texts/staff/people/texts.ts';
import { faultOfPassword, TooBusy } from '../../../accounts/passwords.ts';
import { notFound, Problem } from '../../problems/problem.ts';
import type { Api } from '../../types.ts';
import { passwordOf } from '../form-fields.ts';
import { Door } from './door.ts';
import { type StaffKit, staffPage } from './kit.ts';
import { doneOf } from './people.ts';

/** What everybody of the shop sees of themselves, and may do there. */
export function accountRoutes(app: Api, kit: StaffKit): void {
  const { people, signIn, sessionList } = kit.deps.accounts;
  const door = new Door(kit.pages);
  const route = staffPage('florist');

  app.get('/shop/account', route, (request, reply) => show(request, reply, []));

  app.post<{ Params: { sessionId: string } }>(
    '/shop/account/sessions/:sessionId/end',
    route,
    async (request, reply) => {
      const { accountId } = kit.signedIn(request);
      const { sessionId } = request.params;
      const own = await sessionList.open(accountId);
      // Another's looks like none.
      if (!own.some((session) => session.sessionId === sessionId)) throw notFound();
      await sessionList.end(sessionId);
      return reply.redirect('/shop/account?done=ended', 303);
    },
  );

  app.post('/shop/account/end-others', route, async (request, reply) => {
    const { accountId, sessionId: current } = kit.signedIn(request);
    for (const { sessionId } of await sessionList.open(accountId)) {
      if (sessionId !== current) await sessionList.end(sessionId);
    }
    return reply.redirect('/shop/account?done=ended', 303);
  });

  app.post('/shop/account/password', route, async (request, reply) => {
    const { accountId, name } = kit.signedIn(request);
    const t = textsOf(request, reply);
    const [next, again] = [passwordOf(request.body, 'next'), passwordOf(request.body, 'again')];
    const fault = faultOfPassword(next, name);
    if (fault !== null) return show(request, reply.code(400), [{ field: 'next', text: t.faults[fault] }]);
    if (next !== again) return show(request, reply.code(400), [{ field: 'again', text: t.faults.different }]);
    try {
      const check = await signIn.check(accountId, passwordOf(request.body, 'current'), door.placeOf(request));
      if (check.kind === 'wait') {
        reply.code(429).header('retry-after', String(check.seconds));
        return show(request, reply, [{ field: 'current', text: t.faults.wait(check.seconds) }]);
      }
      if (check.kind === 'wrong') return show(request, reply.code(403), [{ field: 'current', text: t.faults.wrong }]);
      await people.setPassword(accountId, next);
      await door.letIn(request, reply, await signIn.again(accountId, door.placeOf(request)));
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      return show(request, reply.code(503).header('retry-after', '5'), [{ field: 'next', text: t.faults.busy }]);
    }
    return reply.redirect('/shop/account?done=password', 303);
  });

  function textsOf(request: FastifyRequest, reply: FastifyReply) {
    return peopleTexts[kit.contextOf(request, reply).locale];
  }

  async function show(request: FastifyRequest, reply: FastifyReply, faults: FieldFault[]): Promise<FastifyReply> {
    const { accountId, sessionId } = kit.signedIn(request);
    const [account, sessions] = await Promise.all([people.find(accountId), sessionList.open(accountId)]);
    if (account === null) throw new Problem(401, 'UNAUTHENTICATED', 'This account is not there any more.');
    const page = {
      sessions,
      current: sessionId,
      hasPassword: account.password !== null,
      done: doneOf(request),
      faults,
    };
    return kit.send(reply, accountPage(kit.contextOf(request, reply), textsOf(request, reply), page));
  }
}
