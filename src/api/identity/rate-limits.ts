import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Timer } from '../../platform/runtime/timer.ts';
import { Problem } from '../problems/problem.ts';
import { callerAddress, type TrustedProxies } from './caller-address.ts';
import { scopeOf } from './identity.ts';
import { steadyCounts } from './steady-counts.ts';

const MINUTE_MS = 60_000;

/** Calls a minute. The shop's people count by who they are, tokens by role, all others by address; each process counts for itself. */
export const RATES = { placing: 300, calling: 1_500, trusted: 6_000, failing: 60, probing: 1_500 } as const;

/** Rejects with Problem 429 when there are too many; null where nothing has to be waited for. */
type Counting = Promise<void> | null;

/** Counts calls in fixed windows of a minute. */
export interface RateLimits {
  /** Somebody known or anonymous called a route of the API. */
  called(request: FastifyRequest): Counting;
  /** Somebody called with wrong credentials. */
  failed(request: FastifyRequest): Counting;
  /** Somebody, no matter who, asked for anything else: the document, a page of it, what is not there. */
  asked(request: FastifyRequest): Counting;
  /** A platform looked how the process is. It has room of its own, so that no caller takes it away. */
  probed(request: FastifyRequest): Counting;
}

/** Counts whatever no gate stands before: the document, probes, and what is not there. */
export function limitCallers(app: FastifyInstance, limits: RateLimits): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { access, limit } = request.route.config;
    if (access !== undefined) return done();
    const counting = limit === 'probing' ? limits.probed(request) : limits.asked(request);
    if (counting === null) done();
    else void counting.then(() => done(), done);
  });
}

/** Counts nothing: for load tests. */
export const noRateLimits: RateLimits = {
  called: () => null,
  failed: () => null,
  asked: () => null,
  probed: () => null,
};

/** The limits of this process. */
export async function createRateLimits(
  app: FastifyInstance,
  trusted: TrustedProxies,
  timer: Timer,
): Promise<RateLimits> {
  await app.register(rateLimit, { global: false, store: steadyCounts(timer) });
  const byAddress = ({ raw }: FastifyRequest) => callerAddress(raw, trusted);
  const limiter = (max: number, keyGenerator = byAddress) =>
    app.createRateLimit({ max, timeWindow: MINUTE_MS, keyGenerator });
  const placing = limiter(RATES.placing);
  const calling = limiter(RATES.calling);
  const failing = limiter(RATES.failing);
  const probing = limiter(RATES.probing);
  const shop = limiter(RATES.trusted, ({ identity }) => scopeOf(identity));

  async function count(request: FastifyRequest, limit: ReturnType<typeof limiter>): Promise<void> {
    const result = await limit(request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new Problem(429, 'TOO_MANY_REQUESTS', 'Too many calls; come back later.', {
      retryAfter: result.ttlInSeconds,
    });
  }

  return {
    failed: (request) => count(request, failing),
    asked: (request) => count(request, calling),
    probed: (request) => count(request, probing),
    called: (request) => {
      const { kind } = request.identity;
      if (kind === 'florist' || kind === 'operator') return count(request, shop);
      return count(request, request.route.config.limit === 'placing' ? placing : calling);
    },
  };
}
