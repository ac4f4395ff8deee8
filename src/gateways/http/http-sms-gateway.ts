import { z } from 'zod';
import type { NotSent, UnknownOutcome } from '../payment-gateway.ts';
import type { SmsGateway, SmsOutcome } from '../sms-gateway.ts';
import { exchange, type HttpAnswer } from './exchange.ts';
import { type ClientOver, createHttpGateway, type HttpGateway, type HttpGatewayOptions } from './http-gateway.ts';
import { SMS_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { foreignId, notUnderstood, refusalCodeOf } from './protocol.ts';

/** Retried only when surely not taken; after an unknown outcome the caller looks it up by its reference. */
export function createHttpSmsGateway(options: HttpGatewayOptions): SmsGateway & HttpGateway<SmsGateway> {
  return createHttpGateway('sms', SMS_LIMITS, options, clientOver);
}

const clientOver: ClientOver<SmsGateway> = (calls, baseUrl, limits) => {
  const url = `${baseUrl}/messages`;

  return {
    send: ({ ref, to, text, kind }) => {
      const call = { method: 'POST', url, body: { ref, to, text, type: kind } } as const;
      return outcomeOf(
        calls.run('not-carried-out', async (signal) => readSent(await exchange(call, signal, limits.answerBytes))),
      );
    },

    find: (ref) => {
      const call = { method: 'GET', url: `${url}?${new URLSearchParams({ ref })}` } as const;
      return answerOf(
        calls.run('any-failure', async (signal) => readFound(await exchange(call, signal, limits.answerBytes), ref)),
      );
    },

    get isAway() {
      return calls.breakerState === 'open';
    },
    get breakerState() {
      return calls.breakerState;
    },
  };
};

/** The protocol's only refusal: the number can't be reached. */
const BAD_NUMBER = 'BAD_NUMBER';
const accepted = z.object({ messageId: foreignId });
const found = z.object({ messages: z.array(z.object({ messageId: foreignId, ref: z.string() })) });

/** Taken, or the number can't be reached: nothing else is a decision. @throws CallFailed */
function readSent(answer: HttpAnswer): Exclude<SmsOutcome, UnknownOutcome | NotSent> {
  if (answer.status === 422 && refusalCodeOf(answer) === BAD_NUMBER) return { outcome: 'refused', code: BAD_NUMBER };
  const message = accepted.safeParse(answer.body);
  if (answer.status !== 202 || !message.success) throw notUnderstood(answer);
  return { outcome: 'sent', messageId: message.data.messageId };
}

/** @throws CallFailed when the answer is none of the protocol. */
function readFound(answer: HttpAnswer, ref: string): { readonly messageId: string } | null {
  const parsed = found.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) throw notUnderstood(answer);
  const message = parsed.data.messages.find((candidate) => candidate.ref === ref);
  return message === undefined ? null : { messageId: message.messageId };
}
