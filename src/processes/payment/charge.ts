import { CURRENCY } from '../../domain/money.ts';
import { type Charge, chargesOf, evidenceOf, type RecordEvidence } from '../../domain/payment/index.ts';
import { type ChargeOutcome, GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import type { CommandMeta } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import { lastAt, type PaymentContext } from './context.ts';
import type { PaymentAction } from './decide.ts';
import { ask, decideOnPayment, hasChanged, metaAfter, type PaymentDeps, recordAnswer, recorded } from './step.ts';

const SECOND_MS = 1_000;

type ChargeAction = Extract<PaymentAction, { readonly kind: 'charge' | 'settle-charge' }>;

/** Claims an attempt at an exact revision, unless one is open, calls the gateway, and records what it has said. */
export async function charge(deps: PaymentDeps, context: PaymentContext, action: ChargeAction): Promise<Acted> {
  const { orderId, payment } = context;
  const { wanted } = action;
  const calledAt = lastAt(payment, 'PaymentAttempted') ?? deps.clock.now();
  const claim = metaAfter(context, payment, 'AttemptCharge');
  const claimed = await decideOnPayment(
    deps,
    context,
    { type: 'AttemptCharge', orderId, amount: wanted.amount },
    claim,
  );
  if (claimed.kind !== 'accepted' && claimed.kind !== 'unchanged') return recorded(claimed);
  if (claimed.state.status !== 'Attempted') return again;

  const call: Call = { deps, context, action, claim: claimed.kind === 'accepted' ? claim : null };
  const answer = await deps.gateway.charge({ orderId, ...wanted, key: claimed.state.key });
  switch (answer.outcome) {
    case 'charged':
      return charged(call, answer, calledAt);
    case 'declined':
      return declined(call, answer);
    case 'unknown':
      return unresolved(call, answer.cause);
    case 'not-sent':
      return later(answer.cause);
    default:
      return answer satisfies never;
  }
}

/** Asks the gateway what became of an open attempt. Only its answer ends the attempt, never a guess. */
export async function settleCharge(
  deps: PaymentDeps,
  context: PaymentContext,
  action: Extract<PaymentAction, { kind: 'settle-charge' }>,
): Promise<Acted> {
  const call: Call = { deps, context, action, claim: null };
  const told = await ask(deps, context);
  if (told instanceof GatewayUnavailable) return later(told.message);
  const evidence = evidenceOf(told, chargesOf(context.payment.state));
  const handled = await decideOnPayment(deps, context, evidenceFor(context, action, told));
  if (hasChanged(handled)) return again;
  if (evidence.unclear !== null) return later(evidence.unclear);
  switch (action.ifNone) {
    case 'charge':
      return charge(deps, context, action);
    case 'void':
      return recorded(await decideOnPayment(deps, context, { type: 'VoidPayment', amount: action.wanted.amount }));
    case 'ask-later':
      return unresolved(call, 'the gateway knows no charge yet');
    default:
      return action.ifNone satisfies never;
  }
}

/** One call and what it was made for. `claim` announced it; null within a claim that was open already. */
interface Call {
  readonly deps: PaymentDeps;
  readonly context: PaymentContext;
  readonly action: ChargeAction;
  readonly claim: CommandMeta | null;
}

/**
 * The answer says how the order was charged. What has become of the charge since, and whether there are others, is asked for when it
 * may be older than this call, or is not what was asked for.
 */
async function charged(
  call: Call,
  { charge, fresh }: Extract<ChargeOutcome, { outcome: 'charged' }>,
  calledAt: number,
) {
  const { deps, context, action } = call;
  const asWanted = charge.amount === action.wanted.amount && charge.currency === CURRENCY;
  // Not every gateway tells the time of a charge to more than a second.
  const isNew = fresh && charge.at !== null && Date.parse(charge.at) >= Math.floor(calledAt / SECOND_MS) * SECOND_MS;
  if (asWanted && isNew) return recordTold(call, [charge]);

  const told = await ask(deps, context);
  if (!(told instanceof GatewayUnavailable)) {
    const isNamed = told.some(({ paymentId }) => paymentId === charge.paymentId);
    return recordTold(call, isNamed ? told : [...told, charge]);
  }
  // Another amount is a question to a person, whatever has become of it since.
  return asWanted ? unresolved(call, told.message) : recordTold(call, [charge]);
}

/** A no to a call that was never heard before is one. After an unclear try, the first may have charged. */
async function declined(call: Call, { code, fresh }: Extract<ChargeOutcome, { outcome: 'declined' }>): Promise<Acted> {
  const { deps, context, claim } = call;
  if (!fresh) {
    const told = await ask(deps, context);
    if (told instanceof GatewayUnavailable) return unresolved(call, told.message);
    const { held, unclear } = evidenceOf(told);
    if (held.length > 0 || unclear !== null) return recordTold(call, told);
  }
  return recorded(await recordAnswer(deps, context, claim, () => ({ type: 'RecordDecline', code })));
}

async function recordTold(call: Call, told: readonly Charge[]): Promise<Acted> {
  const { deps, context, action, claim } = call;
  const handled = await recordAnswer(deps, context, claim, (now) => evidenceFor(now, action, told));
  if (handled.kind !== 'unchanged') return recorded(handled);
  return later(evidenceOf(told).unclear ?? 'the gateway says nothing that settles the charge');
}

function evidenceFor({ payment, standing }: PaymentContext, action: ChargeAction, told: readonly Charge[]) {
  const evidence = evidenceOf(told, chargesOf(payment.state));
  const { amount: total } = action.wanted;
  const isOverdue = action.kind === 'settle-charge' && action.isOverdue;
  return { type: 'RecordEvidence', evidence, total, standing, isOverdue } satisfies RecordEvidence;
}

async function unresolved(call: Call, cause: string): Promise<Acted> {
  const { deps, context, claim } = call;
  await recordAnswer(deps, context, claim, () => ({ type: 'RecordUnresolved', cause }));
  return later(cause);
}

function later(cause: string): Acted {
  return { kind: 'unavailable', cause };
}
