import type { Access, Role } from '../identity/identity.ts';
import { ORDER_COOKIE, SESSION_COOKIE } from '../pages/cookies.ts';
import { CSRF_HEADER } from '../pages/csrf.ts';

function bearer(description: string) {
  return { type: 'http', scheme: 'bearer', description } as const;
}

function cookie(name: string, description: string) {
  return { type: 'apiKey', in: 'cookie', name, description } as const;
}

/** How each role shows who it is: programs by a token, browsers by a cookie. */
export const securitySchemes = {
  customer: bearer('The tracking token of one order'),
  florist: bearer('The florist’s token'),
  operator: bearer('The operator’s token'),
  orderCookie: cookie(ORDER_COOKIE, 'Set for one order by opening its page'),
  floristSession: cookie(SESSION_COOKIE, 'Set by signing in at /shop/login, with the role florist'),
  operatorSession: cookie(SESSION_COOKIE, 'Set by signing in at /ops/login, with the role operator'),
  csrfToken: {
    type: 'apiKey',
    in: 'header',
    name: CSRF_HEADER,
    description:
      'Of the page that sends the call (`<meta name="csrf-token">`): whatever changes something by a cookie needs it',
  },
} as const;

const COOKIES: Readonly<Record<Role, keyof typeof securitySchemes>> = {
  customer: 'orderCookie',
  florist: 'floristSession',
  operator: 'operatorSession',
};

/** What an operation that these may call asks for: one of several ways. */
export function securityOf(access: Access, method: string): Record<string, string[]>[] {
  if (access === 'anyone') return [];
  const page = method === 'GET' ? {} : { csrfToken: [] };
  return access.flatMap((role) => [{ [role]: [] }, { [COOKIES[role]]: [], ...page }]);
}
