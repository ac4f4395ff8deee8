import type { OrderId } from '../ids.ts';
import { CURRENCY, isWon, type Won } from '../money.ts';

/**
 * A charge as the gateway tells of it, in an answer or in a list: evidence, and nothing of it is assumed. An amount is null when what
 * stands in its place is no number.
 */
export interface Charge {
  readonly paymentId: string;
  readonly orderId: OrderId;
  readonly amount: number | null;
  /** How much of `amount` has gone back. */
  readonly refunded: number | null;
  /** ISO 4217. */
  readonly currency: string;
  readonly status: string;
  /** When it was made, RFC 3339; null when the gateway does not say. */
  readonly at: string | null;
}

/** Money that was taken by one payment, and how much of it has gone back; in the smallest unit of its currency. */
export interface Holding {
  readonly paymentId: string;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
}

/**
 * What is known of an order's money. `held` is every charge that was money once, each by its own payment; `unclear` says in words why
 * that may not be all of it, and is null when it is.
 */
export interface Evidence {
  readonly held: readonly Holding[];
  readonly unclear: string | null;
}

/**
 * What the evidence means for an order that costs `total`.
 * - `paid`: the gateway keeps exactly the total; `paymentId` is the payment that counts.
 * - `surplus`: one payment is the total, and the gateway keeps others beside it.
 * - `given-back`: it has taken money and keeps none of it.
 * - `disputed`: it keeps anything else.
 * - `none`: it has never taken any. `unclear`: that can't be said yet.
 */
export type Judgement =
  | { readonly kind: 'paid' | 'surplus'; readonly paymentId: string }
  | { readonly kind: 'given-back' | 'disputed' | 'none' }
  | { readonly kind: 'unclear'; readonly cause: string };

/** A charge with one of these is no money and never will be. */
const NO_MONEY: ReadonlySet<string> = new Set(['failed', 'cancelled']);

/** What of this charge the gateway still has. More given back than taken counts as all of it. */
export function keptOf({ amount, refunded }: Holding): number {
  return Math.max(0, amount - refunded);
}

/** What of this charge has gone back, never more than was taken. */
export function givenBackOf({ amount, refunded }: Holding): number {
  return Math.min(amount, refunded);
}

export function sumOf(held: readonly Holding[], part: (holding: Holding) => number): number {
  return held.reduce((sum, holding) => sum + part(holding), 0);
}

/**
 * Turns what a gateway tells of an order's charges into what is known of its money: `approved` alone is money, `failed` and
 * `cancelled` are none, and everything else is unclear. A charge on record that the gateway calls failed or cancelled now has gone
 * back whole.
 * @param recorded what the order's own stream knows of.
 */
export function evidenceOf(told: readonly Charge[], recorded: readonly Holding[] = []): Evidence {
  const held: Holding[] = [];
  const doubts: string[] = [];
  for (const [paymentId, sayings] of byPayment(told)) {
    const [charge] = sayings as [Charge];
    const known = recorded.find((holding) => holding.paymentId === paymentId);
    if (sayings.some((other) => !isSame(charge, other))) doubts.push('the gateway contradicts itself about a charge');
    else if (NO_MONEY.has(charge.status)) held.push(...(known === undefined ? [] : [goneBack(known)]));
    else if (charge.status !== 'approved') doubts.push(`a charge has the status ${asWord(charge.status)}`);
    else if (isNumbered(charge)) held.push(toHolding(charge));
    else doubts.push('the amounts of a charge are not understood');
  }
  return { held, unclear: doubts[0] ?? null };
}

/** What was told, and beside it what the stream knows of and the gateway has not named. */
export function withUntold(
  { held, unclear }: Evidence,
  told: readonly Charge[],
  recorded: readonly Holding[],
): Evidence {
  const untold = recorded.filter(({ paymentId }) => !told.some((charge) => charge.paymentId === paymentId));
  return { held: [...held, ...untold], unclear };
}

/** What is known once a payment has given back so much more. */
export function afterRefund({ held, unclear }: Evidence, paymentId: string, amount: number): Evidence {
  return {
    held: held.map((holding) =>
      holding.paymentId === paymentId ? { ...holding, refunded: holding.refunded + amount } : holding,
    ),
    unclear,
  };
}

/**
 * Holds the evidence against what the order costs.
 * @param ours the payment on record: of several that could be the one that counts, it is.
 */
export function judge({ held, unclear }: Evidence, total: Won, ours: string | null): Judgement {
  const kept = held.filter((holding) => keptOf(holding) > 0);
  const whole = kept.filter((holding) => isInWon(holding) && keptOf(holding) === total);
  if (kept.length > 0 && kept.every(isInWon) && sumOf(kept, keptOf) === total) {
    return { kind: 'paid', paymentId: preferred(kept, ours) };
  }
  if (whole.length > 0) return { kind: 'surplus', paymentId: preferred(whole, ours) };
  if (unclear !== null) return { kind: 'unclear', cause: unclear };
  if (held.length === 0) return { kind: 'none' };
  return { kind: kept.length === 0 && sumOf(held, givenBackOf) > 0 ? 'given-back' : 'disputed' };
}

/** The next payment whose money has to go back, with what is left of it; null when none has. `except` is the payment that counts. */
export function nextToGiveBack(
  { held }: Evidence,
  except: string | null,
): { readonly paymentId: string; readonly amount: number } | null {
  const next = held.find((holding) => holding.paymentId !== except && keptOf(holding) > 0);
  return next === undefined ? null : { paymentId: next.paymentId, amount: keptOf(next) };
}

/** True when both name the same payments with the same amounts, in whatever order. */
export function isSameMoney(a: readonly Holding[], b: readonly Holding[]): boolean {
  return a.length === b.length && a.every((holding) => b.some((other) => isSame(holding, other)));
}

/** Money of another currency is never the total, whatever its number. */
function isInWon({ currency }: Holding): boolean {
  return currency === CURRENCY;
}

function preferred(candidates: readonly Holding[], ours: string | null): string {
  const [first] = candidates as readonly [Holding, ...Holding[]];
  return (candidates.find(({ paymentId }) => paymentId === ours) ?? first).paymentId;
}

function byPayment(told: readonly Charge[]): ReadonlyMap<string, readonly Charge[]> {
  return Map.groupBy(told, ({ paymentId }) => paymentId);
}

function isSame(a: Holding | Charge, b: Holding | Charge): boolean {
  const status = (charge: Holding | Charge) => ('status' in charge ? charge.status : null);
  return (
    a.paymentId === b.paymentId &&
    a.amount === b.amount &&
    a.refunded === b.refunded &&
    a.currency === b.currency &&
    status(a) === status(b)
  );
}

type Numbered = Charge & { readonly amount: number; readonly refunded: number };

function isNumbered(charge: Charge): charge is Numbered {
  const { amount, refunded } = charge;
  return amount !== null && refunded !== null && isWon(amount) && isWon(refunded);
}

function toHolding({ paymentId, amount, refunded, currency }: Numbered): Holding {
  return { paymentId, amount, refunded, currency };
}

function goneBack(holding: Holding): Holding {
  return { ...holding, refunded: holding.amount };
}

/** The status is another system's word; stored and shown only when it is one. */
function asWord(status: string): string {
  return /^[\w-]{1,40}$/.test(status) ? status : 'that nobody knows';
}
