import { GatewayUnavailable, type NotSent, type UnknownOutcome } from '../payment-gateway.ts';
import { CallFailed } from './call-failed.ts';
import type { Answered } from './guarded-calls.ts';

/**
 * The outcome of a call that changes something, over all its tries. A definite answer settles the earlier ones too: all carry one key.
 * @param told what it amounts to when an earlier try may have been carried out as well.
 */
export async function outcomeOf<Definite>(
  call: Promise<Answered<Definite>>,
  told: (definite: Definite) => Definite = (definite) => definite,
): Promise<Definite | UnknownOutcome | NotSent> {
  try {
    const { value, doubtful } = await call;
    return doubtful ? told(value) : value;
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
