import { type Decider, type Decision, nothing, reject, unknownEvent } from '../decider.ts';
import type { Notice, NotificationEvent } from './events.ts';

export const NOTICE_STATUSES = ['Attempted', 'Sent', 'Failed', 'Dropped'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** Every notice of one order, by reference: what was tried and how it ended. */
export type Notifications = ReadonlyMap<string, { readonly status: NoticeStatus; readonly attempts: number }>;

/** Claims the right to send; on an attempted notice, to send it again with the same reference after looking it up. */
export interface AttemptSms {
  readonly type: 'AttemptSms';
  readonly notice: Notice;
  readonly kind: 'SMS' | 'LMS';
}

export interface RecordSmsSent {
  readonly type: 'RecordSmsSent';
  readonly ref: string;
  readonly messageId: string;
}

export interface RecordSmsFailed {
  readonly type: 'RecordSmsFailed';
  readonly ref: string;
  readonly code: string;
}

export interface DropSms {
  readonly type: 'DropSms';
  readonly notice: Notice;
  readonly why: 'contradicted' | 'too-old';
}

export type NotificationCommand = AttemptSms | RecordSmsSent | RecordSmsFailed | DropSms;

/** The notices after one more event. */
export function evolveNotifications(notifications: Notifications, event: NotificationEvent): Notifications {
  const { ref } = event.data;
  const attempts = notifications.get(ref)?.attempts ?? 0;
  switch (event.type) {
    case 'SmsAttempted':
      return new Map(notifications).set(ref, { status: 'Attempted', attempts: event.data.attempt });
    case 'SmsSent':
      return new Map(notifications).set(ref, { status: 'Sent', attempts });
    case 'SmsFailed':
      return new Map(notifications).set(ref, { status: 'Failed', attempts });
    case 'SmsDropped':
      return new Map(notifications).set(ref, { status: 'Dropped', attempts });
    default:
      return unknownEvent(notifications, event);
  }
}

const notAttempted = reject('NOTICE_NOT_ATTEMPTED', 'The notice was never attempted.');
const settled = reject('NOTICE_ALREADY_SETTLED', 'The notice has an outcome already.');

function attempt({ notice, kind }: AttemptSms, notifications: Notifications): Decision<NotificationEvent> {
  const known = notifications.get(notice.ref);
  if (known !== undefined && known.status !== 'Attempted') return settled;
  return [{ type: 'SmsAttempted', data: { ...notice, attempt: (known?.attempts ?? 0) + 1, kind } }];
}

function settle(
  event: NotificationEvent,
  outcome: NoticeStatus,
  notifications: Notifications,
): Decision<NotificationEvent> {
  const known = notifications.get(event.data.ref);
  if (known === undefined) return notAttempted;
  if (known.status === outcome) return nothing;
  return known.status === 'Attempted' ? [event] : settled;
}

function drop({ notice, why }: DropSms, notifications: Notifications): Decision<NotificationEvent> {
  const known = notifications.get(notice.ref);
  if (known?.status === 'Dropped') return nothing;
  if (known !== undefined && known.status !== 'Attempted') return settled;
  return [{ type: 'SmsDropped', data: { ...notice, why } }];
}

function decide(command: NotificationCommand, notifications: Notifications): Decision<NotificationEvent> {
  switch (command.type) {
    case 'AttemptSms':
      return attempt(command, notifications);
    case 'RecordSmsSent': {
      const { ref, messageId } = command;
      return settle({ type: 'SmsSent', data: { ref, messageId } }, 'Sent', notifications);
    }
    case 'RecordSmsFailed': {
      const { ref, code } = command;
      return settle({ type: 'SmsFailed', data: { ref, code } }, 'Failed', notifications);
    }
    case 'DropSms':
      return drop(command, notifications);
    default:
      return command satisfies never;
  }
}

export const notificationDecider: Decider<Notifications, NotificationCommand, NotificationEvent> = {
  initial: new Map(),
  evolve: evolveNotifications,
  decide,
};
