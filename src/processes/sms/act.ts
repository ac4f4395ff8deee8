import { GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import { hasMoved } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import type { SmsContext } from './context.ts';
import type { SmsAction } from './decide.ts';
import type { SmsDeps } from './deps.ts';
import type { DueNotice } from './due-notices.ts';
import { messageOf } from './message.ts';
import { decideOnNotices, metaOf, record } from './record.ts';

/**
 * Carries out what was decided. What the streams say afterwards is all that counts: an outcome that somebody else has recorded, or
 * a place that somebody else has taken, only means to decide anew.
 */
export async function actOnNotice(deps: SmsDeps, action: SmsAction, context: SmsContext): Promise<Acted> {
  const { due } = action;
  switch (action.kind) {
    case 'send':
      return send(deps, due, context);
    case 'drop':
      return drop(deps, due, action.why, context);
    case 'settle':
      return settle(deps, action, context);
    default:
      return action satisfies never;
  }
}

/**
 * Claims an attempt at an exact revision, calls the SMS system, and records the outcome. An open claim is used again, unless another
 * holder has settled it: no append would show that.
 */
async function send(deps: SmsDeps, due: DueNotice, context: SmsContext): Promise<Acted> {
  const { orderId, order, notification } = context;
  if (order.state.status === 'None') return again;
  const { notice } = due;
  const message = messageOf(due, context, order.state.placed, deps.links.urlFor(orderId));
  if (notification.state.get(notice.ref) === undefined) {
    const claim = { type: 'AttemptSms', notice, kind: message.kind } as const;
    const claimed = await decideOnNotices(deps, context, claim, metaOf(notice, 'attempt:1'));
    if (claimed.kind !== 'accepted') return again;
  } else if (await hasMoved(deps.log, notification)) return again;

  const answer = await deps.gateway.send(message);
  switch (answer.outcome) {
    case 'sent':
      return record(deps, context, notice, {
        type: 'RecordSmsSent',
        ref: notice.ref,
        messageId: answer.messageId,
      });
    case 'refused':
      return record(deps, context, notice, { type: 'RecordSmsFailed', ref: notice.ref, code: answer.code });
    case 'unknown':
    case 'not-sent':
      return later(answer.cause);
    default:
      return answer satisfies never;
  }
}

async function drop(
  deps: SmsDeps,
  { notice }: DueNotice,
  why: 'contradicted' | 'too-old',
  context: SmsContext,
): Promise<Acted> {
  await decideOnNotices(deps, context, { type: 'DropSms', notice, why }, metaOf(notice, 'drop'));
  return again;
}

/** Asks the SMS system what became of an open attempt. Only its answer, or its knowing nothing in time, ends the attempt. */
async function settle(
  deps: SmsDeps,
  { due, otherwise }: Extract<SmsAction, { kind: 'settle' }>,
  context: SmsContext,
): Promise<Acted> {
  const { notice } = due;
  const found = await find(deps, notice.ref);
  if (found instanceof GatewayUnavailable) return later(found.message);
  if (found !== null) {
    return record(deps, context, notice, {
      type: 'RecordSmsSent',
      ref: notice.ref,
      messageId: found.messageId,
    });
  }
  return otherwise.kind === 'ask-later'
    ? later('the SMS system knows no such message yet')
    : actOnNotice(deps, { ...otherwise, due }, context);
}

async function find({ gateway }: SmsDeps, ref: string) {
  try {
    return await gateway.find(ref);
  } catch (error) {
    if (error instanceof GatewayUnavailable) return error;
    throw error;
  }
}

function later(cause: string): Acted {
  return { kind: 'unavailable', cause };
}
