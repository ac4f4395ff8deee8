import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FieldFault } from '../../../../web/components/messages.ts';
import { type PeopleDone, peoplePage } from '../../../../web/staff/people.ts';
import { peopleTexts } from '../../../../web/texts/staff/people/texts.ts';
import { type Account, toAccountName } from '../../../accounts/account.ts';
import { faultOfPassword, TooBusy } from '../../../accounts/passwords.ts';
import { notFound } from '../../problems/problem.ts';
import type { Api } from '../../types.ts';
import { fieldsOf, passwordOf } from '../form-fields.ts';
import { type StaffKit, staffPage } from './kit.ts';

const DONE: ReadonlySet<string> = new Set(['added', 'disabled', 'enabled', 'password', 'ended'] satisfies PeopleDone[]);

/** What has just been done, as the address says. */
export function doneOf(request: FastifyRequest): PeopleDone | null {
  const { done } = request.query as { done?: unknown };
  return DONE.has(String(done)) ? (String(done) as PeopleDone) : null;
}

/** What could not be done, and what had been typed. */
interface Said {
  readonly fault?: string;
  readonly faults?: readonly FieldFault[];
}

interface AccountParams {
  readonly accountId: string;
}

/** Everybody who can sign in, for operators. */
export function peopleRoutes(app: Api, kit: StaffKit): void {
  const { people, sessionList } = kit.deps.accounts;
  const route = staffPage('operator');

  app.get('/ops/people', route, (request, reply) => show(request, reply, {}));

  app.post('/ops/people', route, async (request, reply) => {
    const t = textsOf(request, reply);
    const field = fieldsOf(request.body);
    const name = toAccountName(field('name'));
    const password = passwordOf(request.body, 'password');
    const fault = faultOfPassword(password, name ?? '');
    const faults: FieldFault[] = [
      ...(name === null ? [{ field: 'name', text: t.faults.name }] : []),
      ...(fault === null ? [] : [{ field: 'password', text: t.faults[fault] }]),
    ];
    if (name === null || faults.length > 0) return show(request, reply.code(400), { faults });
    const role = field('role') === 'operator' ? 'operator' : 'florist';
    return unlessBusy(request, reply, async () => {
      if ((await people.add({ name, role, password })) !== null) return done(reply, 'added');
      return show(request, reply.code(409), { faults: [{ field: 'name', text: t.faults.taken }] });
    });
  });

  app.post<{ Params: AccountParams }>('/ops/people/:accountId/disable', route, async (request, reply) => {
    const { accountId } = await personOf(request);
    if (accountId === kit.signedIn(request).accountId) {
      return show(request, reply.code(409), { fault: textsOf(request, reply).faults.self });
    }
    await people.disable(accountId);
    return done(reply, 'disabled');
  });

  app.post<{ Params: AccountParams }>('/ops/people/:accountId/enable', route, async (request, reply) => {
    await people.enable((await personOf(request)).accountId);
    return done(reply, 'enabled');
  });

  app.post<{ Params: AccountParams }>('/ops/people/:accountId/password', route, async (request, reply) => {
    const { accountId, name } = await personOf(request);
    const password = passwordOf(request.body, `password-${accountId}`);
    const fault = faultOfPassword(password, name);
    if (fault !== null) return show(request, reply.code(400), { fault: textsOf(request, reply).faults[fault] });
    return unlessBusy(request, reply, async () => {
      await people.setPassword(accountId, password);
      return done(reply, 'password');
    });
  });

  app.post<{ Params: { sessionId: string } }>('/ops/people/sessions/:sessionId/end', route, async (request, reply) => {
    if (!(await sessionList.end(request.params.sessionId))) throw notFound();
    return done(reply, 'ended');
  });

  async function personOf(request: FastifyRequest): Promise<Account> {
    const account = await people.find((request.params as AccountParams).accountId);
    if (account === null) throw notFound();
    return account;
  }

  async function unlessBusy(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      reply.code(503).header('retry-after', '5');
      return show(request, reply, { fault: textsOf(request, reply).faults.busy });
    }
  }

  function done(reply: FastifyReply, what: PeopleDone): FastifyReply {
    return reply.redirect(`/ops/people?done=${what}`, 303);
  }

  function textsOf(request: FastifyRequest, reply: FastifyReply) {
    return peopleTexts[kit.contextOf(request, reply).locale];
  }

  async function show(request: FastifyRequest, reply: FastifyReply, said: Said): Promise<FastifyReply> {
    const field = fieldsOf(request.body);
    const [everybody, sessions] = await Promise.all([people.all(), sessionList.open()]);
    const page = {
      people: everybody.map(({ password, ...person }) => ({ ...person, hasPassword: password !== null })),
      sessions,
      me: kit.signedIn(request),
      done: doneOf(request),
      fault: said.fault ?? null,
      faults: said.faults ?? [],
      typed: { name: field('name'), role: field('role') === 'operator' ? 'operator' : 'florist' },
    };
    return kit.send(reply, peoplePage(kit.contextOf(request, reply), textsOf(request, reply), page));
  }
}
