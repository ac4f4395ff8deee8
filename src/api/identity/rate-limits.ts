import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';

const MINUTE_MS = 60_000;

/** Calls a minute. Florist and operator count by role, all others by address; each process counts for itself. */
export const RATES = { placing: 300, calling: 1_500, trusted: 6_000, failing: 60 } as const;

/** Counts calls in fixed windows of a minute. Both reject with Problem 429 once there are too many. */
export interface RateLimits {
  /** Somebody known or anonymous called. */
  called(request: FastifyRequest): Promise<void>;
  /** Somebody called with wrong credentials. */
  failed(request: FastifyRequest): Promise<void>;
}

/** Counts nothing: for load tests. */
export const noRateLimits: RateLimits = {
  called: async () => undefined,
  failed: async () => undefined,
};

/** The limits of this process. */
export async function createRateLimits(app: FastifyInstance): Promise<RateLimits> {
  await app.register(rateLimit, { global: false });
  const limiter = (max: number) => app.createRateLimit({ max, timeWindow: MINUTE_MS });
  const placing = limiter(RATES.placing);
  const calling = limiter(RATES.calling);
  const failing = limiter(RATES.failing);
  const trusted = app.createRateLimit({
    max: RATES.trusted,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ identity }) => identity.kind,
  });

  async function count(request: FastifyRequest, limit: ReturnType<typeof limiter>): Promise<void> {
    const result = await limit(request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new Problem(429, 'RATE_LIMITED', 'Too many calls; come back later.', { retryAfter: result.ttlInSeconds });
  }

  return {
    failed: (request) => count(request, failing),
    called: (request) => {
      const { kind } = request.identity;
      if (kind === 'florist' || kind === 'operator') return count(request, trusted);
      return count(request, request.routeOptions.config.limit === 'placing' ? placing : calling);
    },
  };
}
