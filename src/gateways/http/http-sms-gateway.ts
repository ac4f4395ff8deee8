import type { SmsGateway } from '../sms-gateway.ts';
import { exchange } from './exchange.ts';
import { type ClientOver, createHttpGateway, type HttpGateway, type HttpGatewayOptions } from './http-gateway.ts';
import { SMS_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { readFound, readSent } from './sms-answers.ts';

/**
 * Speaks the SMS protocol to the service at `baseUrl`. A message is tried again only when it surely was not taken; after an
 * unknown outcome the caller looks it up by its reference.
 */
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
