import { CURRENCY } from '../../domain/money.ts';
import {
  type AttemptRefund,
  type Charge,
  chargesOf,
  type Evidence,
  evidenceOf,
  type Payment,
  type PaymentCommand,
  type RecordDecline,
  type RecordEvidence,
  type RecordUnresolved,
  type RefundAttempted,
} from '../../domain/payment/index.ts';
import { type ChargeOutcome, type ChargeRequest, GatewayUnavailable } from '../../gateways/payment-gateway.ts';
import type { Conflict } from '../../platform/eventstore/handle-command.ts';
import { type Acted, again } from '../../platform/processes/process-manager.ts';
import type { Handled } from '../../stored-events/event-log.ts';
import { type PaymentContext, placedOf } from './context.ts';

/**
 * One step of what was decided to be done with an order's money. What comes of it is a fact that no stream holds yet; the functions below
 * decide from it what the next step is. They are pure, and nothing else judges what the gateway says.
 * - `ask`: which charges of the order does the gateway have?
 * - `claim-charge` · `claim-refund`: write down, at the revision that was read, that the gateway is about to be called.
 * - `charge` · `refund`: call it.
 * - `write`: a command at the revision that was read; `otherwise` follows when it changes nothing.
 * - `record`: what a call has led to, on the streams as they stand by now. `anyway` ends the run whatever becomes of it.
 */
export type Step =
  | { readonly kind: 'ask'; readonly about: Question }
  | { readonly kind: 'claim-charge'; readonly charging: Charging }
  | { readonly kind: 'charge'; readonly charging: Charging; readonly key: string }
  | {
      readonly kind: 'claim-refund';
      readonly command: AttemptRefund;
      readonly refunding: Refunding;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'refund'; readonly refunding: Refunding; readonly claim: Claim; readonly evidence: Evidence }
  | { readonly kind: 'write'; readonly command: PaymentCommand; readonly otherwise: Step }
  | { readonly kind: 'record'; readonly finding: Finding; readonly otherwise: Step; readonly anyway?: Acted }
  | { readonly kind: 'end'; readonly acted: Acted };

/** What a charge asks for, and all that its answer is judged by. */
export interface Charging {
  readonly wanted: Omit<ChargeRequest, 'key' | 'orderId'>;
  /** When the gateway may have heard of it first, in milliseconds since 1970. */
  readonly since: number;
  /** The order has ended long ago: what is still unclear becomes a question to a person. */
  readonly isOverdue: boolean;
}

/** What follows for an open attempt of which the gateway knows no charge. */
export type IfNone = 'charge' | 'void' | 'ask-later';

/** How far a run of refunds has come. */
export interface Refunding {
  /** What the gateway is told. */
  readonly reason: string;
  /** The open claim; null when there is none. `renew`: its key can't be used any more. */
  readonly claim: Claim | null;
  readonly renew: boolean;
  /** Why the last call was refused; null when it was not. */
  readonly refusal: string | null;
  readonly calls: number;
}

/** Why the gateway is asked: for an open attempt, for an answer that does not say enough, for money to give back, for money that is back. */
type Question =
  | { readonly kind: 'attempt'; readonly charging: Charging; readonly ifNone: IfNone }
  | {
      readonly kind: 'answer';
      readonly charging: Charging;
      readonly answer: Extract<ChargeOutcome, { fresh: boolean }>;
    }
  | { readonly kind: 'refund'; readonly refunding: Refunding }
  | { readonly kind: 'dispute' };

/** What a call has led to. What follows from it depends on the streams as they stand when it is written down. */
type Finding =
  | { readonly type: 'Charges'; readonly told: readonly Charge[]; readonly isOverdue: boolean }
  | { readonly type: 'GivenBack'; readonly evidence: Evidence; readonly refundId: string }
  | RecordDecline
  | RecordUnresolved;

/** Every charge of the order, or why the gateway can't be asked now. */
export type Told = readonly Charge[] | GatewayUnavailable;
/** What became of a command on the payment's stream. */
export type Written = Handled<Payment> | Conflict;
type Claim = RefundAttempted['data'];

const SECOND_MS = 1_000;

/** Ends the run: what it led to stands in the streams, which are decided on anew. */
export const decideAnew: Step = { kind: 'end', acted: again };

export function later(cause: string): Step {
  return { kind: 'end', acted: { kind: 'unavailable', cause } };
}

/** How a command ends a run. A rejection means that the gateway contradicts our own records, which can't heal by itself. */
export function ended(written: Handled<unknown> | Conflict): Acted {
  return written.kind === 'rejected' ? { kind: 'parked', reason: written.rejection.code } : again;
}

export function afterWriting(step: Extract<Step, { kind: 'write' | 'record' }>, written: Written): Step {
  if (step.kind === 'record' && step.anyway !== undefined) return { kind: 'end', acted: step.anyway };
  return written.kind === 'unchanged' ? step.otherwise : { kind: 'end', acted: ended(written) };
}

