import { z } from 'zod';
import type { NotSent, UnknownOutcome } from '../payment-gateway.ts';
import type { SmsOutcome } from '../sms-gateway.ts';
import { notUnderstood } from './call-failed.ts';
import type { HttpAnswer } from './exchange.ts';
import { foreignId } from './protocol.ts';

const accepted = z.object({ messageId: foreignId });
const badNumber = z.object({ code: z.literal('BAD_NUMBER') });
const found = z.object({ messages: z.array(z.object({ messageId: foreignId, ref: z.string() })) });

/**
 * What an answer to a message says: that it was taken, or that the number can't be reached. Nothing else is a decision of the protocol,
 * whoever stands between us and the SMS system.
 * @throws CallFailed when it is none of the protocol.
 */
export function readSent({ status, body }: HttpAnswer): Exclude<SmsOutcome, UnknownOutcome | NotSent> {
  const message = accepted.safeParse(body);
  if (status === 202 && message.success) return { outcome: 'sent', messageId: message.data.messageId };
  const no = badNumber.safeParse(body);
  if (status === 422 && no.success) return { outcome: 'refused', code: no.data.code };
  throw notUnderstood(status);
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
