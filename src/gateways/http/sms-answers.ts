import { z } from 'zod';
import type { NotSent, UnknownOutcome } from '../payment-gateway.ts';
import type { SmsOutcome } from '../sms-gateway.ts';
import { notUnderstood } from './call-failed.ts';
import type { HttpAnswer } from './exchange.ts';
import { codeOf, foreignId, invalid } from './protocol.ts';

const accepted = z.object({ messageId: foreignId });
const found = z.object({ messages: z.array(z.object({ messageId: foreignId, ref: z.string() })) });

/**
 * What an answer to a message says.
 * @throws CallFailed when it is none of the protocol.
 */
export function readSent(answer: HttpAnswer): Exclude<SmsOutcome, UnknownOutcome | NotSent> {
  if (answer.status === 202) {
    const message = accepted.safeParse(answer.body);
    if (!message.success) throw notUnderstood(answer.status);
    return { outcome: 'sent', messageId: message.data.messageId };
  }
  if (answer.status < 400) throw notUnderstood(answer.status);
  const code = codeOf(answer);
  return answer.status === 422 && code === 'BAD_NUMBER' ? { outcome: 'refused', code } : invalid(answer);
}

/**
 * The message with a reference, or null.
 * @throws CallFailed when the answer is none of the protocol.
 */
export function readFound(answer: HttpAnswer, ref: string): { readonly messageId: string } | null {
  const parsed = found.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer.status);
  const message = parsed.data.messages.find((candidate) => candidate.ref === ref);
  return message === undefined ? null : { messageId: message.messageId };
}
