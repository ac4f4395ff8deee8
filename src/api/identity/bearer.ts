import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Identities } from '../deps.ts';
import type { Identity } from './identity.ts';

/** Looks for one kind of credentials in a request: whose they are, `wrong` when they are no good, null when there are none. */
export type IdentityReader = (request: FastifyRequest) => Reading | Promise<Reading>;
type Reading = Identity | 'wrong' | null;

const BEARER = /^Bearer +([\w.~+/=-]{1,512}) *$/i;
const florist: Identity = { kind: 'florist' };
const operator: Identity = { kind: 'operator' };

/** Reads `Authorization: Bearer <token>`. */
export function bearerReader({ links, floristToken, operatorToken }: Identities): IdentityReader {
  const isFlorist = secretComparer(floristToken);
  const isOperator = secretComparer(operatorToken);
  return ({ headers: { authorization } }) => {
    if (authorization === undefined) return null;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return 'wrong';
    const orderId = links.orderOf(token);
    if (orderId !== null) return { kind: 'customer', orderId };
    const digest = digestOf(token);
    if (isFlorist(digest)) return florist;
    return isOperator(digest) ? operator : 'wrong';
  };
}

/** Compares by digests, so that the time tells neither how much of a guess is right nor how long the secret is. */
function secretComparer(secret: string): (digest: Buffer) => boolean {
  const expected = digestOf(secret);
  return (digest) => timingSafeEqual(digest, expected);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
