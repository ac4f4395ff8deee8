import type { RateLimits } from '../identity/rate-limits.ts';
import type { KnownPaths } from '../problems/known-paths.ts';
import type { CsrfTokens } from './csrf.ts';

/** What pages share with the API beside them. */
export interface Shared {
  readonly limits: RateLimits;
  readonly csrf: CsrfTokens;
  readonly paths: KnownPaths;
}
