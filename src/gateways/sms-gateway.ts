import type { NotSent, UnknownOutcome } from './payment-gateway.ts';

export interface SmsMessage {
  /** For ever: the same reference is sent once. */
  readonly ref: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
  readonly kind: 'SMS' | 'LMS';
}

export type SmsOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  /** For good. */
  | { readonly outcome: 'refused'; readonly code: string }
  | UnknownOutcome
  | NotSent;

export interface SmsGateway {
  /** True while the circuit is open: no call is tried. Absent: every call is tried. */
  readonly isAway?: boolean;
  send(message: SmsMessage): Promise<SmsOutcome>;
  /** Null when the system knows none. @throws GatewayUnavailable */
  find(ref: string): Promise<{ readonly messageId: string } | null>;
}
