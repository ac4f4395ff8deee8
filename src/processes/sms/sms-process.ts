import type { OrderId } from '../../domain/ids.ts';
import type { EventHeader } from '../../platform/eventstore/event-log.ts';
import type { ProcessManager } from '../../platform/processes/process-manager.ts';
import { orderIdOf } from '../../stored-events/streams.ts';
import { actOnNotice } from './act.ts';
import { decideSms, type SmsAction } from './decide.ts';
import { SMS, type SmsDeps } from './deps.ts';
import { ruleFor } from './notice-rules.ts';
import type { SmsSettings } from './settings.ts';
import { loadSmsSituation, type SmsSituation } from './situation.ts';

/**
 * The SMS process (R7, R11): tells the customer, and the florist, of each fact in the table of notices, once. A notice that nobody
 * should read any more is dropped, and one whose fate is unclear is asked after, never sent again blindly.
 */
export function createSmsProcess(deps: SmsDeps): ProcessManager<SmsSituation, SmsAction> {
  return {
    name: SMS,
    correlate: (event) => concerns(event, deps.settings),
    load: (orderId) => loadSmsSituation(deps.log, orderId),
    decide: (situation, moment) => decideSms(situation, moment, deps.settings),
    act: (action, situation) => actOnNotice(deps, action, situation),
    isOutsideAway: () => deps.gateway.isAway === true,
  };
}

/** Facts that somebody is told of. What the process writes itself it knows already. */
function concerns({ type, streamId }: EventHeader, { floristPhone }: SmsSettings): OrderId | null {
  const rule = ruleFor(type);
  if (rule === undefined || (rule.recipient === 'florist' && floristPhone === null)) return null;
  return orderIdOf(streamId);
}
