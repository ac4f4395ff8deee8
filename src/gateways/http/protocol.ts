import { z } from 'zod';
import { CallFailed } from './call-failed.ts';
import type { HttpAnswer } from './exchange.ts';

/** As another system makes it. */
export const foreignId = z.string().min(1).max(200);

/** It is stored, logged and shown: nothing but a code is taken for one. */
const refusal = z.object({ code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/) });

/** Null when the answer names none. */
export function refusalCodeOf({ body }: HttpAnswer): string | null {
  return refusal.safeParse(body).data?.code ?? null;
}

/** No decision of the protocol (a proxy's page, a lock): it proves nothing, and the same call may be decided later. */
export function notUnderstood(answer: HttpAnswer): CallFailed {
  const { status } = answer;
  if (status < 400) return new CallFailed('maybe', 'not-understood', `the answer ${status} is not understood`);
  const code = refusalCodeOf(answer);
  const said = code === null ? `${status}` : `${status} ${code}`;
  return new CallFailed('maybe', `HTTP_${status}`, `the service answered ${said}`);
}
