import { describe, it } from '@jest/globals';
import { notificationDecider } from '../../../src/domain/notification/index.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { notificationCommands, notificationEvents } from '../examples/notification.ts';

const { SmsAttempted, SmsSent, SmsFailed, SmsDropped } = notificationEvents;
const secondAttempt = { type: 'SmsAttempted', data: { ...SmsAttempted.data, attempt: 2 } } as const;

describe('Notification', () => {
  specify({
    decider: notificationDecider,
    given: {
      'no notice': [],
      attempted: [SmsAttempted],
      sent: [SmsAttempted, SmsSent],
      failed: [SmsAttempted, SmsFailed],
      'dropped unattempted': [SmsDropped],
      'dropped after an attempt': [SmsAttempted, SmsDropped],
    },
    when: notificationCommands,
    outcomes: {
      'no notice': {
        AttemptSms: [SmsAttempted],
        RecordSmsSent: rejects('NOTICE_NOT_ATTEMPTED'),
        RecordSmsFailed: rejects('NOTICE_NOT_ATTEMPTED'),
        DropSms: [SmsDropped],
      },
      attempted: {
        AttemptSms: [secondAttempt],
        RecordSmsSent: [SmsSent],
        RecordSmsFailed: [SmsFailed],
        DropSms: [SmsDropped],
      },
      sent: {
        AttemptSms: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsSent: nothingHappens,
        RecordSmsFailed: rejects('NOTICE_ALREADY_SETTLED'),
        DropSms: rejects('NOTICE_ALREADY_SETTLED'),
      },
      failed: {
        AttemptSms: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsSent: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsFailed: nothingHappens,
        DropSms: rejects('NOTICE_ALREADY_SETTLED'),
      },
      'dropped unattempted': {
        AttemptSms: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsSent: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsFailed: rejects('NOTICE_ALREADY_SETTLED'),
        DropSms: nothingHappens,
      },
      'dropped after an attempt': {
        AttemptSms: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsSent: rejects('NOTICE_ALREADY_SETTLED'),
        RecordSmsFailed: rejects('NOTICE_ALREADY_SETTLED'),
        DropSms: nothingHappens,
      },
    },
  });

  it('keeps the notices of an order apart by their references', () => {
    const { DropSms } = notificationCommands;
    const other = { ...DropSms, notice: { ...DropSms.notice, ref: 'notice-2' } };
    given(notificationDecider, [SmsAttempted, SmsSent])
      .when(other)
      .leadsTo([{ type: 'SmsDropped', data: { ...SmsDropped.data, ref: 'notice-2' } }]);
  });
});
