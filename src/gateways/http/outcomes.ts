import { GatewayUnavailable, type NotSent, type UnknownOutcome } from '../payment-gateway.ts';
import { CallFailed } from './call-failed.ts';
import type { Answered } from './guarded-calls.ts';

/**
 * All tries carry one key, so a definite answer settles the earlier ones too.
 * @param told the outcome when an earlier try may have been carried out as well.
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

/** @throws GatewayUnavailable when no try got a clear answer. */
export async function answerOf<T>(question: Promise<Answered<T>>): Promise<T> {
  try {
    return (await question).value;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    throw new GatewayUnavailable(error.message, { cause: error });
  }
}
