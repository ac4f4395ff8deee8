import type { OrderId } from '../../domain/ids.ts';
import type { Notice, NotificationCommand, SmsAttempted, SmsDropped } from '../../domain/notification/index.ts';
import { GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import type { SmsGateway, SmsMessage } from '../../gateways/sms-gateway.ts';
import type { TrackingLinks } from '../../links/tracking-link.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import { type CommandMeta, decideOn, handle, hasMoved } from '../../platform/eventstore/handle-command.ts';
import { ERASED, type Recorded } from '../../platform/eventstore/recorded-event.ts';
import {
  type Acted,
  again,
  type Moment,
  type Next,
  type ProcessManager,
} from '../../platform/processes/process-manager.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { CommandDeps } from '../../stored-events/event-log.ts';
import { notificationAggregate } from '../../stored-events/notification.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { loadSmsContext, type SmsContext, type SmsSettings } from './context.ts';
import { messageOf } from './message.ts';
import { type DueNotice, nextNotice, ruleFor } from './notice-rules.ts';

/** Name of the SMS process, and the actor of its events. */
export const SMS = 'sms';

interface SmsDeps extends CommandDeps {
  readonly gateway: SmsGateway;
  readonly links: Pick<TrackingLinks, 'urlFor'>;
  readonly settings: SmsSettings;
}

/** A message that comes half a second later is no worse, and an order on its way to the florist goes before it. */
const PATIENCE_MS = 500;

/** What is right to do with a notice that surely did not go out. `isClaimed`: an attempt is open already. */
type Unsent =
  | { readonly kind: 'send'; readonly message: SmsMessage; readonly isClaimed: boolean }
  | { readonly kind: 'drop'; readonly why: SmsDropped['data']['why'] };

/**
 * What the SMS process can do for an order.
 * - `send`: claim an attempt and call the SMS system.
 * - `drop`: the notice is out of date.
 * - `settle`: an attempt has no outcome; ask what became of it. When the SMS system knows no such message, `otherwise` says what follows:
 *   `send` it again by the same reference, `drop` it, or `ask-later`.
 */
type SmsAction =
  | (Unsent & { readonly due: DueNotice })
  | { readonly kind: 'settle'; readonly due: DueNotice; readonly otherwise: Unsent | { readonly kind: 'ask-later' } };

/**
 * The SMS process (R7, R11): tells the customer, and the florist, of each fact in the table of notices, once. A notice that nobody
 * should read any more is dropped, and one whose fate is unclear is asked after, never sent again blindly.
 */
export function createSmsProcess(deps: SmsDeps): ProcessManager<SmsContext, SmsAction> {
  return {
    name: SMS,
    patienceMs: PATIENCE_MS,
    correlate: (event) => concerns(event, deps.settings),
    load: (orderId) => loadSmsContext(deps.log, orderId),
    decide: (context, moment) => decide(context, moment, deps),
    act: (action, context) => act(deps, action, context),
    isOutsideAway: () => deps.gateway.isAway === true,
  };
}

/** Facts that somebody is told of. What the process writes itself it knows already. */
function concerns({ type, streamId }: EventHeader, { floristPhone }: SmsSettings): OrderId | null {
  const rule = ruleFor(type);
  if (rule === undefined || (rule.recipient === 'florist' && floristPhone === null)) return null;
  return orderIdOf(streamId);
}

/** The next notice of an order: one after the other, in the order of the facts. */
function decide(
  context: SmsContext,
  moment: Moment,
  { settings, links }: Pick<SmsDeps, 'settings' | 'links'>,
): Next<SmsAction> {
  const order = context.order.state;
  if (order.status === 'None') return { kind: 'done' };
  const due = nextNotice(context, order.placed, settings);
  if (due === null) return { kind: 'done' };
  const attempt = lastAttempt(context, due);
  const why = whyStale(due, context, moment, settings);
  const message = () => messageOf(due, context, order.placed, links.urlFor(context.orderId));
  const unsent: Unsent =
    why === null ? { kind: 'send', message: message(), isClaimed: attempt !== null } : { kind: 'drop', why };
  if (attempt === null) return toDo({ ...unsent, due });
  // Sent again, the same reference sends nothing twice. But what may still arrive must not be called dropped.
  const at = Date.parse(attempt.at);
  const mayStillArrive = Math.max(moment.ageOf(at), moment.now - at) < settings.callBudgetMs + settings.graceMs;
  const waits = unsent.kind === 'drop' && mayStillArrive;
  return toDo({ kind: 'settle', due, otherwise: waits ? { kind: 'ask-later' } : unsent });
}

function toDo(action: SmsAction): Next<SmsAction> {
  return { kind: 'act', action, pending: { waitingFor: 'sms', due: null, overdueAt: null } };
}

/**
 * Why a notice must not go out any more; null when it still may. A person who was erased gets none. What had to wait for the SMS system
 * goes by the wall clock, as people do. For all else counts the time that has really passed: whoever sets the clock makes nothing old
 * that is just about to go out.
 */
function whyStale(
  { rule, fact, phone }: DueNotice,
  context: SmsContext,
  { now, ageOf }: Moment,
  { maxAgeMs }: SmsSettings,
): SmsDropped['data']['why'] | null {
  const later = context.history.slice(context.history.indexOf(fact) + 1);
  if (phone === ERASED || later.some(({ type }) => rule.contradictedBy.includes(type))) return 'contradicted';
  const at = Date.parse(fact.at);
  return (hadToWait(context) ? now - at : ageOf(at)) > maxAgeMs[rule.lasting] ? 'too-old' : null;
}

/** True when a notice of the order was tried in vain: whatever comes after it waits, too. */
function hadToWait({ notification }: SmsContext): boolean {
  return [...notification.state.values()].some(
    ({ status, attempts }) => attempts > 0 && (status === 'Attempted' || status === 'Dropped'),
  );
}

/** The last attempt at a notice, null when there was none. */
function lastAttempt({ notification }: SmsContext, { notice }: DueNotice): Recorded<SmsAttempted> | null {
  const isAttempt = (event: (typeof notification.events)[number]): event is Recorded<SmsAttempted> =>
    event.type === 'SmsAttempted' && event.data.ref === notice.ref;
  return notification.events.findLast(isAttempt) ?? null;
}

/**
 * Carries out what was decided. What the streams say afterwards is all that counts: an outcome that somebody else has recorded, or
 * a place that somebody else has taken, only means to decide anew.
 */
async function act(deps: SmsDeps, action: SmsAction, context: SmsContext): Promise<Acted> {
  const { notice } = action.due;
  switch (action.kind) {
    case 'send':
      return send(deps, context, notice, action.message, action.isClaimed);
    case 'drop':
      await write(deps, context, notice, { type: 'DropSms', notice, why: action.why }, 'drop');
      return again;
    case 'settle':
      return settle(deps, context, action);
    default:
      return action satisfies never;
  }
}

/**
 * Claims an attempt at an exact revision, calls the SMS system, and records the outcome. An open claim is used again, unless another
 * holder has settled it: no append would show that.
 */
async function send(
  deps: SmsDeps,
  context: SmsContext,
  notice: Notice,
  message: SmsMessage,
  isClaimed: boolean,
): Promise<Acted> {
  const { ref } = notice;
  if (isClaimed) {
    if (await hasMoved(deps.log, context.notification)) return again;
  } else {
    const claim = { type: 'AttemptSms', notice, kind: message.kind } as const;
    const claimed = await write(deps, context, notice, claim, 'attempt:1');
    if (claimed.kind !== 'accepted') return again;
  }
  const answer = await deps.gateway.send(message);
  switch (answer.outcome) {
    case 'sent':
      return record(deps, context, notice, { type: 'RecordSmsSent', ref, messageId: answer.messageId });
    case 'refused':
      return record(deps, context, notice, { type: 'RecordSmsFailed', ref, code: answer.code });
    case 'unknown':
    case 'not-sent':
      return { kind: 'unavailable', cause: answer.cause };
    default:
      return answer satisfies never;
  }
}

/** Asks the SMS system what became of an open attempt. Only its answer, or its knowing nothing in time, ends the attempt. */
async function settle(
  deps: SmsDeps,
  context: SmsContext,
  { due, otherwise }: Extract<SmsAction, { kind: 'settle' }>,
): Promise<Acted> {
  const { notice } = due;
  const found = await find(deps, notice.ref);
  if (found instanceof GatewayUnavailable) return { kind: 'unavailable', cause: found.message };
  if (found !== null) {
    const { messageId } = found;
    return record(deps, context, notice, { type: 'RecordSmsSent', ref: notice.ref, messageId });
  }
  return otherwise.kind === 'ask-later'
    ? { kind: 'unavailable', cause: 'the SMS system knows no such message yet' }
    : act(deps, { ...otherwise, due }, context);
}

async function find({ gateway }: SmsDeps, ref: string) {
  try {
    return await gateway.find(ref);
  } catch (error) {
    if (error instanceof GatewayUnavailable) return error;
    throw error;
  }
}

/** A command on the notification stream as it was loaded: somebody else's event since then is a conflict. */
function write(
  deps: SmsDeps,
  { notification }: SmsContext,
  notice: Notice,
  command: NotificationCommand,
  step: string,
) {
  return decideOn(deps, notification, command, metaOf(notice, step));
}

/** What the SMS system has said about a notice, on the stream as it stands by now. */
async function record(
  deps: SmsDeps,
  { orderId }: SmsContext,
  notice: Notice,
  command: NotificationCommand,
): Promise<Acted> {
  await handle(deps, notificationAggregate, orderId, command, metaOf(notice, command.type));
  return again;
}

/** Identity of a step, derived from the fact: taken again, after a crash or by a successor, it is the same command. */
function metaOf({ ref, factId }: Notice, step: string): CommandMeta {
  return { commandId: uuidV5(ref, `${SMS}:${step}`), actor: SMS, causationId: factId };
}
