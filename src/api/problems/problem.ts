import type { RejectionCode } from '../../domain/decider.ts';
import { STATUS_CODES } from '../../platform/runtime/node-http.ts';

/** The stable codes of this API, besides those of the domain. Never renamed or reused. */
export type ProblemCode =
  | RejectionCode
  | 'BAD_REQUEST'
  | 'BODY_TOO_LARGE'
  | 'CSRF_TOKEN_INVALID'
  | 'ERASURE_UNDER_WAY'
  | 'FORBIDDEN'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INTERNAL_ERROR'
  | 'INVALID_REQUEST'
  | 'LOG_DAMAGED'
  | 'MALFORMED_JSON'
  | 'METHOD_NOT_ALLOWED'
  | 'MONEY_NOT_SETTLED'
  | 'NOT_FOUND'
  | 'NOT_PARKED'
  | 'NOT_READY'
  | 'PROCESS_NOT_FOUND'
  | 'TOO_MANY_REQUESTS'
  | 'STORE_UNAVAILABLE'
  | 'STREAM_NOT_FOUND'
  | 'TOO_MANY_STREAMS'
  | 'UNAUTHENTICATED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VIEW_BEHIND'
  | 'VERSION_NOT_FOUND'
  | 'VIEW_NOT_FOUND';

/** One fault of what the caller sent. */
export interface Fault {
  /** JSON pointer into the body, or into the query as an object. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Fault[];
  /** Members of its own, such as the new `total` of PRICE_CHANGED. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that says no, on its way to the caller. Its texts hold no personal data and no secret. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  /** @param detail one English sentence for the caller. */
  constructor(status: number, code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, 'cause' in extras ? { cause: extras.cause } : {});
    this.status = status;
    this.code = code;
    this.extras = extras;
  }

  /** The answer's body, as RFC 9457 has it. */
  toBody(requestId: string): Record<string, unknown> {
    const { errors, facts } = this.extras;
    return {
      ...facts,
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
      requestId,
      ...(errors !== undefined && { errors }),
    };
  }

  /** The answer's headers. */
  toHeaders(): Record<string, string> {
    const { headers, retryAfter } = this.extras;
    return {
      'content-type': PROBLEM_JSON,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...headers,
    };
  }
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** What the caller sent is understood, and breaks these rules. */
export function invalid(detail: string, errors: readonly Fault[]): Problem {
  return new Problem(400, 'INVALID_REQUEST', detail, { errors });
}

/** The answer where nothing is, or nothing any more. */
export function notFound(): Problem {
  return new Problem(404, 'NOT_FOUND', 'There is nothing here.');
}

/** The answer for an order that does not exist, or not for this caller: the two must look alike. */
export function orderNotFound(): Problem {
  return new Problem(404, 'ORDER_NOT_FOUND', 'There is no such order.');
}
