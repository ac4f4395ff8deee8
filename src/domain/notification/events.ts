// The stored contract of a notification stream: the log of the SMS process. A change here is a schema change.
import type { DomainEvent } from '../decider.ts';

/** What a notice tells; the texts stand with the SMS process. */
export const NOTICE_TEMPLATES = [
  'OrderReceived',
  'PaymentDone',
  'PaymentFailed',
  'FloristNewOrder',
  'FloristReminder',
  'BeingMade',
  'OnItsWay',
  'CouldNotBeDelivered',
  'ReviewRequest',
  'OrderCancelled',
  'CancellationTooLate',
  'MoneyIsBack',
  'FloristReplied',
] as const;
export type NoticeTemplate = (typeof NOTICE_TEMPLATES)[number];

/** One notice: one fact to one person. `ref` names it at the SMS system and is derived from the fact. */
export interface Notice {
  readonly ref: string;
  readonly template: NoticeTemplate;
  readonly recipient: 'customer' | 'florist';
  /** The number with its middle masked, as people are shown it. */
  readonly to: string;
  /** Id of the event that the notice tells of. */
  readonly factId: string;
}

/** Written before each call to the SMS system. `attempt` counts from 1. */
export type SmsAttempted = DomainEvent<
  'SmsAttempted',
  Notice & { readonly attempt: number; readonly kind: 'SMS' | 'LMS' }
>;
export type SmsSent = DomainEvent<'SmsSent', { readonly ref: string; readonly messageId: string }>;
/** The SMS system has refused the message for good. */
export type SmsFailed = DomainEvent<'SmsFailed', { readonly ref: string; readonly code: string }>;
/** The notice was out of date before it could be sent. */
export type SmsDropped = DomainEvent<'SmsDropped', Notice & { readonly why: 'contradicted' | 'too-old' }>;

export type NotificationEvent = SmsAttempted | SmsSent | SmsFailed | SmsDropped;
