import { z } from 'zod';
import type { Rejection } from '../domain/decider.ts';
import {
  NOTICE_TEMPLATES,
  type NotificationCommand,
  type NotificationEvent,
  type Notifications,
  notificationDecider,
} from '../domain/notification/index.ts';
import type { DecidableStream } from '../platform/eventstore/handle-command.ts';
import { personal } from './personal.ts';
import { count } from './shared.ts';

const notice = {
  ref: z.string(),
  template: z.enum(NOTICE_TEMPLATES),
  recipient: z.enum(['customer', 'florist']),
  to: personal('customer', z.string()),
  factId: z.string(),
};

/** Stored bodies of a notification stream. */
const schemas = {
  SmsAttempted: z.strictObject({ ...notice, attempt: count, kind: z.enum(['SMS', 'LMS']) }),
  SmsSent: z.strictObject({ ref: z.string(), messageId: z.string() }),
  SmsFailed: z.strictObject({ ref: z.string(), code: z.string() }),
  SmsDropped: z.strictObject({ ...notice, why: z.enum(['contradicted', 'too-old']) }),
};

export const notificationAggregate = { category: 'notification', ...notificationDecider, schemas } as const;
export type NotificationStream = DecidableStream<Notifications, NotificationCommand, NotificationEvent, Rejection>;
