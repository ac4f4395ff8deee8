import type { TrackingLinks } from '../../application/tracking-link.ts';
import type { NoticeTemplate, SmsAttempted, SmsDropped } from '../../domain/notification/index.ts';
import type { OrderPlaced } from '../../domain/order/index.ts';
import type { SmsMessage } from '../../gateways/sms-gateway.ts';
import { ERASED, type Recorded } from '../../platform/eventstore/recorded-event.ts';
import type { Moment, Next } from '../../platform/processes/process-manager.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { SmsContext, SmsSettings } from './context.ts';
import { messageOf } from './message.ts';
import { type DueNotice, ruleFor } from './notice-rules.ts';

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
export type SmsAction =
  | (Unsent & { readonly due: DueNotice })
  | { readonly kind: 'settle'; readonly due: DueNotice; readonly otherwise: Unsent | { readonly kind: 'ask-later' } };

/** The next notice of an order: one after the other, in the order of the facts. */
export function decideSms(
  context: SmsContext,
  moment: Moment,
  settings: SmsSettings,
  links: Pick<TrackingLinks, 'urlFor'>,
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
  if (attempt === null) return act({ ...unsent, due });
  // Sent again, the same reference sends nothing twice. But what may still arrive must not be called dropped.
  const at = Date.parse(attempt.at);
  const mayStillArrive = Math.max(moment.ageOf(at), moment.now - at) < settings.callBudgetMs + settings.graceMs;
  const waits = unsent.kind === 'drop' && mayStillArrive;
  return act({ kind: 'settle', due, otherwise: waits ? { kind: 'ask-later' } : unsent });
}

function act(action: SmsAction): Next<SmsAction> {
  return { kind: 'act', action, pending: { waitingFor: 'sms', due: null, overdueAt: null } };
}

/** The first notice of the order that has no outcome yet, in the order in which the facts happened. */
function nextNotice(context: SmsContext, placed: OrderPlaced['data'], settings: SmsSettings): DueNotice | null {
  for (const fact of context.story) {
    const due = noticeOf(fact, placed, settings);
    if (due !== null && !isSettled(context, due.notice.ref)) return due;
  }
  return null;
}

/** Whom a fact has to be told to; null for a fact of which nobody is told. */
function noticeOf(fact: RecordedEvent, placed: OrderPlaced['data'], { floristPhone }: SmsSettings): DueNotice | null {
  const rule = ruleFor(fact.type);
  if (rule === undefined) return null;
  const { template, recipient } = rule;
  const phone = recipient === 'florist' ? floristPhone : placed.customer.phone;
  if (phone === null) return null;
  const to = phone === ERASED ? ERASED : maskedPhone(phone);
  return { notice: { ref: refOf(fact, template), template, recipient, to, factId: fact.id }, rule, fact, phone };
}

/** The facts of an order are gone through again for each notice: what a fact is told under is found out once. */
const refs = new WeakMap<RecordedEvent, string>();

function refOf(fact: RecordedEvent, template: NoticeTemplate): string {
  const known = refs.get(fact);
  if (known !== undefined) return known;
  const ref = uuidV5(fact.id, template);
  refs.set(fact, ref);
  return ref;
}

/** A phone number (E.164) as people are shown it: enough to tell two apart, not enough to call. Korean ones as Koreans write them. */
export function maskedPhone(phone: string): string {
  const lastFour = phone.slice(-4);
  return phone.startsWith('+82') ? `0${phone.slice(3, 5)}-****-${lastFour}` : `****-${lastFour}`;
}

function isSettled({ notification }: SmsContext, ref: string): boolean {
  const known = notification.state.get(ref);
  return known !== undefined && known.status !== 'Attempted';
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
  const later = context.story.slice(context.story.indexOf(fact) + 1);
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
  const attempts = notification.events.filter((event) => event.type === 'SmsAttempted');
  return attempts.findLast(({ data }) => data.ref === notice.ref) ?? null;
}
