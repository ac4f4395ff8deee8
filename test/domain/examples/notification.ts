import type { Notice, NotificationCommand, NotificationEvent } from '../../../src/domain/notification/index.ts';
import type { OneOfEach } from '../../support/given.ts';

const notice: Notice = {
  ref: 'notice-1',
  template: 'PaymentDone',
  recipient: 'customer',
  to: '010-****-5678',
  factId: 'event-1',
};
const { ref } = notice;

/** One event of each type, as they are told of a notice in these tests. */
export const notificationEvents: OneOfEach<NotificationEvent> = {
  SmsAttempted: { type: 'SmsAttempted', data: { ...notice, attempt: 1, kind: 'SMS' } },
  SmsSent: { type: 'SmsSent', data: { ref, messageId: 'message-1' } },
  SmsFailed: { type: 'SmsFailed', data: { ref, code: 'BAD_NUMBER' } },
  SmsDropped: { type: 'SmsDropped', data: { ...notice, why: 'too-old' } },
};

/** The commands that lead to those events. */
export const notificationCommands: OneOfEach<NotificationCommand> = {
  AttemptSms: { type: 'AttemptSms', notice, kind: 'SMS' },
  RecordSmsSent: { type: 'RecordSmsSent', ref, messageId: 'message-1' },
  RecordSmsFailed: { type: 'RecordSmsFailed', ref, code: 'BAD_NUMBER' },
  DropSms: { type: 'DropSms', notice, why: 'too-old' },
};
