import { z } from 'zod';
import type { Invalid } from '../payment-gateway.ts';
import type { HttpAnswer } from './exchange.ts';

/** An id as another system makes it. */
export const foreignId = z.string().min(1).max(200);

/** A code of a refusal. It is stored, logged and shown, so nothing but a code is taken for one. */
export const refusalCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/);

const refusal = z.object({ code: refusalCode });

/** The code of a refusal in an answer; of one that names none, its status. */
export function codeOf({ status, body }: HttpAnswer): string {
  const parsed = refusal.safeParse(body);
  return parsed.success ? parsed.data.code : `HTTP_${status}`;
}

/** The service will never take the call as it is. */
export function invalid(answer: HttpAnswer): Invalid {
  return { outcome: 'invalid', code: codeOf(answer) };
}
