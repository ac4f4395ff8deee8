import type { Notice, NoticeTemplate, SmsAttempted } from '../../domain/notification/index.ts';
import { ERASED, type Recorded } from '../../platform/eventstore/recorded-event.ts';
import type { Moment } from '../../platform/processes/process-manager.ts';
import { uuidV5 } from '../../platform/runtime/ids.ts';
import type { RecordedEvent } from '../../stored-events/event-log.ts';
import type { SmsContext } from './context.ts';
import { maskedPhone } from './masked-phone.ts';
import { type NoticeRule, ruleFor } from './notice-rules.ts';
import type { SmsSettings } from './settings.ts';

/** A notice with all that is needed to judge and to send it. */
export interface DueNotice {
  readonly notice: Notice;
  readonly rule: NoticeRule;
  readonly fact: RecordedEvent;
  /** E.164, or the mark of an erased person. */
  readonly phone: string;
}

/** The first notice of the order that has no outcome yet, in the order in which the facts happened. */
export function nextNotice(context: SmsContext, settings: SmsSettings): DueNotice | null {
  for (const fact of context.story) {
    const due = noticeOf(fact, context, settings);
    if (due !== null && !isSettled(context, due.notice.ref)) return due;
  }
  return null;
}

/** Whom a fact has to be told to; null for a fact of which nobody is told. */
function noticeOf(fact: RecordedEvent, { order }: SmsContext, { floristPhone }: SmsSettings): DueNotice | null {
  const rule = ruleFor(fact.type);
  if (rule === undefined || order.state.status === 'None') return null;
  const { template, recipient } = rule;
  const phone = recipient === 'florist' ? floristPhone : order.state.placed.customer.phone;
  if (phone === null) return null;
  const to = phone === ERASED ? ERASED : maskedPhone(phone);
  return { notice: { ref: refOf(fact, template), template, recipient, to, factId: fact.id }, rule, fact, phone };
}

/** The story of an order is gone through again for each notice: what a fact is told under is found out once. */
const refs = new WeakMap<RecordedEvent, string>();

function refOf(fact: RecordedEvent, template: NoticeTemplate): string {
  const known = refs.get(fact);
  if (known !== undefined) return known;
  const ref = uuidV5(fact.id, template);
  refs.set(fact, ref);
  return ref;
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
export function whyStale(
  { rule, fact, phone }: DueNotice,
  context: SmsContext,
  { now, ageOf }: Moment,
  { maxAgeMs }: SmsSettings,
): 'contradicted' | 'too-old' | null {
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
export function lastAttempt({ notification }: SmsContext, { notice }: DueNotice): Recorded<SmsAttempted> | null {
  const attempts = notification.events.filter((event) => event.type === 'SmsAttempted');
  return attempts.findLast(({ data }) => data.ref === notice.ref) ?? null;
}
