/** What a call without a definite answer leaves behind: surely nothing, or perhaps its work done. */
export type CarriedOut = 'no' | 'maybe';

/**
 * A call that got no definite answer. The message is fit for logs and for operators: it holds no personal data, no token and no
 * address. `kind` is one of a small number of words, for counting: `HTTP_401`, `no-connection`, `timeout`, …
 */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly carriedOut: CarriedOut;
  readonly kind: string;

  constructor(carriedOut: CarriedOut, kind: string, message: string) {
    super(message);
    this.carriedOut = carriedOut;
    this.kind = kind;
  }
}
