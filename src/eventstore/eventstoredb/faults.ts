import { ErrorType } from '@eventstore/db-client';

/** The server did not answer in the time that this program gives it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/**
 * What an error of the client means. `unclear`: the call may or may not have been carried out, and may be repeated.
 * `refused`: the server will never take this call.
 */
export type Fault = 'conflict' | 'no-stream' | 'too-large' | 'refused' | 'unclear';

const KNOWN: Partial<Record<string, Fault>> = {
  [ErrorType.WRONG_EXPECTED_VERSION]: 'conflict',
  [ErrorType.STREAM_NOT_FOUND]: 'no-stream',
  [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED]: 'too-large',
  [ErrorType.STREAM_DELETED]: 'refused',
  [ErrorType.ACCESS_DENIED]: 'refused',
  [ErrorType.INVALID_ARGUMENT]: 'refused',
};

/** As the client puts a bad request, which has no type of its own. "Server Is Not Ready" looks alike, and passes. */
const BAD_REQUEST = /Could not recognize BadRequest/;

/**
 * Classifies by type, since a conflict comes without code and without message, and by text where there is no type. Whatever is not
 * known for certain is unclear: gRPC's own errors (14, 1, 4, 13), a server that starts, a broken connection.
 */
export function faultOf(error: unknown): Fault {
  const { type, message } = error as { type?: string; message?: string };
  const known = type === undefined ? undefined : KNOWN[type];
  if (known !== undefined) return known;
  return BAD_REQUEST.test(message ?? '') ? 'refused' : 'unclear';
}
