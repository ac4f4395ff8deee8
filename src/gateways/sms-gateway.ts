import type { NotSent, UnknownOutcome } from './payment-gateway.ts';

export interface SmsMessage {
  /** Names the message for ever: the same reference is sent once. */
  readonly ref: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  readonly kind: 'SMS' | 'LMS';
}

export type SmsOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  /** The number can't be reached, for good. */
  | { readonly outcome: 'refused'; readonly code: string }
  | UnknownOutcome
  | NotSent;

/** The SMS system as the SMS process sees it. */
export interface SmsGateway {
  /** True while no call is even tried, because none has been answered for some time. Absent: every call is tried. */
  readonly isAway?: boolean;
  send(message: SmsMessage): Promise<SmsOutcome>;
  /**
   * The message with this reference, or null when the system knows none.
   * @throws GatewayUnavailable when there is no clear answer.
   */
  find(ref: string): Promise<{ readonly messageId: string } | null>;
}
