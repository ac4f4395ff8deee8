import { GatewayUnavailable, type NotSent, type UnknownOutcome } from '../payment-gateway.ts';
import { CallFailed } from './call-failed.ts';
import type { Answered } from './guarded-calls.ts';

/**
 * The outcome of a call that changes something, over all its tries. A definite answer settles the earlier ones too, because all
 * carry the same key; that the service doesn't take the call any more (a revoked permission, say) settles nothing before it.
 */
export async function outcomeOf<Definite extends { readonly outcome: string }>(
  call: Promise<Answered<Definite>>,
): Promise<Definite | UnknownOutcome | NotSent> {
  try {
    const { value, doubt } = await call;
    return value.outcome === 'invalid' && doubt !== null ? { outcome: 'unknown', cause: doubt } : value;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return { outcome: error.carriedOut === 'no' ? 'not-sent' : 'unknown', cause: error.message };
  }
}

/**
 * The answer to a question.
 * @throws GatewayUnavailable when no try got a clear one.
 */
export async function answerOf<T>(question: Promise<Answered<T>>): Promise<T> {
  try {
    return (await question).value;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    throw new GatewayUnavailable(error.message, { cause: error });
  }
}
