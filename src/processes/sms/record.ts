import type { Notice, NotificationCommand, Notifications } from '../../domain/notification/index.ts';
import { type CommandMeta, type Conflict, decideOn, handle } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { Handled } from '../../stored-events/event-log.ts';
import { notificationAggregate } from '../../stored-events/notification.ts';
import type { SmsContext } from './context.ts';
import { SMS, type SmsDeps } from './deps.ts';

/** Decides on the notification stream as it was loaded: somebody else's event since then is a conflict. */
export function decideOnNotices(
  deps: SmsDeps,
  { notification }: SmsContext,
  command: NotificationCommand,
  meta: CommandMeta,
): Promise<Handled<Notifications> | Conflict> {
  return decideOn(deps, notification, command, meta);
}

/** Records what the SMS system has said about a notice. */
export async function record(
  deps: SmsDeps,
  { orderId }: SmsContext,
  notice: Notice,
  command: NotificationCommand,
): Promise<Acted> {
  await handle(deps, notificationAggregate, orderId, command, metaOf(notice, command.type));
  return again;
}

/** Identity of a step, derived from the fact: taken again, after a crash or by a successor, it is the same command. */
export function metaOf({ ref, factId }: Notice, step: string): CommandMeta {
  return { commandId: uuidV5(ref, `${SMS}:${step}`), actor: SMS, causationId: factId };
}
