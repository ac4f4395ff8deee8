/** Whether a call without a definite answer was carried out. */
export type CarriedOut = 'no' | 'maybe';

/** No definite answer. The message is fit for logs: no personal data, token or address. `kind` is one of few words, for counting. */
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
