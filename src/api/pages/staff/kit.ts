import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StaffContext } from '../../../../web/staff/context.ts';
import { staffTexts } from '../../../../web/texts/staff/texts.ts';
import type { StaffRole } from '../../../accounts/account.ts';
import type { SignedIn } from '../../../accounts/sessions.ts';
import type { CommandIdentity } from '../../../application/command-identity.ts';
import { actorOf, scopeOf } from '../../identity/identity.ts';
import type { KnownPaths } from '../../problems/known-paths.ts';
import { Problem } from '../../problems/problem.ts';
import type { PageKit } from '../kit.ts';

/** The options of a page's route: who may see it. An operator may see what is for florists. */
export function staffPage(staff: StaffRole) {
  return { schema: { hide: true }, config: { staff } } as const;
}

/** What the routes of the staff's pages share. */
export class StaffKit {
  readonly pages: PageKit;
  readonly #paths: KnownPaths;

  constructor(pages: PageKit, paths: KnownPaths) {
    this.pages = pages;
    this.#paths = paths;
  }

  get deps(): PageKit['deps'] {
    return this.pages.deps;
  }

  /** Who is signed in, on a page that nobody else sees. */
  signedIn({ signedIn }: FastifyRequest): SignedIn {
    if (signedIn === null) throw new Problem(401, 'UNAUTHENTICATED', 'Nobody is signed in.');
    return signedIn;
  }

  /** What a page is drawn with. */
  contextOf(request: FastifyRequest, reply: FastifyReply): StaffContext {
    const { name, role } = this.signedIn(request);
    const context = this.pages.contextOf(request, reply, { forms: true });
    return {
      ...context,
      path: this.#pageAt(context.path),
      s: staffTexts[context.locale],
      me: { name, role },
      has: (path) => this.#has(path),
    };
  }

  /** Where a page is found again: one that answers a form stands below it. */
  #pageAt(path: string): string {
    const last = path.lastIndexOf('/');
    return last <= 0 || this.#has(path) ? path : this.#pageAt(path.slice(0, last));
  }

  #has(path: string): boolean {
    return this.#paths.methodsOf(path).includes('GET');
  }

  /** Sends a page. */
  send(reply: FastifyReply, page: string): FastifyReply {
    return this.pages.send(reply, page);
  }

  /**
   * The command that a form gives, by who is signed in. Sent again with the same key, it is the same command.
   * @param form names the form, `thing` what it is about, such as an order's id.
   */
  commandOf(request: FastifyRequest, form: string, thing: string, key: string, body: unknown): CommandIdentity {
    const { identity } = request;
    return this.pages.commandOf({ form, scope: `${scopeOf(identity)} ${thing}`, key, body }, actorOf(identity));
  }
}
