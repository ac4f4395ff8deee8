import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Position } from '../../platform/eventstore/event-store.ts';
import { fromPositionToken } from '../../platform/eventstore/position-token.ts';
import { ViewBehind } from '../../projections/queries.ts';
import { SEEN_COOKIE, SEEN_S } from './cookies.ts';
import type { PageKit } from './kit.ts';

/** Has the next page below a path show what somebody has just done. */
export function rememberSeen(kit: PageKit, reply: FastifyReply, path: '/o/' | '/shop', position: string): void {
  kit.setCookie(reply, SEEN_COOKIE, position, { path, maxAge: SEEN_S });
}

/**
 * What a query answers, with what the caller has just done, if the view is as far by now; otherwise as it is.
 * @throws StoreUnavailable
 */
export async function asFarAsSeen<Answer>(
  { deps }: PageKit,
  { cookies }: FastifyRequest,
  query: (after?: Position) => Promise<Answer>,
): Promise<Answer> {
  const token = cookies[SEEN_COOKIE];
  const seen = token === undefined ? null : fromPositionToken(deps.shop.log.logId, token);
  if (seen === null) return query();
  try {
    return await query(seen);
  } catch (error) {
    if (!(error instanceof ViewBehind)) throw error;
    return query();
  }
}
