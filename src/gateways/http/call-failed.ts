/** What a call without a definite answer leaves behind: surely nothing, or perhaps its work done. */
export type CarriedOut = 'no' | 'maybe';

/** A call that got no definite answer. The message is fit for logs: it holds no personal data, no token and no address. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly carriedOut: CarriedOut;

  constructor(carriedOut: CarriedOut, message: string) {
    super(message);
    this.carriedOut = carriedOut;
  }
}

/** The answer is none that the protocol knows, so it proves nothing about what was carried out. */
export function notUnderstood(status: number): CallFailed {
  return new CallFailed('maybe', `the answer ${status} is not understood`);
}
