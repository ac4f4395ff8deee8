import { z } from 'zod';
import type { NotSent, UnknownOutcome } from '../payment-gateway.ts';
import type { SmsOutcome } from '../sms-gateway.ts';
import type { HttpAnswer } from './exchange.ts';
import { foreignId, notUnderstood, refusalCodeOf } from './protocol.ts';

/** The one no of the protocol: the number can't be reached. */
const BAD_NUMBER = 'BAD_NUMBER';
const accepted = z.object({ messageId: foreignId });
const found = z.object({ messages: z.array(z.object({ messageId: foreignId, ref: z.string() })) });

/**
 * What an answer to a message says: that it was taken, or that the number can't be reached. Nothing else is a decision of the protocol,
 * whoever stands between us and the SMS system.
 * @throws CallFailed when it is none of the protocol.
 */
export function readSent(answer: HttpAnswer): Exclude<SmsOutcome, UnknownOutcome | NotSent> {
  if (answer.status === 422 && refusalCodeOf(answer) === BAD_NUMBER) return { outcome: 'refused', code: BAD_NUMBER };
  const message = accepted.safeParse(answer.body);
  if (answer.status !== 202 || !message.success) throw notUnderstood(answer);
  return { outcome: 'sent', messageId: message.data.messageId };
}

/**
 * The message with a reference, or null.
 * @throws CallFailed when the answer is none of the protocol.
 */
export function readFound(answer: HttpAnswer, ref: string): { readonly messageId: string } | null {
  const parsed = found.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer);
  const message = parsed.data.messages.find((candidate) => candidate.ref === ref);
  return message === undefined ? null : { messageId: message.messageId };
}
