import type { FastifyBaseLogger } from 'fastify';
import type { WatchAnswers } from './answers.ts';

/**
 * Writes one line for each answer. It names the route's pattern and never the URL: ids say little, and a path may hold a
 * customer's link.
 */
export function logAnswers(logger: FastifyBaseLogger): WatchAnswers {
  // These facts are all ours: looking through them for secrets would cost more than writing them.
  const log = logger.child({}, { redact: [] });
  return (kind) => {
    // What lines of one kind have in common is written down once.
    const lines = log.child(kind);
    const level = kind.status >= 500 ? 'error' : 'info';
    return ({ id: requestId }, ms) => lines[level]({ requestId, ms: Math.round(ms * 10) / 10 }, 'request');
  };
}
