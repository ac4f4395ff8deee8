import type { SmsDropped } from '../../domain/notification/index.ts';
import type { Moment, Next } from '../../platform/processes/process-manager.ts';
import type { SmsContext } from './context.ts';
import { type DueNotice, lastAttempt, nextNotice, whyStale } from './due-notices.ts';
import type { SmsSettings } from './settings.ts';

/** What is right to do with a notice that surely did not go out. */
type Unsent = { readonly kind: 'send' } | { readonly kind: 'drop'; readonly why: SmsDropped['data']['why'] };

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
export function decideSms(context: SmsContext, moment: Moment, settings: SmsSettings): Next<SmsAction> {
  const due = nextNotice(context, settings);
  if (due === null) return { kind: 'done' };
  const attempt = lastAttempt(context, due);
  const why = whyStale(due, context, moment, settings);
  const unsent: Unsent = why === null ? { kind: 'send' } : { kind: 'drop', why };
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