/** What follows once the gateway has told of every charge of the order, or could not be asked. */
export function afterAsking(context: PaymentContext, about: Exclude<Question, { kind: 'refund' }>, told: Told): Step {
  if (about.kind === 'answer') return onceExplained(about, told);
  if (told instanceof GatewayUnavailable) return later(told.message);
  switch (about.kind) {
    case 'attempt': {
      const { charging } = about;
      const command = findingOn(context, { type: 'Charges', told, isOverdue: charging.isOverdue });
      const { unclear } = evidenceOf(told, chargesOf(context.payment.state));
      return { kind: 'write', command, otherwise: unclear === null ? withoutCharge(about) : later(unclear) };
    }
    case 'dispute': {
      // The money went back, and the flowers are on their way all the same: what the gateway says now becomes an open question.
      const command = findingOn(context, { type: 'Charges', told, isOverdue: false });
      return { kind: 'write', command, otherwise: later('the money of an order that is on its way has gone back') };
    }
    default:
      return about satisfies never;
  }
}

/** A finding as a command, on the streams as they stand now. */
export function findingOn(context: PaymentContext, finding: Finding): PaymentCommand {
  switch (finding.type) {
    case 'Charges': {
      const evidence = evidenceOf(finding.told, chargesOf(context.payment.state));
      return { ...evidenceOn(context, evidence), isOverdue: finding.isOverdue };
    }
    case 'GivenBack':
      return { ...evidenceOn(context, finding.evidence), refundId: finding.refundId };
    default:
      return finding;
  }
}

export function evidenceOn(context: PaymentContext, evidence: Evidence): RecordEvidence {
  return { type: 'RecordEvidence', evidence, total: placedOf(context).total, standing: context.standing };
}

/** The gateway knows no charge of an open attempt. */
function withoutCharge({ charging, ifNone }: Extract<Question, { kind: 'attempt' }>): Step {
  switch (ifNone) {
    case 'charge':
      return { kind: 'claim-charge', charging };
    case 'void':
      return { kind: 'write', command: { type: 'VoidPayment', amount: charging.wanted.amount }, otherwise: decideAnew };
    case 'ask-later':
      return unresolved('the gateway knows no charge yet');
    default:
      return ifNone satisfies never;
  }
}

/** A claim that is open already is as good as a new one. */
export function afterClaimingCharge(charging: Charging, claimed: Written): Step {
  if (claimed.kind !== 'accepted' && claimed.kind !== 'unchanged') return { kind: 'end', acted: ended(claimed) };
  const { state } = claimed;
  return state.status === 'Attempted' ? { kind: 'charge', charging, key: state.key } : decideAnew;
}

/**
 * What follows from the answer to a charge. It says how the order was charged, or that it was not. What has become of it since, and
 * whether there are other charges, is asked for when the answer may be older than this call, or is not what was asked for.
 */
export function afterCharging(charging: Charging, answer: ChargeOutcome): Step {
  switch (answer.outcome) {
    case 'charged': {
      const { charge, fresh } = answer;
      // Not every gateway tells the time of a charge to more than a second.
      const since = Math.floor(charging.since / SECOND_MS) * SECOND_MS;
      const isNew = fresh && charge.at !== null && Date.parse(charge.at) >= since;
      return isNew && isAsWanted(charge, charging) ? found([charge], charging) : askAbout(answer, charging);
    }
    case 'declined':
      // A no to a call that was never heard before is one. After an unclear try, the first may have charged.
      return answer.fresh ? declined(answer.code) : askAbout(answer, charging);
    case 'unknown':
      return unresolved(answer.cause);
    case 'not-sent':
      return later(answer.cause);
    default:
      return answer satisfies never;
  }
}

function askAbout(answer: Extract<ChargeOutcome, { fresh: boolean }>, charging: Charging): Step {
  return { kind: 'ask', about: { kind: 'answer', charging, answer } };
}

/** The answer, and beside it what the gateway says of the order's charges. */
function onceExplained({ answer, charging }: Extract<Question, { kind: 'answer' }>, told: Told): Step {
  const isUntold = told instanceof GatewayUnavailable;
  if (answer.outcome === 'declined') {
    if (isUntold) return unresolved(told.message);
    const { held, unclear } = evidenceOf(told);
    return held.length > 0 || unclear !== null ? found(told, charging) : declined(answer.code);
  }
  const { charge } = answer;
  // Another amount is a question to a person, whatever has become of it since.
  if (isUntold) return isAsWanted(charge, charging) ? unresolved(told.message) : found([charge], charging);
  const isNamed = told.some(({ paymentId }) => paymentId === charge.paymentId);
  return found(isNamed ? told : [...told, charge], charging);
}

function isAsWanted({ amount, currency }: Charge, { wanted }: Charging): boolean {
  return amount === wanted.amount && currency === CURRENCY;
}

function found(told: readonly Charge[], { isOverdue }: Charging): Step {
  const otherwise = later(evidenceOf(told).unclear ?? 'the gateway says nothing that settles the charge');
  return { kind: 'record', finding: { type: 'Charges', told, isOverdue }, otherwise };
}

function declined(code: string): Step {
  return { kind: 'record', finding: { type: 'RecordDecline', code }, otherwise: decideAnew };
}

/** Only an answer of the gateway ends an attempt, never a guess. */
function unresolved(cause: string): Step {
  const anyway = { kind: 'unavailable', cause } as const;
  return { kind: 'record', finding: { type: 'RecordUnresolved', cause }, otherwise: decideAnew, anyway };
}
