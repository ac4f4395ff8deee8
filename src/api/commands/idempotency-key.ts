import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';

/** 1 to 255 printable ASCII characters. */
const KEY = /^[\x20-\x7e]{1,255}$/;
/** The same as a string of structured fields, as the draft standard has it. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The request's Idempotency-Key, quoted or not; null when it has none.
 * @throws Problem 400
 */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const sent = headers['idempotency-key'];
  if (sent === undefined) return null;
  const written = String(sent);
  const key = QUOTED.exec(written)?.[1]?.replace(/\\(.)/g, '$1') ?? written;
  if (KEY.test(key)) return key;
  throw new Problem(400, 'INVALID_REQUEST', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
}
