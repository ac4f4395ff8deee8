import { ErasureUnderWay } from '../../application/erase-person.ts';
import { DamagedLog, NotStorable, StoreUnavailable } from '../../platform/eventstore/event-store.ts';
import { BadCursor, ViewBehind } from '../../projections/queries.ts';
import { invalid, Problem, type ProblemCode } from './problem.ts';

/** Fastify's own refusals that have a code here; all others below 500 are BAD_REQUEST. */
const codesByStatus: Readonly<Record<number, ProblemCode>> = {
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Turns whatever a request ended with into the answer that the caller gets. What nobody foresaw is an INTERNAL_ERROR. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) {
    return new Problem(503, 'STORE_UNAVAILABLE', 'The store can’t be used now; nothing is lost by another try.', {
      retryAfter: 2,
      cause: error,
    });
  }
  if (error instanceof NotStorable) {
    return new Problem(503, 'STORE_UNAVAILABLE', 'The store does not take this; an operator has to look at it.', {
      retryAfter: 60,
      cause: error,
    });
  }
  if (error instanceof ViewBehind) {
    return new Problem(503, 'VIEW_BEHIND', 'The view has not reached that position yet.', { retryAfter: 1 });
  }
  if (error instanceof ErasureUnderWay) {
    const detail =
      'The erasure is on record and goes on by itself; ask again with the same Idempotency-Key for its result.';
    return new Problem(503, 'ERASURE_UNDER_WAY', detail, { retryAfter: 5 });
  }
  if (error instanceof BadCursor) {
    return invalid('The query is not valid.', [{ pointer: '/cursor', detail: 'was not made here' }]);
  }
  if (error instanceof DamagedLog) {
    return new Problem(503, 'LOG_DAMAGED', 'A record that this needs can’t be read; an operator has to look at it.', {
      retryAfter: 60,
      cause: error,
    });
  }
  return fromFramework(error) ?? new Problem(500, 'INTERNAL_ERROR', 'Something went wrong here.', { cause: error });
}

/** What Fastify refuses before a handler sees it. Its texts may quote the caller, so they are not handed on. */
function fromFramework(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode: status } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  return new Problem(status, codesByStatus[status] ?? 'BAD_REQUEST', refusals[status] ?? 'The request is malformed.');
}

const refusals: Readonly<Record<number, string>> = {
  404: 'There is nothing here.',
  413: 'The body is too large.',
  415: 'The body must be application/json.',
};
