import type { OrderId } from '../../domain/ids.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import type { ProcessManager } from '../../platform/processes/process-manager.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { actOnNotice } from './act.ts';
import { loadSmsContext, type SmsContext } from './context.ts';
import { decideSms, type SmsAction } from './decide.ts';
import { SMS, type SmsDeps } from './deps.ts';
import { ruleFor } from './notice-rules.ts';
import type { SmsSettings } from './settings.ts';

/**
 * The SMS process (R7, R11): tells the customer, and the florist, of each fact in the table of notices, once. A notice that nobody
 * should read any more is dropped, and one whose fate is unclear is asked after, never sent again blindly.
 */
export function createSmsProcess(deps: SmsDeps): ProcessManager<SmsContext, SmsAction> {
  return {
    name: SMS,
    correlate: (event) => concerns(event, deps.settings),
    load: (orderId) => loadSmsContext(deps.log, orderId),
    decide: (context, moment) => decideSms(context, moment, deps.settings),
    act: (action, context) => actOnNotice(deps, action, context),
    isOutsideAway: () => deps.gateway.isAway === true,
  };
}

/** Facts that somebody is told of. What the process writes itself it knows already. */
function concerns({ type, streamId }: EventHeader, { floristPhone }: SmsSettings): OrderId | null {
  const rule = ruleFor(type);
  if (rule === undefined || (rule.recipient === 'florist' && floristPhone === null)) return null;
  return orderIdOf(streamId);
}
