import type { SmsGateway } from '../sms-gateway.ts';
import { exchange } from './exchange.ts';
import { type Calls, GuardedCalls } from './guarded-calls.ts';
import type { HttpGateway, HttpGatewayOptions } from './http-gateway.ts';
import { type CallLimits, SMS_LIMITS } from './limits.ts';
import { answerOf, outcomeOf } from './outcomes.ts';
import { readFound, readSent } from './sms-answers.ts';

/**
 * Speaks the SMS protocol to the service at `baseUrl`. A message is tried again only when it surely was not taken; after an
 * unknown outcome the caller looks it up by its reference.
 */
export function createHttpSmsGateway(options: HttpGatewayOptions): SmsGateway & HttpGateway<SmsGateway> {
  const limits = { ...SMS_LIMITS, ...options.limits };
  const { baseUrl, logger, onBreakerChange, onFailure } = options;
  const guarded = new GuardedCalls({ service: 'sms', limits, logger, onBreakerChange, onFailure });
  return Object.assign(clientOver(guarded, baseUrl, limits), {
    until: (wanted: AbortSignal) => clientOver(guarded.until(wanted), baseUrl, limits),
    close: () => guarded.close(),
  });
}

function clientOver(
  calls: Calls,
  baseUrl: string,
  limits: CallLimits,
): SmsGateway & Pick<HttpGateway<SmsGateway>, 'breakerState'> {
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
}
