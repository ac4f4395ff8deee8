import type { Account, StaffRole } from '../../../src/accounts/account.ts';
import type { SignedIn } from '../../../src/accounts/sessions.ts';
import { ORDER_COOKIE, SESSION_COOKIE } from '../../../src/api/pages/cookies.ts';
import { CSRF_COOKIE, CSRF_HEADER, CsrfTokens } from '../../../src/api/pages/csrf.ts';
import { idOf } from '../../support/history.ts';
import type { Who } from '../access-matrix.ts';
import { FLORIST_TOKEN, FORMS_KEY, OPERATOR_TOKEN, type TestApi } from './api.ts';

const FORMS = 'forms-cookie-of-the-tests';
const HERE = { address: '192.0.2.1', device: 'test', known: '' };

/** What somebody sends with a request to show who they are, and by which session, if by one. */
export interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly session: SignedIn | null;
}

/** Everybody who may call, for one order. */
export class Callers {
  readonly #api: TestApi;
  readonly #orderId: string;
  readonly #people = new Map<StaffRole, Account>();
  readonly #csrf = new CsrfTokens(FORMS_KEY, (size) => Buffer.alloc(size, 9));

  constructor(api: TestApi, orderId: string) {
    this.#api = api;
    this.#orderId = orderId;
  }

  /** @param to what is called: forms of the customers' pages know of no session. */
  async shown(who: Who, to: 'api' | 'page' | 'staff'): Promise<Shown> {
    const { links } = this.#api;
    const [mine, others] = [links.tokenFor(this.#orderId), links.tokenFor(idOf('another order'))];
    const form = this.#form(null);
    const program = (token: string) => plain({ ...bearer(token), ...(to !== 'api' && form) });
    switch (who) {
      case 'nobody':
        return plain(to === 'api' ? {} : form);
      case 'forger':
        return program(`${mine.slice(0, -4)}AAAA`);
      case 'customer':
        return program(mine);
      case 'another customer':
        return program(others);
      case 'customer’s browser':
        return browser(form, `${ORDER_COOKIE}=${mine}`);
      case 'another customer’s browser':
        return browser(form, `${ORDER_COOKIE}=${others}`);
      case 'florist’s token':
        return program(FLORIST_TOKEN);
      case 'operator’s token':
        return program(OPERATOR_TOKEN);
      case 'florist signed in':
        return this.#signedIn('florist', to !== 'page');
      case 'operator signed in':
        return this.#signedIn('operator', to !== 'page');
      case 'no token of the page': {
        const { headers, session } = await this.#signedIn('operator', true);
        const { [CSRF_HEADER]: _token, ...rest } = headers;
        return { headers: rest, session };
      }
      case 'signed out': {
        const { headers, session } = await this.#signedIn('operator', false);
        await this.#api.accounts.sessionList.end(session?.sessionId ?? '');
        return plain(headers);
      }
    }
  }

  async #signedIn(role: StaffRole, bound: boolean): Promise<Shown> {
    const { people, sessions } = this.#api.accounts;
    const known = this.#people.get(role) ?? (await people.add({ name: role, role, password: null }));
    if (known === null) throw new Error(`${role} is there already`);
    this.#people.set(role, known);
    // Whatever has been done to them before, they are as they were.
    const account = (await people.find(known.accountId)) ?? known;
    const secret = await sessions.begin(account, HERE);
    const session = await sessions.find(secret);
    if (session === null) throw new Error(`${role} is not signed in`);
    const form = this.#form(bound ? session : null);
    return { ...browser(form, `${SESSION_COOKIE}=${secret}`), session };
  }

  /** The two halves of a form's token. */
  #form(signedIn: SignedIn | null) {
    return { cookie: `${CSRF_COOKIE}=${FORMS}`, [CSRF_HEADER]: this.#csrf.tokenFor(FORMS, signedIn) };
  }
}

function plain(headers: Readonly<Record<string, string>>): Shown {
  return { headers, session: null };
}

function browser(form: Readonly<Record<string, string>>, cookie: string): Shown {
  return plain({ ...form, cookie: `${form.cookie}; ${cookie}` });
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
