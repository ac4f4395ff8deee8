import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import type { Area } from '../../../../web/staff/context.ts';
import { type SignInForm, type SignInWord, signInPage } from '../../../../web/staff/sign-in.ts';
import { staffTexts } from '../../../../web/texts/staff/texts.ts';
import { mayActAs, type StaffRole } from '../../../accounts/account.ts';
import { TooBusy } from '../../../accounts/passwords.ts';
import type { RateLimits } from '../../identity/rate-limits.ts';
import { problemFrom } from '../../problems/from-error.ts';
import type { Api } from '../../types.ts';
import { type FormFields, fieldsOf, passwordOf } from '../form-fields.ts';
import { Door } from './door.ts';
import { type StaffKit, staffPage } from './kit.ts';
import { safeNext } from './next.ts';

const AREAS: readonly (readonly [Area, StaffRole])[] = [
  ['shop', 'florist'],
  ['ops', 'operator'],
];
/** Whoever wants to be signed in may ask for it. */
const open = { schema: { hide: true }, config: { access: 'anyone' } } as const;
const WORDS: ReadonlySet<string> = new Set(['ended', 'out', 'link']);

/** Signing in and out: by name and password, or by a link that works once. */
export function signInRoutes(app: Api, kit: StaffKit, limits: RateLimits): void {
  const { accounts, metrics } = kit.deps;
  const door = new Door(kit.pages);
  const count = new Counter({
    name: 'kkotgil_sign_ins_total',
    help: 'Tries to sign in: in, wrong, wait (too many were wrong), busy',
    labelNames: ['outcome'],
    registers: [metrics],
  });

  for (const [area, role] of AREAS) {
    const path = `/${area}/login`;

    app.get(path, open, async (request, reply) => {
      const { next = '', word = '' } = request.query as { next?: unknown; word?: unknown };
      const wish = typeof next === 'string' ? next : '';
      if (request.signedIn !== null && mayActAs(request.signedIn.role, role)) {
        return reply.redirect(safeNext(wish, area), 303);
      }
      const known = WORDS.has(String(word)) ? (String(word) as SignInWord) : null;
      return show(request, reply, { area, next: wish, name: '', word: known });
    });

    app.post(path, { ...open, errorHandler: refuse(area) }, async (request, reply) => {
      const field = fieldsOf(request.body);
      const [name, password, next] = [field('name'), passwordOf(request.body, 'password'), field('next')];
      const form = { area, next, name };
      if (name === '' || password === '') return show(request, reply.code(400), { ...form, word: 'missing' });
      const result = await accounts.signIn.withPassword({ name, password, ...door.placeOf(request) });
      count.inc({ outcome: result.kind });
      if (result.kind === 'wait') {
        const { seconds } = result;
        return show(request, reply.code(429).header('retry-after', String(seconds)), {
          ...form,
          word: { wait: seconds },
        });
      }
      if (result.kind === 'wrong') {
        await limits.failed(request);
        return show(request, reply.code(401), { ...form, word: 'wrong' });
      }
      await door.letIn(request, reply, result);
      return reply.redirect(homeOr(result.account.role, safeNext(next, area)), 303);
    });

    app.post(`/${area}/logout`, staffPage('florist'), async (request, reply) => {
      await door.letOut(request, reply);
      return reply.redirect(`${path}?word=out`, 303);
    });
  }

  app.get<{ Params: { secret: string } }>('/sign-in/:secret', open, async (request, reply) => {
    const result = await accounts.signIn.withLink(request.params.secret, door.placeOf(request));
    count.inc({ outcome: result.kind });
    if (result.kind === 'wrong') {
      await limits.failed(request);
      return reply.redirect('/shop/login?word=link', 303);
    }
    await door.letIn(request, reply, result);
    return reply.redirect(result.account.role === 'operator' ? '/ops' : '/shop', 303);
  });

  function show(request: FastifyRequest, reply: FastifyReply, form: SignInForm): FastifyReply {
    const context = kit.pages.contextOf(request, reply, { path: pathOf(form), forms: true });
    return kit.send(reply, signInPage({ ...context, s: staffTexts[context.locale] }, form));
  }

  /** The form once more, when its token is too old or nothing can be checked now. */
  function refuse(area: Area) {
    return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const field: FormFields = fieldsOf(request.body);
      const form = { area, next: field('next'), name: field('name') };
      if (error instanceof TooBusy) {
        count.inc({ outcome: 'busy' });
        return show(request, reply.code(503).header('retry-after', '5'), { ...form, word: 'busy' });
      }
      if (problemFrom(error).code !== 'CSRF_TOKEN_INVALID') throw error;
      return show(request, reply.code(403), { ...form, word: 'stale' });
    };
  }
}

/** A florist who came by the operators' door is taken to the shop. */
function homeOr(role: StaffRole, next: string): string {
  return role === 'florist' && !next.startsWith('/shop') ? '/shop' : next;
}

function pathOf({ area, next }: SignInForm): string {
  const wish = safeNext(next, area);
  return wish === `/${area}` ? `/${area}/login` : `/${area}/login?next=${encodeURIComponent(wish)}`;
}
